"""A whole graph as one torch module, as the field's tools want it.

Every op is one module of torch's own class where there is one, called by the block or group that it is in; what
torch's class cannot say (a flattening, the channels last, padding of other sizes on both sides) is done around it,
outside of any module. So it is clear what a tool sees: modules in the order of the graph. Five kinds of ops have no
class in torch:

- joins and what rearranges values are a `Call`, which works with operators: no tool counts these;
- `layer_scale`, `scale` and `rbf` are small modules of our own, whose parameters are not called weight or bias;
- `table_conv` is a convolution for each filter; `subsample` a mean, a factor, and a scale and shift;
- attention, recurrences and values are what `torch_sequences` says;
- `batchnorm` with a shift and no scale is torch's without either, and a shift.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from cnncalc.graph import Graph, Node, Scope
from cnncalc.ops import activation, conv, custom, linear, norm, pool, reshape
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


class Part(nn.Sequential):
    """A block or group: the parent of the modules in it, which is called and calls them.

    As a kind of Sequential, torchsummary does not count what comes out of it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.run: Change = unchanged
        """What it does the next time that it is called."""

    def forward(self, x: Tensor) -> Tensor:
        return self.run(x)


class TorchNetwork(Part):
    """The layers of a graph that run at inference, on the meta device (shapes without values) or another.

    A layer that shares another's parameters calls its module again where the fields are the same, and so does a block;
    else its own module has the same tensors.
    """

    def __init__(self, graph: Graph, device: str = "meta") -> None:
        super().__init__()
        self.graph, self.device = graph, device
        self.nodes = graph.layers()
        self.parts: dict[str, Part] = {}
        self.modules_of: dict[int, Called] = {}
        self.tied: list[tuple[nn.Module, nn.Module]] = []
        for node in self.nodes:
            self.place(node, self.part(node.path.rpartition(".")[0]))
        self.eval()
        if device != "meta":
            self.to_empty(device=device)
            for tensor in (*self.parameters(), *self.buffers()):
                tensor.data.zero_()
        for module, owner in self.tied:
            tie(module, owner)

    def part(self, path: str) -> Part:
        """The module of a block or group, in that around it; the network itself is the outermost."""
        if not path:
            return self
        if path not in self.parts:
            around = self.part(path.rpartition(".")[0])
            shares = self.graph.scopes[path].shares
            self.parts[path] = self.parts[shares] if shares and self.is_same(path) else Part()
            put(around, self.parts[path])
        return self.parts[path]

    def is_same(self, path: str) -> bool:
        """Whether the layers of a block have the fields of those whose parameters they share."""
        inside = [node for node in self.nodes if node.path.startswith(f"{path}.") and node.shares is not None]
        return all(node.op == self.graph.nodes[node.shares or 0].op for node in inside)

    def place(self, node: Node, part: Part) -> None:
        """Put a layer's module into its part, a new one if there is none to be called again."""
        owner = self.graph.nodes[node.shares] if node.shares is not None else None
        if owner is None and self.graph.scopes.get(node.path.rpartition(".")[0], Scope("", "", "")).shares:
            owner = self.namesake(node)
        with torch.device("meta"):
            call = called(node, node.input_shapes, node.shape)
        if owner is not None and owner.op == node.op:
            call = call._replace(module=self.modules_of[owner.id].module)
        elif owner is not None:
            self.tied.append((call.module, self.modules_of[owner.id].module))
        if not self.graph.trainable(node):
            call.module.requires_grad_(False)
        self.modules_of[node.id] = call
        put(part, call.module)

    def namesake(self, node: Node) -> Node | None:
        """The layer of the same name in the block that a layer's block shares with: a join has no parameters."""
        around, _, name = node.path.rpartition(".")
        path = f"{self.graph.scopes[around].shares}.{name}"
        return next((each for each in self.nodes if each.path == path), None) if self.is_same(around) else None

    def forward(self, *inputs: Tensor, **named: Tensor) -> Tensor:
        given = [*inputs, *named.values()]
        ids = (node.id for node in self.graph.inputs)
        values = dict(zip(ids, (x.to(self.device) for x in given), strict=True))
        self.run_part("", list(self.nodes), values)
        return values[self.graph.output]

    def run_part(self, path: str, left: list[Node], values: dict[int, Tensor]) -> Tensor:
        """Run the layers of a part from the first that is left."""
        depth = path.count(".") + 1 if path else 0
        output = next(iter(values.values()))
        while left and (not path or left[0].path.startswith(f"{path}.")):
            names = left[0].path.split(".")
            if len(names) == depth + 1:
                node = left.pop(0)
                taken = [values[index] for index in node.inputs]
                call = self.modules_of[node.id]
                taken[:1] = map(call.before, taken[:1])
                output = values[node.id] = call.after(call.module(*taken))
                assert tuple(output.shape[1:]) == tuple(node.shape.channels_first()), node.path
            else:
                inner = ".".join(names[: depth + 1])
                part = self.parts[inner]
                part.run = partial(self.run_inner, inner, left, values)
                output = part(values[left[0].inputs[0]])
        return output

    def run_inner(self, path: str, left: list[Node], values: dict[int, Tensor], x: Tensor) -> Tensor:
        return self.run_part(path, left, values)


def put(part: Part, module: nn.Module) -> None:
    """Put a module into a part, if it is not in there."""
    if all(module is not each for each in part.children()):
        part.add_module(f"layer{len(part)}", module)


def tie(module: nn.Module, owner: nn.Module) -> None:
    """Give a module the tensors of another."""
    for each, theirs in zip(module.modules(), owner.modules(), strict=True):
        for name, parameter in theirs.named_parameters(recurse=False):
            each.register_parameter(name, parameter)


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
    return Called(nn.Softmax(1), flattened, lambda values: values.reshape(-1, *x.channels_first()))


def upsample(op: reshape.Upsample, x: Shape, y: Shape) -> nn.Module:
    """Torch's, by one factor or to a size: calflops fails on several factors."""
    mode = "nearest" if op.mode == "nearest" else LINEAR_MODES[len(x.spatial)]
    if op.size or len(set(op.factor)) > 1:
        return nn.Upsample(size=y.spatial, mode=mode)
    return nn.Upsample(scale_factor=op.factor[0], mode=mode)


class Declared(nn.Module):
    """An op that a spec declares: a class of its own, with parameters that are not called weight or bias."""

    def __init__(self, params: int, output: Shape) -> None:
        super().__init__()
        self.declared = nn.Parameter(torch.empty(params)) if params else None
        self.output = output

    def forward(self, x: Tensor) -> Tensor:
        return x.new_zeros(len(x), *self.output.channels_first())


def declared(op: custom.Custom, x: Shape, y: Shape) -> nn.Module:
    """A module that does nothing that a tool could see."""
    return Declared(op.params or 0, y)


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
    custom.Custom: declared,
}
"""The ops whose module is not that of `torch_modules` as it stands."""
