"""How PyTorch joins values: operators and functions, on channels first and with a batch before them."""

from typing import NamedTuple

from cnncalc.errors import CnncalcError
from cnncalc.graph import Node
from cnncalc.ops import arithmetic, merge
from cnncalc.ops.axis_window import CHANNELS
from cnncalc.ops.base import Op

OPERATORS: dict[type[Op], str] = {
    merge.Add: " + ",
    merge.Multiply: " * ",
    arithmetic.Subtract: " - ",
    arithmetic.Divide: " / ",
}


class Joined(NamedTuple):
    """A join in code: its operator, and what stands behind each value; without an operator, a concatenation."""

    operator: str
    suffixes: tuple[str, ...]
    axis: int = 1
    number: tuple[str, ...] = ()
    """A number that is joined last, if there is one."""

    def code(self, values: list[str]) -> str:
        """The join of values that are named."""
        if not self.operator:
            return f"torch.cat([{', '.join(values)}], {self.axis})"
        stretched = [value + suffix for value, suffix in zip(values, self.suffixes, strict=True)]
        return self.operator.join([*stretched, *self.number])


def join_of(node: Node) -> Joined:
    """The join that a node is. Raises CnncalcError for one that is not known in PyTorch."""
    axes = len(node.shape.spatial)
    if isinstance(node.op, merge.Concat):
        axis = node.op.axis(node.input_shapes[0])
        return Joined("", (), 1 if axis == CHANNELS else axis + 2)
    operator = OPERATORS.get(type(node.op))
    if operator is None:
        raise CnncalcError(f"{node.path}: PyTorch has no {node.op.name}, and nothing is left out")
    number = node.op.attributes().get("value")
    suffixes = tuple(_stretched(len(shape.spatial), axes) for shape in node.input_shapes)
    return Joined(operator, suffixes, number=() if number is None else (f"({number!r})",))


def _stretched(axes: int, wanted: int) -> str:
    """A vector stands at every position: it gets the axes that it lacks."""
    return "" if axes == wanted else f"[:, :{', None' * wanted}]"
