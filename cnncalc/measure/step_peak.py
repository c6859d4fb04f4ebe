"""The peak of a training step: activations that are kept or on their way, and the gradients that flow back.

The backward pass takes the layers in reverse. Each lets go of what it kept once the gradients of its inputs are made,
and a gradient lives until the layer that it is for has run. Gradients of parameters are not among them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cnncalc.dtypes import DType
from cnncalc.graph import Node
from cnncalc.measure.training import KeptValues, LayerRecord, Recording


class StepPeak(NamedTuple):
    """The most that is alive at once for one example, and the layer that runs then."""

    values: KeptValues
    layer: str
    backward: bool
    """Whether the layer runs backward."""


class Moment(NamedTuple):
    """What is alive for one example while a layer runs."""

    layer: str
    backward: bool
    """Whether the layer runs backward."""
    kept: KeptValues
    """The activations that backward needs, or the loss."""
    passing: int
    """Other activations on the way forward; on the way back, gradients."""

    @property
    def values(self) -> KeptValues:
        """Everything that is alive."""
        return self.kept.plus(KeptValues(self.passing))


def step_moments(recording: Recording, dtype: DType) -> list[Moment]:
    """The moments of a training step, layer by layer, forward and backward, with activations and gradients of a type.

    What batch normalisation keeps for the whole batch is not in it.
    """
    return [*_forward(recording), *_backward(recording, dtype)]


def step_peak(recording: Recording, dtype: DType) -> StepPeak:
    """The peak of a step with activations and gradients of a type."""
    return peak_moment(step_moments(recording, dtype), dtype)


def peak_moment(moments: Sequence[Moment], dtype: DType) -> StepPeak:
    """The first of the moments at which the most is alive."""
    most = _most(moments, dtype) if moments else Moment("", False, KeptValues(), 0)
    return StepPeak(most.values, most.layer, most.backward)


def _most(moments: Iterable[Moment], dtype: DType) -> Moment:
    return max(moments, key=lambda moment: moment.values.bits(dtype))


def _forward(recording: Recording) -> Iterator[Moment]:
    """The moments forward: a tensor lives until the last layer that reads it has run, or on if it is kept."""
    kept = {buffer for record in recording.records for buffer in record.tensors}
    ends: dict[int, list[int]] = {}
    for buffer, step in recording.last_steps.items():
        if buffer not in kept:
            ends.setdefault(step, []).append(buffer)
    alive, held = KeptValues(sum(node.shape.elements for node in recording.graph.inputs)), KeptValues()
    for step, record in enumerate(recording.records):
        made = record.node.shape.elements if record.buffer == record.node.id else 0
        alive = alive.plus(_own(recording, record)).plus(KeptValues(made))
        held = held.plus(record.kept)
        yield Moment(record.node.path, False, held, alive.activations - held.activations)
        alive = alive.minus(KeptValues(sum(map(recording.elements, ends.get(step, ())))))


def _backward(recording: Recording, dtype: DType) -> Iterator[Moment]:
    """The moments backward: the outputs live on, since the loss has them; everything else goes layer by layer."""
    buffers = {record.node.id: record.buffer for record in recording.records}
    kept = {buffer for record in recording.records for buffer in record.tensors}
    held = {buffers[node] for node in recording.outputs}
    alive = recording.kept.plus(KeptValues(sum(map(recording.elements, held - kept))))
    gradients = _Gradients(recording)
    for record in reversed(recording.records):
        if record.node.id not in gradients.of:
            continue
        path = record.node.path
        running, adding = gradients.pass_back(record.node)
        freed = record.kept.minus(KeptValues(sum(map(recording.elements, held.intersection(record.tensors)))))
        after = alive.minus(freed)
        yield _most((Moment(path, True, alive, running), Moment(path, True, after, adding)), dtype)
        alive = after


class _Gradients:
    """The gradients of outputs that are alive; several may be in the same memory."""

    def __init__(self, recording: Recording) -> None:
        self._nodes = recording.graph.nodes
        self._needed = {record.node.id for record in recording.records if record.needs_gradient}
        self._sizes: list[int] = []
        self._users: Counter[int] = Counter()
        self._alive = 0
        self.of = {node: self._make(node) for node in recording.outputs if node in self._needed}
        """By node whose layer is still to run backward, the number of the tensor that holds its gradient."""

    def pass_back(self, node: Node) -> tuple[int, int]:
        """Run a layer backward; return the most values alive meanwhile, and while its gradients are added to others."""
        own = self.of.pop(node.id)
        made = [(index, self._gradient(node, index, own)) for index in node.inputs if index in self._needed]
        running = self._alive
        self._drop(own)
        adding = [self._give(index, place) for index, place in made]
        return running, max(adding, default=0)

    def _gradient(self, node: Node, index: int, own: int) -> int:
        """The gradient of an input: a tensor of its own, or the output's as it is, or a part of that."""
        x, y, passes = self._nodes[index].shape, node.shape, node.op.passes_gradient
        if passes == "parts" or (passes == "whole" and x.elements == y.elements):
            self._users[own] += 1
            return own
        return self._make(index)

    def _give(self, node: int, place: int) -> int:
        """Add a gradient to the one that its node has already, if any; return the most values alive meanwhile."""
        before = self.of.get(node)
        if before is None:
            self.of[node] = place
            return self._alive
        self.of[node] = self._make(node)
        most = self._alive
        self._drop(before)
        self._drop(place)
        return most

    def _make(self, node: int) -> int:
        place = len(self._sizes)
        self._sizes.append(self._nodes[node].shape.elements)
        self._users[place] = 1
        self._alive += self._sizes[place]
        return place

    def _drop(self, place: int) -> None:
        self._users[place] -= 1
        if not self._users[place]:
            self._alive -= self._sizes[place]


def _own(recording: Recording, record: LayerRecord) -> KeptValues:
    """What a layer makes to keep, beside the tensors that are there anyway."""
    return record.kept.minus(KeptValues(sum(map(recording.elements, record.tensors))))
