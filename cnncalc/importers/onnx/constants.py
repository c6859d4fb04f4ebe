"""Constants worked out as far as shapes need it: small whole numbers, and the sizes of large tensors."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from math import prod
from typing import Any

from cnncalc.importers.onnx.proto import MOST_VALUES, OnnxNode, Tensor
from cnncalc.importers.onnx.tensors import axis_number

_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "Add": operator.add, "Sub": operator.sub, "Mul": operator.mul,
    "Div": lambda a, b: a // b if isinstance(a, int) and isinstance(b, int) else a / b,
    "Equal": operator.eq, "Less": operator.lt, "Greater": operator.gt, "Max": max, "Min": min, "Mod": operator.mod,
}  # fmt: skip


def fold(node: OnnxNode, inputs: Sequence[Tensor | None]) -> Tensor | None:
    """What a node gives for constants; None if it is not worked out here. Raises ValueError for what cannot be."""
    first = inputs[0] if inputs else None
    if node.op == "Constant":
        return _constant(node)
    if first is None:
        return None
    if node.op == "Identity":  # PyTorch writes parameters with equal values so: each is one of its own
        return first._replace(name=node.outputs[0])
    if node.op in ("Cast", "Dropout", "DequantizeLinear"):
        return first
    if node.op in _ARITHMETIC:
        return _arithmetic(node.op, first, inputs[1])
    maker = _FOLDERS.get(node.op)
    return None if maker is None else maker(node, first, inputs)


def plain(values: Sequence[Any], dims: tuple[int, ...] | None = None) -> Tensor:
    """A constant of some values."""
    return Tensor("", (len(values),) if dims is None else dims, tuple(values))


def _constant(node: OnnxNode) -> Tensor | None:
    for key, value in node.attributes.items():
        if isinstance(value, Tensor):
            return value._replace(learnt=False)
        if key in ("value_int", "value_float"):
            return plain((value,), ())
        if key in ("value_ints", "value_floats"):
            return plain(value or ())
    return None


def _arithmetic(op: str, left: Tensor, right: Tensor | None) -> Tensor | None:
    if right is None:
        return None
    dims = max(left.dims, right.dims, key=lambda dims: (len(dims), prod(dims)))
    if left.values is None or right.values is None or not {left.size, right.size} <= {1, prod(dims)}:
        return Tensor("", dims, None) if {left.size, right.size} <= {1, prod(dims)} else None
    count = prod(dims)
    pairs = zip(left.values * (count // left.size), right.values * (count // right.size), strict=True)
    return Tensor("", dims, tuple([_ARITHMETIC[op](a, b) for a, b in pairs]))


def _gather(node: OnnxNode, first: Tensor, inputs: Sequence[Tensor | None]) -> Tensor | None:
    at = inputs[1]
    if at is None:
        return None
    if at.values is None or first.values is None or len(first.dims) != 1:
        axis = axis_number(node.attributes.get("axis", 0), len(first.dims))
        return first._replace(dims=(*first.dims[:axis], *at.dims, *first.dims[axis + 1 :]), values=None)
    return plain([first.values[axis_number(int(each), first.size)] for each in at.values], at.dims)


def _concat(node: OnnxNode, first: Tensor, inputs: Sequence[Tensor | None]) -> Tensor | None:
    found: list[Any] = []
    for each in inputs:
        if each is None or each.values is None or len(each.dims) != 1 or len(found) + each.size > MOST_VALUES:
            return None
        found += each.values
    return plain(found)


def _reshape(node: OnnxNode, first: Tensor, inputs: Sequence[Tensor | None]) -> Tensor | None:
    shape = inputs[1] if len(inputs) > 1 else None
    if shape is None or shape.values is None:
        return None
    return first._replace(dims=new_dims(first.dims, shape.values))


def new_dims(dims: Sequence[int], wanted: Sequence[int], *, zero_copies: bool = True) -> tuple[int, ...]:
    """The sizes that Reshape gives: 0 copies, -1 is what is left. Raises ValueError where they do not fit."""
    found = [dims[at] if size == 0 and zero_copies and at < len(dims) else int(size) for at, size in enumerate(wanted)]
    known, whole = prod(size for size in found if size != -1), prod(dims)
    if found.count(-1) > 1 or min(found, default=1) < -1 or len(found) > 16:
        raise ValueError(f"{found} is no shape")
    if -1 in found and known and whole % known == 0:
        found[found.index(-1)] = whole // known
    if prod(found) != whole:
        raise ValueError(f"{list(dims)} cannot become {list(wanted)}")
    return tuple(found)


def _axes(node: OnnxNode, inputs: Sequence[Tensor | None]) -> tuple[int, ...]:
    said = node.attributes.get("axes")
    if said is None and len(inputs) > 1 and inputs[1] is not None:
        said = inputs[1].values
    return tuple(said or ())


def _squeeze(node: OnnxNode, first: Tensor, inputs: Sequence[Tensor | None]) -> Tensor:
    return first._replace(dims=squeezed(first.dims, _axes(node, inputs)))


def _unsqueeze(node: OnnxNode, first: Tensor, inputs: Sequence[Tensor | None]) -> Tensor:
    return first._replace(dims=unsqueezed(first.dims, _axes(node, inputs)))


def squeezed(dims: Sequence[int], axes: Sequence[int]) -> tuple[int, ...]:
    """The sizes without some axes of size 1, or without all such."""
    left_out = {axis_number(axis, len(dims)) for axis in axes}
    return tuple([size for at, size in enumerate(dims) if at not in left_out and (axes or size != 1)])


def unsqueezed(dims: Sequence[int], axes: Sequence[int]) -> tuple[int, ...]:
    """The sizes with axes of size 1 at some places."""
    rank = len(dims) + len(axes)
    added = {axis_number(axis, rank) for axis in axes}
    if rank > 16 or len(added) < len(axes):
        raise ValueError(f"axes {list(axes)} cannot be added")
    rest = iter(dims)
    return tuple([1 if at in added else next(rest) for at in range(rank)])


def _transpose(node: OnnxNode, first: Tensor, inputs: Sequence[Tensor | None]) -> Tensor:
    order = node.attributes.get("perm") or tuple(range(len(first.dims)))[::-1]
    dims = tuple([first.dims[axis_number(axis, len(first.dims))] for axis in order])
    return first._replace(dims=dims, values=first.values if len(dims) < 2 else None)


def _slice(node: OnnxNode, first: Tensor, inputs: Sequence[Tensor | None]) -> Tensor | None:
    bounds = [each.values for each in inputs[1:] if each is not None]
    if first.values is None or len(first.dims) != 1 or len(bounds) < 2 or None in bounds:
        return None
    start, stop = int((bounds[0] or (0,))[0]), int((bounds[1] or (0,))[0])
    step = int((bounds[3] or (1,))[0]) if len(bounds) > 3 else 1
    return plain(first.values[start : stop if stop >= -first.size else None : step or 1])


def _filled(node: OnnxNode, first: Tensor, inputs: Sequence[Tensor | None]) -> Tensor | None:
    if first.values is None:
        return None
    dims = tuple([int(size) for size in first.values])
    value = node.attributes.get("value")
    each = value.values[0] if isinstance(value, Tensor) and value.values else 0
    return Tensor("", dims, (each,) * prod(dims) if 0 <= prod(dims) <= MOST_VALUES else None)


def _where(node: OnnxNode, first: Tensor, inputs: Sequence[Tensor | None]) -> Tensor | None:
    yes, no = inputs[1], inputs[2]
    if yes is None or no is None or first.values is None or yes.values is None or no.values is None:
        return None
    count = max(first.size, yes.size, no.size)
    if not {first.size, yes.size, no.size} <= {1, count}:
        return None
    rows = zip(*(each.values * (count // each.size) for each in (first, yes, no) if each.values), strict=True)
    return plain([a if which else b for which, a, b in rows])


def _shape(node: OnnxNode, first: Tensor, inputs: Sequence[Tensor | None]) -> Tensor:
    return plain(first.dims)


_FOLDERS: dict[str, Callable[[OnnxNode, Tensor, Sequence[Tensor | None]], Tensor | None]] = {
    "Gather": _gather, "Concat": _concat, "Reshape": _reshape, "Squeeze": _squeeze, "Unsqueeze": _unsqueeze,
    "Transpose": _transpose, "Slice": _slice, "ConstantOfShape": _filled, "Where": _where, "Shape": _shape,
}  # fmt: skip
