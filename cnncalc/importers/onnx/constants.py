"""Constants worked out as far as shapes need it: small whole numbers, and the sizes of large tensors."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from itertools import product
from math import ceil, exp, floor, log, prod, sqrt
from typing import Any

from cnncalc.importers.onnx.proto import MOST_VALUES, OnnxNode, Tensor
from cnncalc.importers.onnx.tensors import axis_number

_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "Add": operator.add, "Sub": operator.sub, "Mul": operator.mul,
    "Div": lambda a, b: a // b if isinstance(a, int) and isinstance(b, int) else a / b,
    "Equal": operator.eq, "Less": operator.lt, "Greater": operator.gt, "Max": max, "Min": min, "Mod": operator.mod,
    "Pow": lambda a, b: float(a) ** float(b),
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
    dims = broadcast(left.dims, right.dims)
    sizes = {left.size, right.size}
    if left.values is None or right.values is None or not sizes <= {1, prod(dims)} or prod(dims) > MOST_VALUES:
        return Tensor("", dims, None)
    count = prod(dims)
    pairs = zip(left.values * (count // left.size), right.values * (count // right.size), strict=True)
    found = tuple([_ARITHMETIC[op](a, b) for a, b in pairs])
    if any(isinstance(value, int) and abs(value) >= 2**63 for value in found):
        raise ValueError("a whole number of more than 64 bits")
    return Tensor("", dims, found)


def _gather(node: OnnxNode, first: Tensor, inputs: Sequence[Tensor | None]) -> Tensor | None:
    at = inputs[1]
    if at is None:
        return None
    if at.values is None or first.values is None or len(first.dims) != 1:
        axis = axis_number(node.attributes.get("axis", 0), len(first.dims))
        return first._replace(dims=(*first.dims[:axis], *at.dims, *first.dims[axis + 1 :]), values=None)
    return plain([first.values[axis_number(int(each), first.size)] for each in at.values], at.dims)


def _concat(node: OnnxNode, first: Tensor, inputs: Sequence[Tensor | None]) -> Tensor | None:
    tensors = [each for each in inputs if each is not None]
    axis = axis_number(node.attributes.get("axis", 0), len(first.dims))
    size = sum([each.dims[axis] for each in tensors])
    if len(first.dims) != 1 or size > MOST_VALUES or any(each.values is None for each in tensors):
        return Tensor("", (*first.dims[:axis], size, *first.dims[axis + 1 :]), None)
    return plain([value for each in tensors for value in each.values or ()])


def broadcast(left: tuple[int, ...], right: tuple[int, ...]) -> tuple[int, ...]:
    """The sizes that both stretch to: a size of 1 fits any. Raises ValueError where they do not go together."""
    rank = max(len(left), len(right))
    pairs = list(zip((1,) * (rank - len(left)) + left, (1,) * (rank - len(right)) + right, strict=True))
    if any(1 not in pair and pair[0] != pair[1] for pair in pairs):
        raise ValueError(f"{list(left)} and {list(right)} do not go together")
    return tuple([b if a == 1 else a for a, b in pairs])


def _expand(node: OnnxNode, first: Tensor, inputs: Sequence[Tensor | None]) -> Tensor | None:
    shape = inputs[1]
    if shape is None or shape.values is None:
        return None
    wanted = tuple([int(size) for size in shape.values])
    dims = broadcast(first.dims, wanted)
    values = first.values * prod(dims) if first.values and first.size == 1 and 0 <= prod(dims) <= MOST_VALUES else None
    return first._replace(dims=dims, values=values)


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
    rank = len(first.dims)
    order = [axis_number(axis, rank) for axis in node.attributes.get("perm") or range(rank)[::-1]]
    dims, steps = tuple([first.dims[axis] for axis in order]), _steps(first.dims)
    places = [range(0, first.dims[axis] * steps[axis], steps[axis] or 1) for axis in order]
    return first._replace(dims=dims, values=_taken(first, places))


def _steps(dims: Sequence[int]) -> list[int]:
    """How far apart neighbours along each axis are among the values in a row."""
    return [prod(dims[axis + 1 :]) for axis in range(len(dims))]


def _taken(first: Tensor, places: Sequence[Sequence[int]]) -> tuple[Any, ...] | None:
    """The values at the sums of places along each axis; None if they are not known."""
    if first.values is None or prod(map(len, places)) > MOST_VALUES:
        return None
    return tuple([first.values[sum(each)] for each in product(*places)])


def _slice(node: OnnxNode, first: Tensor, inputs: Sequence[Tensor | None]) -> Tensor | None:
    bounds = [None if each is None else each.values for each in inputs[1:]]
    starts, stops = (bounds[0], bounds[1]) if len(bounds) > 1 else (None, None)
    if starts is None or stops is None:
        return None
    axes = bounds[2] if len(bounds) > 2 and bounds[2] else tuple(range(len(starts)))
    steps = bounds[3] if len(bounds) > 3 and bounds[3] else (1,) * len(starts)
    places: list[Sequence[int]] = [range(size) for size in first.dims]
    for start, stop, axis, step in zip(starts, stops, axes, steps, strict=True):
        at = axis_number(axis, len(places))
        places[at] = range(*slice(int(start), int(stop), int(step)).indices(first.dims[at]))
    dims = tuple(map(len, places))
    if prod(dims) > MOST_VALUES:
        return first._replace(dims=dims, values=None)
    rows = [[place * step for place in each] for each, step in zip(places, _steps(first.dims), strict=True)]
    return first._replace(dims=dims, values=_taken(first, rows))


def _filled(node: OnnxNode, first: Tensor, inputs: Sequence[Tensor | None]) -> Tensor | None:
    if first.values is None:
        return None
    dims = tuple([int(size) for size in first.values])
    value = node.attributes.get("value")
    each = value.values[0] if isinstance(value, Tensor) and value.values else 0
    return Tensor("", dims, (each,) * prod(dims) if 0 <= prod(dims) <= MOST_VALUES else None)


def _where(node: OnnxNode, first: Tensor, inputs: Sequence[Tensor | None]) -> Tensor | None:
    yes, no = inputs[1], inputs[2]
    if yes is None or no is None:
        return None
    dims = broadcast(broadcast(first.dims, yes.dims), no.dims)
    count, tensors = prod(dims), (first, yes, no)
    if count > MOST_VALUES or any(each.values is None or each.size not in (1, count) for each in tensors):
        return Tensor("", dims, None)
    rows = zip(*[(each.values or ()) * (count // each.size) for each in tensors], strict=True)
    return plain([a if which else b for which, a, b in rows], dims)


def _unary(node: OnnxNode, first: Tensor, inputs: Sequence[Tensor | None]) -> Tensor:
    values = None if first.values is None else tuple([_FUNCTIONS[node.op](value) for value in first.values])
    return first._replace(values=values, learnt=False)


_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "Sqrt": sqrt, "Exp": exp, "Log": log, "Neg": operator.neg, "Abs": abs, "Floor": floor, "Ceil": ceil,
    "Not": operator.not_, "Reciprocal": lambda value: 1 / value,
}  # fmt: skip


def _range(node: OnnxNode, first: Tensor, inputs: Sequence[Tensor | None]) -> Tensor | None:
    bounds = [each.values[0] for each in inputs if each is not None and each.values]
    if len(bounds) != 3:
        return None
    start, stop, step = bounds
    count = max(ceil((stop - start) / step), 0)
    if count > MOST_VALUES:
        return Tensor("", (count,), None)
    return plain([start + number * step for number in range(count)])


def _alike(node: OnnxNode, first: Tensor, inputs: Sequence[Tensor | None]) -> Tensor:
    """What has the sizes of the first input, whatever its values are."""
    return first._replace(values=None)


def _shape(node: OnnxNode, first: Tensor, inputs: Sequence[Tensor | None]) -> Tensor:
    return plain(first.dims)


_FOLDERS: dict[str, Callable[[OnnxNode, Tensor, Sequence[Tensor | None]], Tensor | None]] = {
    "Gather": _gather, "Concat": _concat, "Reshape": _reshape, "Squeeze": _squeeze, "Unsqueeze": _unsqueeze,
    "Transpose": _transpose, "Slice": _slice, "ConstantOfShape": _filled, "Where": _where, "Shape": _shape,
    "Expand": _expand, "Range": _range,
    **dict.fromkeys(("ScatterND", "ScatterElements", "Trilu", "CumSum", "Softmax", "Clip", "Sigmoid"), _alike),
    **dict.fromkeys(_FUNCTIONS, _unary),
}  # fmt: skip
