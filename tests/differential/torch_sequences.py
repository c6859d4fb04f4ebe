"""Torch modules for attention, recurrences, tokens and values.

Attention that nn.MultiheadAttention can do is that module, told need_weights=False; the product alone is torch's
function; all else is written out as torchvision's windows are, with torch.nn.functional.linear on its own parameters.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from cnncalc.graph import Application
from cnncalc.measure.conventions.sequences import is_function, is_module
from cnncalc.ops import attention, recurrent, sequence
from cnncalc.shape import Shape

CONTINUOUS = 512


def last(x: Tensor) -> Tensor:
    """Positions in one axis, the channels last."""
    return x.flatten(2).transpose(1, 2).contiguous() if x.dim() > 2 else x[:, None]


def first(x: Tensor, spatial: Sequence[int]) -> Tensor:
    """Back again."""
    return x.transpose(1, 2).reshape(len(x), x.shape[-1], *spatial)


class Multihead(nn.Module):
    """Torch's own module, on maps."""

    def __init__(self, op: Any, inputs: Sequence[Shape]) -> None:
        super().__init__()
        queries, keys, values = op.three(tuple(inputs))
        self.module = nn.MultiheadAttention(
            queries.channels, op.heads, bias=op.bias == "true", kdim=keys.channels, vdim=values.channels,
            batch_first=True,
        )  # fmt: skip

    def forward(self, *inputs: Tensor) -> Tensor:
        maps = (*inputs, *[inputs[-1]] * (3 - len(inputs)))
        tokens = {id(x): last(x) for x in maps}
        queries, keys, values = (tokens[id(x)] for x in maps)
        output, _ = self.module(queries, keys, values, need_weights=False)
        return first(output, inputs[0].shape[2:])


class Grouped:
    """Positions in groups that see each other."""

    def __init__(self, op: Any, spatial: Sequence[int]) -> None:
        self.op, self.spatial = op, tuple(spatial)
        sides = op.windows or op.grid
        self.filled = tuple(-(-h // w) * w for h, w in zip(spatial, sides, strict=True)) if sides else self.spatial

    def of(self, x: Tensor) -> Tensor:
        """Examples and groups, members, channels."""
        x = functional.pad(x, [side for have, want in reversed([*zip(self.spatial, self.filled, strict=True)])
            for side in (0, want - have)])  # fmt: skip
        if self.op.shift:
            shifts = [-(w // 2) if w < h else 0 for w, h in zip(self.op.windows, self.spatial, strict=True)]
            x = x.roll(shifts, tuple(range(2, x.dim())))
        sizes, groups, members = self._axes()
        x = x.reshape(*x.shape[:2], *sizes).permute(0, *groups, *members, 1)
        return x.reshape(-1, prod([sizes[axis - 2] for axis in members]), x.shape[-1]).contiguous()

    def back(self, x: Tensor, batch: int) -> Tensor:
        sizes, groups, members = self._axes()
        order = [0, *groups, *members, 1]
        x = x.reshape(batch, *[sizes[axis - 2] for axis in (*groups, *members)], x.shape[-1])
        x = x.permute(*[order.index(axis) for axis in range(x.dim())]).reshape(batch, x.shape[-1], *self.filled)
        if self.op.shift:
            shifts = [w // 2 if w < h else 0 for w, h in zip(self.op.windows, self.spatial, strict=True)]
            x = x.roll(shifts, tuple(range(2, x.dim())))
        return x[(..., *[slice(0, side) for side in self.spatial])]

    def _axes(self) -> tuple[list[int], list[int], list[int]]:
        sizes: list[int] = []
        groups: list[int] = []
        members: list[int] = []
        names = Shape(1, self.spatial).axes
        for number, (name, side) in enumerate(zip(names, self.filled, strict=True)):
            at = len(sizes) + 2
            if self.op.windows:
                sizes += [side // self.op.windows[number], self.op.windows[number]]
                groups, members = [*groups, at], [*members, at + 1]
            elif self.op.grid:
                sizes += [self.op.grid[number], side // self.op.grid[number]]
                groups, members = [*groups, at + 1], [*members, at]
            else:
                sizes.append(side)
                inside = not self.op.over or name in self.op.over
                groups, members = (groups, [*members, at]) if inside else ([*groups, at], members)
        return sizes, groups, members


class WrittenOut(nn.Module):
    """Attention as matrix products one by one."""

    def __init__(self, op: Any, inputs: Sequence[Shape]) -> None:
        super().__init__()
        self.op, self.sizes = op, op.sizes(tuple(inputs))
        queries, keys, values = op.three(tuple(inputs))
        heads, size, value, kv = self.sizes[:4]
        inner, outer = op.bias in ("true", "qkv"), op.bias in ("true", "out")
        self.projections = nn.ModuleList()
        if op.project:
            widths = [(queries.channels, heads * size), (keys.channels, kv * size), (values.channels, kv * value)]
            self.projections.extend(nn.Linear(have, want, inner) for have, want in widths)
            self.projections.append(nn.Linear(heads * value, op.features or queries.channels, outer))
        sides = op.windows or op.grid or inputs[0].spatial
        self.offsets = prod(2 * side - 1 for side in sides)
        self.axes = len(sides)
        if op.positions == "continuous":
            self.network = nn.ModuleList([nn.Linear(self.axes, CONTINUOUS), nn.Linear(CONTINUOUS, heads, bias=False)])
        count = {"relative": self.offsets, "distance": prod(sides)}.get(op.positions, 0)
        self.table = nn.Parameter(torch.empty(count, heads)) if count else None
        each = {"layernorm": 4, "rmsnorm": 2}.get(op.qk_norm, 0)
        self.norms = nn.Parameter(torch.empty(each, size)) if each else None
        self.factor = nn.Parameter(torch.empty(heads, 1, 1)) if op.qk_norm == "cosine" else None

    def forward(self, *inputs: Tensor) -> Tensor:
        maps = (*inputs, *[inputs[-1]] * (3 - len(inputs)))
        alike = maps[0].shape[2:] == maps[1].shape[2:]
        groups = Grouped(self.op, inputs[0].shape[2:])
        tokens = [groups.of(x) if alike else last(x) for x in maps]
        heads, _, _, kv = self.sizes[:4]
        queries, keys, values = (
            self._projected(x, number).unflatten(-1, (kv if number else heads, -1)).transpose(1, 2)
            for number, x in enumerate(tokens)
        )
        queries, keys = self._normalised(queries, 0), self._normalised(keys, 1)
        keys, values = (x.repeat_interleave(heads // kv, 1) for x in (keys, values))
        scores = torch.matmul(queries, keys.transpose(-2, -1)) * queries.shape[-1] ** -0.5
        scores = scores if self.factor is None else scores * self.factor
        summed = torch.matmul(functional.softmax(self._biased(scores), -1), values).transpose(1, 2).flatten(2)
        output = self._projected(summed, 3)
        return groups.back(output, len(inputs[0])) if alike else first(output, inputs[0].shape[2:])

    def _projected(self, x: Tensor, number: int) -> Tensor:
        if not self.projections:
            return x
        each: Any = self.projections[number]
        return functional.linear(x, each.weight, each.bias)

    def _normalised(self, x: Tensor, number: int) -> Tensor:
        if self.op.qk_norm == "cosine":
            return x / x.square().sum(-1, keepdim=True).sqrt()
        if self.norms is None:
            return x
        if self.op.qk_norm == "layernorm":
            x = x - x.mean(-1, keepdim=True)
        x = x / (x.square().mean(-1, keepdim=True) + 1e-5).sqrt() * self.norms[number]
        return x + self.norms[2 + number] if self.op.qk_norm == "layernorm" else x

    def _biased(self, scores: Tensor) -> Tensor:
        table = self.table
        if self.op.positions == "continuous":
            one, two = self.network
            places = scores.new_zeros(self.offsets, self.axes)
            hidden: Any = functional.linear(places, one.weight, one.bias).relu()  # type: ignore[arg-type]
            table = functional.linear(hidden, two.weight)  # type: ignore[assignment, arg-type]
        if table is None:
            return scores
        index = torch.zeros(scores.shape[-2] * scores.shape[-1], dtype=torch.long, device=scores.device)
        return scores + table[index].view(*scores.shape[-2:], -1).permute(2, 0, 1)


class Product(nn.Module):
    """Torch's function for the product alone."""

    def __init__(self, op: Any, inputs: Sequence[Shape]) -> None:
        super().__init__()
        self.op, self.sizes = op, op.sizes(tuple(inputs))

    def forward(self, *inputs: Tensor) -> Tensor:
        maps = (*inputs, *[inputs[-1]] * (3 - len(inputs)))
        alike = maps[0].shape[2:] == maps[1].shape[2:]
        groups = Grouped(self.op, inputs[0].shape[2:])
        heads, _, _, kv = self.sizes[:4]
        queries, keys, values = (
            (groups.of(x) if alike else last(x)).unflatten(-1, (kv if number else heads, -1)).transpose(1, 2)
            for number, x in enumerate(maps)
        )
        keys, values = (x.repeat_interleave(heads // kv, 1) for x in (keys, values))
        output = functional.scaled_dot_product_attention(queries, keys, values).transpose(1, 2).flatten(2)
        return groups.back(output, len(inputs[0])) if alike else first(output, inputs[0].shape[2:])


def attention_module(op: attention.Attention, inputs: Sequence[Shape]) -> nn.Module:
    """The module that does what an attention does."""
    layer = Application(op, tuple(inputs), op.infer(tuple(inputs)))
    if is_module(layer):
        return Multihead(op, inputs)
    return Product(op, inputs) if is_function(layer) else WrittenOut(op, inputs)


class Along(nn.Module):
    """A recurrence along an axis."""

    def __init__(self, op: Any, x: Shape) -> None:
        super().__init__()
        self.op, self.axis = op, 2 + (x.axes.index(op.over) if op.over else 0)
        self.module = self._made(op, x.channels)

    def _made(self, op: Any, channels: int) -> nn.Module:
        if op.bias == "one":
            return Cells(op, channels)
        classes = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}
        projected = {"proj_size": op.projection} if getattr(op, "projection", None) else {}
        both = op.bidirectional
        return classes[op.name](
            channels, op.hidden, bias=op.bias == "true", batch_first=True, bidirectional=both, **projected
        )

    def forward(self, x: Tensor) -> Tensor:
        x = x.movedim(self.axis, -1).movedim(1, -1)
        items, steps = x.shape[1:-2], x.shape[-2]
        output, _ = self.module(x.reshape(-1, steps, x.shape[-1]).contiguous())
        output = output.reshape(len(x), *items, steps, -1)
        if self.op.last:
            return output[..., -1, :].movedim(-1, 1)  # type: ignore[no-any-return]
        return output.movedim(-1, 1).movedim(-1, self.axis)  # type: ignore[no-any-return]


class Cells(nn.Module):
    """A recurrence with one bias, written out; its states are of no use but to be counted."""

    def __init__(self, op: Any, channels: int) -> None:
        super().__init__()
        self.op = op
        state = getattr(op, "projection", None) or op.hidden
        width = op.gates * op.hidden
        self.layers = nn.ModuleList()
        for _ in range(2 if op.bidirectional else 1):
            parts = [nn.Linear(channels, width), nn.Linear(state, width, bias=False)]
            if state != op.hidden:
                parts.append(nn.Linear(op.hidden, state, bias=False))
            self.layers.append(nn.ModuleList(parts))
        self.state = state

    def forward(self, x: Tensor) -> tuple[Tensor, None]:
        outputs = []
        for parts in self.layers:
            state, steps = x.new_zeros(len(x), self.state), []
            for step in x.unbind(1):
                inputs, states, *projection = parts  # type: ignore[misc]
                gates = functional.linear(step, inputs.weight, inputs.bias) + functional.linear(state, states.weight)
                state = gates[:, : self.op.hidden]
                for each in projection:
                    state = functional.linear(state, each.weight)
                steps.append(state)
            outputs.append(torch.stack(steps, 1))
        return torch.cat(outputs, -1), None


class Values(nn.Module):
    """Values without input."""

    def __init__(self, shape: Shape, *, learnt: bool) -> None:
        super().__init__()
        values = torch.empty(1, *shape.channels_first())
        self.values = nn.Parameter(values) if learnt else values

    def forward(self, *inputs: Tensor) -> Tensor:
        return self.values.detach()  # a parameter as it is has no history, which counters look for


class Placed(nn.Module):
    """Positions added to values."""

    def __init__(self, shape: Shape, *, learnt: bool) -> None:
        super().__init__()
        values = torch.empty(1, *shape.channels_first())
        self.values = nn.Parameter(values) if learnt else None

    def forward(self, x: Tensor) -> Tensor:
        return x + (x.new_zeros(x.shape[1:]) if self.values is None else self.values)


class Words(nn.Module):
    """Torch's table, on numbers that come as they may."""

    def __init__(self, op: sequence.Embedding) -> None:
        super().__init__()
        self.module = nn.Embedding(op.vocabulary, op.features)

    def forward(self, x: Tensor) -> Tensor:
        output: Tensor = self.module(x[:, 0].long() % self.module.num_embeddings)
        return output.movedim(-1, 1)


class Sliced(nn.Module):
    """One position or some along an axis."""

    def __init__(self, op: sequence.Slice, x: Shape) -> None:
        super().__init__()
        axis = x.axes.index(op.over or "")
        taken: Any = op.chosen[0] if len(op.chosen) == 1 else slice(*op.chosen)
        self.taken = (..., taken, *[slice(None)] * (len(x.spatial) - 1 - axis))

    def forward(self, x: Tensor) -> Tensor:
        return x[self.taken]


class Tokens(nn.Module):
    """Some axes in one, the others with the channels."""

    def __init__(self, op: sequence.ToTokens, x: Shape) -> None:
        super().__init__()
        self.taken = [2 + number for number, axis in enumerate(x.axes) if not op.over or axis in op.over]

    def forward(self, x: Tensor) -> Tensor:
        rest = [axis for axis in range(2, x.dim()) if axis not in self.taken]
        size = prod(x.shape[axis] for axis in self.taken)
        return x.permute(0, *rest, 1, *self.taken).reshape(len(x), -1, size)


MODULES: dict[type[Any], Any] = {
    attention.Attention: attention_module,
    **dict.fromkeys((recurrent.LSTM, recurrent.GRU, recurrent.RNN), lambda op, inputs: Along(op, inputs[0])),
    sequence.Learnt: lambda op, inputs: Values(op.shape, learnt=True),
    sequence.Constant: lambda op, inputs: Values(op.shape, learnt=False),
    sequence.Positions: lambda op, inputs: Placed(inputs[0], learnt=op.kind_of == "learnt"),
    sequence.Embedding: lambda op, inputs: Words(op),
    sequence.Slice: lambda op, inputs: Sliced(op, inputs[0]),
    sequence.ToTokens: lambda op, inputs: Tokens(op, inputs[0]),
}
"""The modules of these ops."""
