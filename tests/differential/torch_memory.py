"""What torch has in memory while a graph runs on it: live storages, and what autograd saves.

A graph is run node by node on the meta device, where tensors have storages of the right size and no values, and each
tensor is let go of after the last node that reads it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.multiprocessing.reductions import StorageWeakRef
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_iter

from cnncalc.graph import Graph, Node
from cnncalc.ops import activation
from cnncalc.ops.base import Op
from cnncalc.shape import Shape
from tests.differential.torch_modules import make_module


class DropExamples(nn.Module):
    """Stochastic depth with a factor for each example: torchvision/ops/stochastic_depth.py, mode "row"."""

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.p == 0:
            return x
        kept = 1 - self.p
        return x * x.new_empty(len(x), *[1] * (x.dim() - 1)).bernoulli_(kept).div_(kept)


class Training(NamedTuple):
    """What torch has in a training step, in bytes; parameters and their gradients are not among it."""

    kept: Mapping[str, int]
    """What autograd saves, by the op that does so first."""
    forward: int
    """The most that is alive at once in the forward pass."""
    backward: int
    """The most that is alive at once in the backward pass, but for the gradient of the output."""


def module_of(op: Op, inputs: Sequence[Shape]) -> nn.Module:
    """An op's module on the meta device, as it trains."""
    with torch.device("meta"):
        return DropExamples(op.p) if isinstance(op, activation.StochasticDepth) else make_module(op, inputs)


def empty(shape: Shape, batch: int) -> Tensor:
    """A batch of inputs."""
    return torch.empty(batch, *shape.channels_first(), device="meta")


class LiveStorages(TorchDispatchMode):
    """Notes the storages that are alive when each of torch's ops has run."""

    def __init__(self) -> None:
        super().__init__()
        self.ignored: set[int] = set()
        self.moments: list[tuple[int, ...]] = []
        """For each op the numbers of the storages that are alive."""
        self.sizes: list[int] = []
        self._alive: dict[int, tuple[StorageWeakRef, int]] = {}

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        for value in tree_iter(result):
            self.see(value)
        self._alive = {key: entry for key, entry in self._alive.items() if not entry[0].expired()}
        self.moments.append(tuple(number for _, number in self._alive.values()))
        return result

    def see(self, value: Any) -> None:
        """Follow a tensor's storage from here on."""
        if not isinstance(value, Tensor) or value.device.type != "meta":
            return
        key = key_of(value)
        known = self._alive.get(key)
        if key not in self.ignored and (known is None or known[0].expired()):
            storage = value.untyped_storage()
            self._alive[key] = (StorageWeakRef(storage), len(self.sizes))
            self.sizes.append(storage.nbytes())

    def number(self, value: Tensor) -> int:
        """The number of a tensor's storage."""
        return self._alive[key_of(value)][1]

    def peak(self, moments: Sequence[tuple[int, ...]], without: set[int]) -> int:
        """The most bytes alive at one of these moments."""
        return max(sum(self.sizes[number] for number in alive if number not in without) for alive in moments)


def key_of(value: Tensor) -> int:
    """What is the same for two tensors in one storage."""
    key: int = value.untyped_storage()._cdata
    return key


def run_training(graph: Graph, batch: int, dtype: torch.dtype = torch.float32) -> Training:
    """Run a step: forward, then backward from a gradient of the output that is not counted."""
    with _default(dtype):
        modules = {
            node.id: module_of(node.op, node.input_shapes).train().requires_grad_(graph.trainable(node))
            for node in graph.layers()
        }
        live = LiveStorages()
        owned = [value for module in modules.values() for value in (*module.parameters(), *module.buffers())]
        live.ignored = {key_of(value) for value in owned}
        gradients = _forget_parameter_gradients(owned, live)
        with live:
            kept, output = _forward(graph, modules, batch, live)
            start = len(live.moments)
            gradient = torch.empty_like(output)
            without = {live.number(gradient)}
            output.backward(gradient)
    return Training(kept, live.peak(live.moments[:start], set()), live.peak(live.moments[start:], without | gradients))


def run_inference(graph: Graph, *, in_place: bool) -> int:
    """The most bytes alive when each node of one example's inference has run, without what its op makes inside itself.

    With `in_place` an op that may writes over its input if no other tensor there still is lives in its memory.
    """
    values = {node.id: empty(node.shape, 1) for node in graph.inputs}
    last = _last_readers(graph)
    peak = 0
    for node in graph.layers():
        inputs = [values[index] for index in node.inputs]
        with torch.no_grad():
            output = module_of(node.op, node.input_shapes).eval()(*inputs)
        alive = [value for index, value in values.items() if index not in node.inputs or last[index] != node.id]
        if in_place and node.op.storage == "in place" and key_of(inputs[0]) not in map(key_of, alive):
            output = inputs[0]
        values[node.id] = output
        peak = max(peak, sum({key_of(v): v.untyped_storage().nbytes() for v in values.values()}.values()))
        _let_go(values, node, last)
    return peak


def _forward(
    graph: Graph, modules: Mapping[int, nn.Module], batch: int, live: LiveStorages
) -> tuple[Mapping[str, int], Tensor]:
    """Run forward; return what is saved, by op, and the output."""
    kept: Counter[str] = Counter()
    seen: set[int] = set()
    op = ""

    def pack(saved: Tensor) -> Tensor:
        if saved.device.type == "meta" and key_of(saved) not in live.ignored:
            live.see(saved)
            if live.number(saved) not in seen:
                seen.add(live.number(saved))
                kept[op] += saved.untyped_storage().nbytes()
        return saved

    values = {node.id: empty(node.shape, batch) for node in graph.inputs}
    last = _last_readers(graph)
    with torch.autograd.graph.saved_tensors_hooks(pack, lambda saved: saved):
        for node in graph.layers():
            op = node.op.name
            values[node.id] = modules[node.id](*[values[index] for index in node.inputs])
            _let_go(values, node, last)
    return kept, values[graph.output]


def _last_readers(graph: Graph) -> dict[int, int]:
    """For each node the last that reads it; nobody is the last to read the output."""
    readers = {index: node.id for node in graph.layers() for index in node.inputs}
    return {**readers, graph.output: -1}


def _let_go(values: dict[int, Tensor], node: Node, last: Mapping[int, int]) -> None:
    for index in (*node.inputs, node.id):
        if last.get(index, node.id) == node.id:
            values.pop(index, None)


def _forget_parameter_gradients(owned: Sequence[Tensor], live: LiveStorages) -> set[int]:
    """Let parameters' gradients go when they are made; their storages' numbers will be in the set."""
    numbers: set[int] = set()

    def forget(parameter: Tensor) -> None:
        assert parameter.grad is not None
        numbers.add(live.number(parameter.grad))
        parameter.grad = None

    for value in owned:
        if value.requires_grad:
            value.register_post_accumulate_grad_hook(forget)
    return numbers


@contextmanager
def _default(dtype: torch.dtype) -> Iterator[None]:
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)
