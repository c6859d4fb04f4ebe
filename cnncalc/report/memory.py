"""What a network takes in memory, to run and to train: each figure with what it is made of, and the batch that fits."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.dtypes import DType, dtype_named
from cnncalc.errors import CnncalcError, did_you_mean
from cnncalc.graph import Node
from cnncalc.measure.costs import Cost, layer_costs
from cnncalc.measure.memory import live_activations, peak_activations
from cnncalc.measure.step import step_peak
from cnncalc.measure.training import INDEX_BITS, OPTIMIZERS, Record, Values, record_training
from cnncalc.report.amounts import Figure, Fit, Part, fit_batch, merge
from cnncalc.shape import Shape

if TYPE_CHECKING:
    from cnncalc.network import Network

NO_TRAINING = "none"
"""In the place of an optimiser."""


class Training(NamedTuple):
    """What only training needs."""

    gradients: Figure
    """Of the parameters that are trained."""
    state: Figure
    """The optimiser's."""
    kept: Figure
    """What backward needs of the forward pass."""
    step: Figure
    """What is alive at once in a step: what is kept, what is on its way, and gradients of activations."""


class Layer(NamedTuple):
    """What one layer takes for the whole batch."""

    path: str
    op: str
    description: str
    parameters: Figure
    statistics: Figure
    activations: Figure
    """Its output."""
    alive: Figure
    """All activations that are alive while it runs, in inference."""
    gradients: Figure | None
    state: Figure | None
    kept: Figure | None
    """What it is the first to keep for backward; None, as those before, if nothing is trained."""

    @property
    def held(self) -> Figure:
        """What is there because of it: parameters with all that belongs to them, and what it keeps, or its output."""
        own = [figure for figure in (self.parameters, self.gradients, self.state) if figure and figure.bytes]
        copies = sum(part.times for figure in own for part in figure.parts)
        parameters = tuple(part._replace(times=copies) for figure in own[:1] for part in figure.parts)
        activations = self.kept or self.activations
        parts = merge((*parameters, *self.statistics.parts, *activations.parts))
        return Figure(parts, at_least=self.parameters.at_least or activations.at_least)


@dataclass(frozen=True, slots=True)
class Setting:
    """What memory is worked out for."""

    dtype: DType
    """The type of all values."""
    batch: int = 1
    optimizer: str = "sgd"
    """One of `OPTIMIZERS`, or `NO_TRAINING`."""
    in_place: bool = True
    """Whether elementwise layers write over an input nobody else needs."""
    budget: int | None = None
    """The bytes there are."""
    side_heads: bool = False
    """Whether those that run only in training are counted."""


@dataclass(frozen=True, slots=True)
class Memory:
    """A network's memory."""

    name: str
    title: str
    input_shapes: tuple[Shape, ...]
    setting: Setting
    parameters: Figure
    statistics: Figure
    """The moving means and variances of batch normalisation."""
    activations: Figure
    """The outputs of all layers."""
    peak: Figure
    """The activations that are alive at once in inference."""
    training: Training | None
    layers: tuple[Layer, ...]
    unknown: tuple[str, ...]
    """The layers of which it is not known how many parameters they have, or what they keep."""
    heads: int
    """How many side heads there are that run only in training."""

    @property
    def inference_bytes(self) -> int:
        """Parameters, statistics, and the peak."""
        return self.parameters.bytes + self.statistics.bytes + self.peak.bytes

    @property
    def training_bytes(self) -> int | None:
        """Parameters, statistics, gradients, the optimiser's state, and the peak of a step; None if not trained."""
        if self.training is None:
            return None
        own = (self.training.gradients, self.training.state, self.training.step)
        return self.parameters.bytes + self.statistics.bytes + sum(figure.bytes for figure in own)

    @property
    def inference_fit(self) -> Fit | None:
        """The largest batch to run; None without a budget."""
        figures = (self.parameters, self.statistics, self.peak)
        return None if self.setting.budget is None else fit_batch(self.setting.budget, figures)

    @property
    def training_fit(self) -> Fit | None:
        """The largest batch to train with; None without a budget, and if it is not trained."""
        if self.training is None or self.setting.budget is None:
            return None
        gradients, state, _, step = self.training
        return fit_batch(self.setting.budget, (self.parameters, self.statistics, gradients, state, step))


def memory(
    network: "Network",
    *,
    batch: int = 1,
    dtype: str = "fp32",
    optimizer: str | None = None,
    in_place: bool = True,
    budget: int | None = None,
    training: bool = False,
) -> Memory:
    """Work out a network's memory, all values of one type; side heads are counted only if `training`.

    `optimizer` is one of `OPTIMIZERS`, or `none`; if it is not said, sgd for types that networks are trained in.
    `budget` is the bytes there are. Raises CnncalcError for a type or an optimiser there is not, and for both if
    they do not go together.
    """
    values = dtype_named(dtype)
    setting = Setting(values, batch, _check_optimizer(optimizer, values), in_place, budget, training)
    return _Work(network, setting).memory()


class _Work:
    """Works a network's memory out, figure by figure."""

    def __init__(self, network: "Network", setting: Setting) -> None:
        self.network = network
        self.setting = setting
        self.graph = network.graph
        self.order = self.graph.layers(training=setting.side_heads)
        self.costs = layer_costs(self.graph, self.order)
        self.recording = record_training(self.graph, self.order, in_place=setting.in_place)
        self.trains = setting.optimizer != NO_TRAINING

    def memory(self) -> Memory:
        """Everything."""
        peak = peak_activations(self.graph, self.order, in_place=self.setting.in_place)
        return Memory(
            name=self.network.name,
            title=self.network.title,
            input_shapes=tuple(node.shape for node in self.graph.inputs),
            setting=self.setting,
            parameters=self._parameters(sum(cost.params for cost in self.costs), self._lacks_params(self.order)),
            statistics=self._fixed(sum(cost.statistics for cost in self.costs)),
            activations=self._activations(sum(node.shape.elements for node in self.order)),
            peak=self._activations(peak.values)._replace(layer=peak.layer),
            training=self._training() if self.trains else None,
            layers=self._layers(),
            unknown=self._unknown(),
            heads=len(self.graph.heads),
        )

    def _training(self) -> Training:
        trained = sum(cost.params for cost in self.costs if cost.trainable)
        trainable = [node for node, cost in zip(self.order, self.costs, strict=True) if cost.trainable]
        at_least = self._lacks_params(trainable)
        unknown = bool(self.recording.unknown)
        statistics = self.recording.batch_statistics
        peak = step_peak(self.recording, self.setting.dtype)
        step = self._values(peak.values, statistics, unknown)._replace(layer=peak.layer, backward=peak.backward)
        return Training(
            gradients=self._parameters(trained, at_least),
            state=self._state(trained, at_least),
            kept=self._values(self.recording.kept, statistics, unknown),
            step=step,
        )

    def _layers(self) -> tuple[Layer, ...]:
        live = live_activations(self.graph, self.order, in_place=self.setting.in_place)
        layers: dict[Hashable, Layer] = {}
        """By what layers that take the same have in common."""
        found = []
        for node, cost, alive, record in zip(self.order, self.costs, live, self.recording.records, strict=True):
            own = node.shares is None, cost.trainable
            key = (node.application, own, alive, record.kept, record.batch_statistics, record.known)
            if key not in layers:
                layers[key] = self._layer(node, cost, alive, record)
            found.append(layers[key]._replace(path=node.path))
        return tuple(found)

    def _layer(self, node: Node, cost: Cost, alive: int, record: Record) -> Layer:
        at_least = self._lacks_params([node])
        trained = cost.params if cost.trainable else 0
        trains = at_least and cost.trainable
        return Layer(
            path=node.path,
            op=node.op.name,
            description=node.op.describe(),
            parameters=self._parameters(cost.params, at_least),
            statistics=self._fixed(cost.statistics),
            activations=self._activations(node.shape.elements),
            alive=self._activations(alive),
            gradients=self._parameters(trained, trains) if self.trains else None,
            state=self._state(trained, trains) if self.trains else None,
            kept=self._values(record.kept, record.batch_statistics, not record.known) if self.trains else None,
        )

    def _parameters(self, values: int, at_least: bool, copies: int = 1) -> Figure:
        return Figure((Part(values, self.setting.dtype.bits, copies),), at_least=at_least)

    def _state(self, values: int, at_least: bool) -> Figure:
        copies = OPTIMIZERS[self.setting.optimizer]
        return self._parameters(values, at_least and copies > 0, copies)

    def _fixed(self, values: int) -> Figure:
        return Figure((Part(values, self.setting.dtype.bits),))

    def _activations(self, values: int) -> Figure:
        return Figure((Part(values, self.setting.dtype.bits, self.setting.batch, per_example=True),))

    def _values(self, values: Values, batch_statistics: int, at_least: bool) -> Figure:
        dtype, batch = self.setting.dtype, self.setting.batch
        parts = (
            Part(values.activations, dtype.bits, batch, per_example=True),
            Part(values.indices, INDEX_BITS, batch, per_example=True),
            Part(values.statistics, dtype.statistics_bits, batch, per_example=True),
            Part(batch_statistics, dtype.statistics_bits),
        )
        return Figure(merge(parts), at_least=at_least)

    def _unknown(self) -> tuple[str, ...]:
        lacking = [node.path for node in self.order if self._lacks_params([node])]
        return tuple(dict.fromkeys([*lacking, *(self.recording.unknown if self.trains else ())]))

    @staticmethod
    def _lacks_params(nodes: Iterable[Node]) -> bool:
        return any("params" in node.op.unknown() for node in nodes)


def _check_optimizer(name: str | None, dtype: DType) -> str:
    """The optimiser that is meant."""
    if name is None:
        return "sgd" if dtype.trains else NO_TRAINING
    known = (*OPTIMIZERS, NO_TRAINING)
    name = name.lower()
    if name not in known:
        raise CnncalcError(
            f"unknown optimizer {name!r}", hint=did_you_mean(name, known) or f"known: {', '.join(known)}"
        )
    if name != NO_TRAINING and not dtype.trains:
        raise CnncalcError(f"networks are run in {dtype.name}, not trained in it", hint="use --optimizer none")
    return name
