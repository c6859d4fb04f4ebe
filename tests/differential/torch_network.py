"""A whole graph as one torch module, as the field's tools want it.

Every op is one module of torch's own class where there is one, called by the network's `forward`; what torch's class
cannot say (a flattening, the channels last, padding of other sizes on both sides) is done around it, outside of any
module. So it is clear what a tool sees: modules in the order of the graph. Four kinds of ops have no class in torch:

- joins and what rearranges values are a `Call`, which works with operators: no tool counts these;
- `layer_scale`, `scale` and `rbf` are small modules of our own, whose parameters are not called weight or bias;
- `table_conv` is a convolution for each filter; `subsample` a mean, a factor, and a scale and shift;
- `batchnorm` with a shift and no scale is torch's without either, and a shift.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from cnncalc.graph import Graph, Node
from cnncalc.ops import activation, conv, linear, norm, pool, reshape
from cnncalc.shape import Shape
from tests.differential.torch_modules import (
    AVG_POOL,
    CONV_TRANSPOSE,
    LINEAR_MODES,
    MAX_POOL,
    OverChannels,
    make_module,
)
from tests.differential.torch_padding import Padded, innermost_first, symmetric

Change = Callable[[Tensor], Tensor]


def unchanged(x: Tensor) -> Tensor:
    return x


def flattened(x: Tensor) -> Tensor:
    return x.flatten(1)


class Called(NamedTuple):
    """A module, and what is done to its first input and to its output."""

    module: nn.Module
    before: Change = unchanged
    after: Change = unchanged


class TorchNetwork(nn.Module):
    """The layers of a graph that run at inference, on the meta device (shapes without values) or another."""

    def __init__(self, graph: Graph, device: str = "meta") -> None:
        super().__init__()
        self.device = device
        self.places = [node.id for node in graph.inputs]
        self.plan: list[tuple[Node, str, Called]] = []
        self.output = graph.output
        made: dict[int, tuple[str, Called]] = {}
        for node in graph.layers():
            owner = node if node.shares is None else graph.nodes[node.shares]
            if owner.id not in made:
                name = f"layer{len(made)}"
                with torch.device("meta"):
                    made[owner.id] = name, called(owner, owner.input_shapes, owner.shape)
                self.add_module(name, made[owner.id][1].module)
                if not graph.trainable(owner):
                    made[owner.id][1].module.requires_grad_(False)
            self.plan.append((node, *made[owner.id]))
        self.eval()
        if device != "meta":
            self.to_empty(device=device)
            for tensor in (*self.parameters(), *self.buffers()):
                tensor.data.zero_()

    def forward(self, *inputs: Tensor, **named: Tensor) -> Tensor:
        given = [*inputs, *named.values()]
        values = dict(zip(self.places, (x.to(self.device) for x in given), strict=True))
        for node, name, call in self.plan:
            first, *others = (values[index] for index in node.inputs)
            output = call.after(getattr(self, name)(call.before(first), *others))
            assert tuple(output.shape[1:]) == tuple(node.shape.channels_first()), node.path
            values[node.id] = output
        return values[self.output]


def inputs_of(graph: Graph, device: str = "meta") -> tuple[Tensor, ...]:
    """One example's inputs."""
    return tuple(torch.zeros(1, *node.shape.channels_first(), device=device) for node in graph.inputs)


def called(node: Node, inputs: tuple[Shape, ...], output: Shape) -> Called:
    """The module for an op."""
    op: Any = node.op
    special = SPECIAL.get(type(op))
    module = make_module(op, inputs) if special is None else special(op, inputs[0], output)
    if isinstance(module, Called):
        return module
    if isinstance(module, OverChannels):
        return Called(module.module, lambda x: x.movedim(1, -1).contiguous(), lambda y: y.movedim(-1, 1))
    if isinstance(module, Padded):
        return Called(module.module, padding(module))
    return Called(module)


def padding(padded: Padded) -> Change:
    """What a padded module does first."""
    return lambda x: functional.pad(x, innermost_first(padded.rule(tuple(x.shape[2:]))), value=padded.value)


def conv_transpose(op: conv.ConvTranspose, x: Shape, y: Shape) -> nn.Module:
    """Torch's module with the padding, the same on both sides, that gives the output's size."""
    extent = [step * (size - 1) + 1 for size, step in zip(op.kernel, op.dilation, strict=True)]
    whole = [(size - 1) * step + cover for size, step, cover in zip(x.spatial, op.stride, extent, strict=True)]
    cut = [have - want for have, want in zip(whole, y.spatial, strict=True)]
    own = symmetric(op.pad)
    pads = own if own is not None else tuple(max(amount + 1, 0) // 2 for amount in cut)
    extra = tuple(2 * pad - amount for pad, amount in zip(pads, cut, strict=True))
    return CONV_TRANSPOSE[len(op.kernel)](
        x.channels, op.filters, op.kernel, op.stride, pads, extra, op.groups, op.bias, op.dilation
    )


def max_pool(op: pool.MaxPool, x: Shape, y: Shape) -> nn.Module:
    """Torch's own padding and rounding where they give the output's size."""
    pads = own_pads(op)
    if pads is None:
        return make_module(op, [x])
    module = MAX_POOL[len(op.kernel)](op.kernel, op.stride, pads, op.dilation, ceil_mode=op.ceil != "false")
    return module if gives(module, x, y) else make_module(op, [x])


def avg_pool(op: pool.AvgPool, x: Shape, y: Shape) -> nn.Module:
    """The same for means."""
    pads = own_pads(op)
    if pads is None:
        return make_module(op, [x])
    module = AVG_POOL[len(op.kernel)](op.kernel, op.stride, pads, ceil_mode=op.ceil != "false")
    return module if gives(module, x, y) else make_module(op, [x])


def own_pads(op: pool.Pool) -> Any:
    """The padding as torch's pools take it, or None: at most half the window."""
    pads = symmetric(op.pad)
    fits = pads is not None and all(2 * pad <= size for pad, size in zip(pads, op.kernel, strict=True))
    return pads if fits else None


def gives(module: nn.Module, x: Shape, y: Shape) -> bool:
    return tuple(module(torch.empty(1, *x.channels_first())).shape[1:]) == tuple(y.channels_first())


def global_pool(op: pool.GlobalPool, x: Shape, y: Shape) -> nn.Module | Called:
    """Pooling to one position; without its axes, flattened outside."""
    pooled: Any = make_module(op, [x])
    return pooled if op.keep else Called(pooled[0], after=flattened)


def fully_connected(op: linear.Linear, x: Shape, y: Shape) -> nn.Module | Called:
    """On a vector torch's alone; what is left of the axes goes before."""
    module: Any = make_module(op, [x])
    return module if op.positionwise else Called(module[1], before=flattened)


def batch_norm(op: norm.BatchNorm, x: Shape, y: Shape) -> nn.Module:
    """Torch's alone where nothing is learnt."""
    module: Any = make_module(op, [x])
    return module if op.affine else module[0]


def softmax(op: activation.Softmax, x: Shape, y: Shape) -> nn.Module | Called:
    """Torch's, over everything on the flattened values."""
    if op.over == "channels":
        return nn.Softmax(1)
    return Called(nn.Softmax(1), flattened, lambda values: values.reshape(1, *x.channels_first()))


def upsample(op: reshape.Upsample, x: Shape, y: Shape) -> nn.Module:
    """Torch's, by one factor or to a size: calflops fails on several factors."""
    mode = "nearest" if op.mode == "nearest" else LINEAR_MODES[len(x.spatial)]
    if op.size or len(set(op.factor)) > 1:
        return nn.Upsample(size=y.spatial, mode=mode)
    return nn.Upsample(scale_factor=op.factor[0], mode=mode)


SPECIAL: dict[type[Any], Callable[[Any, Shape, Shape], nn.Module | Called]] = {
    conv.ConvTranspose: conv_transpose,
    pool.MaxPool: max_pool,
    pool.AvgPool: avg_pool,
    pool.GlobalMaxPool: global_pool,
    pool.GlobalAvgPool: global_pool,
    linear.Linear: fully_connected,
    norm.BatchNorm: batch_norm,
    activation.Softmax: softmax,
    reshape.Upsample: upsample,
}
"""The ops whose module is not that of `torch_modules` as it stands."""
