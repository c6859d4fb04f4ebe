"""What training keeps in memory beside the parameters: what each layer records for its backward pass, and optimisers.

What an op keeps is said by the op (`Op.keeps`), as PyTorch 2.13's autograd does it on the CPU. A tensor that several
layers keep is there once. The loss is not part of the network, and not counted.
"""

from collections.abc import Sequence
from typing import NamedTuple

from cnncalc.dtypes import DType
from cnncalc.graph import Graph, Node
from cnncalc.measure.memory import last_reads
from cnncalc.ops.kept import KEEPS_NOTHING, Kept

OPTIMIZERS = {"sgd": 0, "momentum": 1, "adam": 2, "adamw": 2}
"""The values of state for each trained parameter: a velocity; or two moments (Kingma and Ba, ICLR 2015, algorithm 1).

PyTorch's Adam also counts its steps, in 4 bytes for each parameter tensor, which are not counted here.
"""


INDEX_BITS = 64
"""The size of an index: PyTorch's are int64 on every device."""


class KeptValues(NamedTuple):
    """Values of one example that are kept for backward, by their size in memory."""

    activations: int = 0
    indices: int = 0
    """64-bit integers: where max pooling found its values."""
    statistics: int = 0
    """Means and inverse deviations of normalisation, of 32 bits at least."""

    def bits(self, dtype: DType) -> int:
        """The bits that the values take, with activations of a type."""
        return self.activations * dtype.bits + self.indices * INDEX_BITS + self.statistics * dtype.statistics_bits

    def plus(self, other: "KeptValues") -> "KeptValues":
        """The sum of two amounts."""
        return KeptValues(*(left + right for left, right in zip(self, other, strict=True)))

    def minus(self, other: "KeptValues") -> "KeptValues":
        """The difference of two amounts."""
        return KeptValues(*(left - right for left, right in zip(self, other, strict=True)))


class LayerRecord(NamedTuple):
    """What one layer does in the forward pass of training."""

    node: Node
    buffer: int
    """The node whose memory the layer's output is in."""
    needs_gradient: bool
    """Whether something trained is in the layer or before it; else the layer keeps nothing."""
    tensors: tuple[int, ...] = ()
    """The buffers that the layer is the first to keep."""
    kept: KeptValues = KeptValues()
    """All values that the layer is the first to keep, for one example."""
    batch_statistics: int = 0
    """The values kept for the whole batch together: batch normalisation's mean and inverse deviation."""
    known: bool = True
    """Whether it is known what the layer keeps."""


class Recording(NamedTuple):
    """A forward pass of training."""

    graph: Graph
    records: tuple[LayerRecord, ...]
    last_steps: dict[int, int]
    """For each buffer the last step that reads it."""
    outputs: tuple[int, ...]
    """The nodes that the loss is made of: the network's output, and whatever else no layer reads."""

    @property
    def kept(self) -> KeptValues:
        """Everything that backward needs of one example, but for what is kept for the whole batch."""
        kept = KeptValues()
        for record in self.records:
            kept = kept.plus(record.kept)
        return kept

    @property
    def batch_statistics(self) -> int:
        """The values that are kept for the whole batch together."""
        return sum(record.batch_statistics for record in self.records)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The layers of which it is not known what they keep; without any the figures are exact."""
        return tuple(record.node.path for record in self.records if not record.known)

    def elements(self, buffer: int) -> int:
        """The values in a buffer."""
        return self.graph.nodes[buffer].shape.elements


def record_training(graph: Graph, order: Sequence[Node], *, in_place: bool = True) -> Recording:
    """Go through a forward pass; with `in_place` activations write over their inputs where nobody else needs these."""
    recorder = _Recorder(graph, order, in_place)
    records = [recorder.record(step, node) for step, node in enumerate(order)]
    return Recording(graph, tuple(records), recorder.last_steps, recorder.outputs)


class _Recorder:
    """Takes layers one by one, and notes whose memory holds what, what is kept, and what needs a gradient."""

    def __init__(self, graph: Graph, order: Sequence[Node], in_place: bool) -> None:
        self._graph = graph
        self._in_place = in_place
        self._reads = last_reads(graph, order)
        self.outputs = tuple(node.id for node in graph.outputs(order))
        self._buffers = {node.id: node.id for node in graph.inputs}
        self.last_steps = {node.id: self._reads[node.id] for node in graph.inputs}
        self._kept: set[int] = set()
        self._gradients: set[int] = set()

    def record(self, step: int, node: Node) -> LayerRecord:
        """Take the next layer."""
        needed = [index in self._gradients for index in node.inputs]
        told = node.op.keeps_for(node.input_shapes, node.shape, needed)
        kept = told or KEEPS_NOTHING
        buffer = self._buffers[node.id] = self._place(step, node, kept)
        self.last_steps[buffer] = max(self.last_steps.get(buffer, 0), self._reads[node.id])
        trained = self._graph.trainable(node) and node.application.has_parameters
        if not trained and not any(needed):
            maybe = "params" in node.op.unknown() and self._graph.trainable(node)
            return LayerRecord(node, buffer, needs_gradient=False, known=not maybe)
        self._gradients.add(node.id)
        if kept.only_to_train and not trained:
            kept = KEEPS_NOTHING
        tensors = self._first_to_keep(node, kept)
        values = kept.values + sum(self._graph.nodes[index].shape.elements for index in tensors)
        everything = KeptValues(values, kept.indices, kept.statistics)
        return LayerRecord(node, buffer, True, tensors, everything, kept.batch_statistics, told is not None)

    def _place(self, step: int, node: Node, kept: Kept) -> int:
        """The node whose memory the output is in: a view's is its input's; no kept tensor is written over."""
        if not node.inputs or kept.own_output or node.op.storage == "new":
            return node.id
        under = self._buffers[node.inputs[0]]
        if node.op.storage == "view":
            return under
        free = self._in_place and self.last_steps[under] <= step and under not in self._kept and not kept.inputs
        return under if free else node.id

    def _first_to_keep(self, node: Node, kept: Kept) -> tuple[int, ...]:
        wanted = [self._buffers[node.inputs[place]] for place in kept.inputs]
        if kept.output:
            wanted.append(self._buffers[node.id])
        first = tuple(buffer for buffer in dict.fromkeys(wanted) if buffer not in self._kept)
        self._kept.update(first)
        return first
