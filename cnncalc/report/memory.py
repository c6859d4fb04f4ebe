"""What a network takes in memory, to run and to train: each figure with what it is made of, and the batch that fits."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.dtypes import DType, at_once, dtype_named, parse_bytes
from cnncalc.errors import CnncalcError, did_you_mean
from cnncalc.measure.costs import layer_costs
from cnncalc.measure.memory import live_activations, peak_of, used_activations
from cnncalc.measure.step_peak import Moment, peak_moment, step_moments
from cnncalc.measure.training import OPTIMIZERS, record_training
from cnncalc.report.base import Report
from cnncalc.report.footprint import BatchFit, Footprint, fit_batch
from cnncalc.report.layer_memory import NO_TRAINING, LayerMemory, Needs, Setting
from cnncalc.shape import Shape

if TYPE_CHECKING:
    from cnncalc.network import Network


class Training(NamedTuple):
    """The memory that only training needs."""

    gradients: Footprint
    """The memory of the gradients of the parameters that are trained."""
    state: Footprint
    """The memory of the optimiser's state."""
    kept: Footprint
    """The memory of what the backward pass needs of the forward pass."""
    step: Footprint
    """The memory that is alive at once in a step: activations that are kept or on their way, and their gradients."""
    moments: tuple[Moment, ...]
    """The values that are alive of one example at each layer of a step, forward and backward."""


@dataclass(frozen=True, slots=True, repr=False)
class Memory(Report):
    """A network's memory."""

    name: str
    title: str
    input_shapes: tuple[Shape, ...]
    setting: Setting
    parameters: Footprint
    statistics: Footprint
    """The memory of the moving means and variances of batch normalisation."""
    activations: Footprint
    """The memory of the outputs of all layers."""
    peak: Footprint
    """The memory of the activations that are alive at once in inference."""
    training: Training | None
    layers: tuple[LayerMemory, ...]
    unknown: tuple[str, ...]
    """The layers with an unknown number of parameters, or of which it is not known what they keep."""
    heads: int
    """The number of side heads that run only in training."""
    notes: tuple[str, ...] = ()

    @property
    def inference_bytes(self) -> int:
        """The bytes to run: parameters, statistics, and the peak of activations."""
        return self.parameters.bytes + self.statistics.bytes + self.peak.bytes

    @property
    def training_bytes(self) -> int | None:
        """The bytes to train: parameters, statistics, gradients, state, a step's peak; None if nothing is trained."""
        if self.training is None:
            return None
        own = (self.training.gradients, self.training.state, self.training.step)
        return self.parameters.bytes + self.statistics.bytes + sum(figure.bytes for figure in own)

    @property
    def figures(self) -> dict[str, Footprint | None]:
        """All figures by name; those of training are None if the network is not trained."""
        training = self.training
        return {
            "param_bytes": self.parameters,
            "statistic_bytes": self.statistics,
            "gradient_bytes": training.gradients if training else None,
            "optimizer_bytes": training.state if training else None,
            "activation_bytes": self.activations,
            "peak_activation_bytes": self.peak,
            "kept_bytes": training.kept if training else None,
            "step_peak_bytes": training.step if training else None,
        }

    @property
    def lower_bounds(self) -> tuple[str, ...]:
        """The names of the figures, and of their sums, that are lower bounds."""
        names = [name for name, figure in self.figures.items() if figure and figure.at_least]
        if self.parameters.at_least:
            names.append("inference_bytes")
        if self.training and (self.parameters.at_least or self.training.step.at_least):
            names.append("training_bytes")
        return tuple(names)

    @property
    def inference_fit(self) -> BatchFit | None:
        """The largest batch to run; None without a budget."""
        figures = (self.parameters, self.statistics, self.peak)
        return None if self.setting.budget is None else fit_batch(self.setting.budget, figures)

    @property
    def fits(self) -> bool:
        """Whether at least one example fits, to run and to train, if something is asked to."""
        return all(fit is None or fit.batch for fit in (self.inference_fit, self.training_fit))

    @property
    def training_fit(self) -> BatchFit | None:
        """The largest batch to train with; None without a budget, and if it is not trained."""
        if self.training is None or self.setting.budget is None:
            return None
        gradients, state, step = self.training.gradients, self.training.state, self.training.step
        return fit_batch(self.setting.budget, (self.parameters, self.statistics, gradients, state, step))


def memory(
    network: "Network",
    *,
    batch: int = 1,
    dtype: str = "fp32",
    optimizer: str | None = None,
    in_place: bool = True,
    budget: int | str | None = None,
    training: bool = False,
) -> Memory:
    """Work out a network's memory, all values of one type; side heads are counted only if `training`.

    `optimizer` is one of `OPTIMIZERS`, or `none`; if it is not said, sgd for types that networks are trained in.
    `budget` is the bytes there are, or how one writes them, `24GiB`. Raises CnncalcError for a type or an optimiser
    there is not, for both if they do not go together, and for what is no amount of memory.
    """
    values, written = dtype_named(dtype), budget if isinstance(budget, str) else ""
    there_are = parse_bytes(written) if written else None if budget is None else int(budget)
    trained = optimizer_named(optimizer, values)
    setting = Setting(values, at_once(batch), trained, in_place, there_are, written, training)
    return _Work(network, setting).memory()


class _Work:
    """Works a network's memory out, figure by figure."""

    def __init__(self, network: "Network", setting: Setting) -> None:
        self.network = network
        self.setting = setting
        self.graph = network.graph
        self.order = self.graph.layers(training=setting.side_heads)
        self.costs = layer_costs(self.graph, self.order)
        self.live = live_activations(self.graph, self.order, in_place=setting.in_place)
        self.used = used_activations(self.graph, self.order, in_place=setting.in_place)
        self.recording = record_training(self.graph, self.order, in_place=setting.in_place)

    def memory(self) -> Memory:
        """The report."""
        setting, costs, peak = self.setting, self.costs, peak_of(self.live, self.order)
        return Memory(
            name=self.network.name,
            title=self.network.title,
            input_shapes=tuple(node.shape for node in self.graph.inputs),
            setting=setting,
            parameters=setting.parameters(sum(cost.params for cost in costs), self._lacks("params")),
            statistics=setting.fixed(sum(cost.statistics for cost in costs)),
            activations=setting.activations(sum(node.application.made for node in self.order)),
            peak=setting.activations(peak.values)._replace(layer=peak.layer),
            training=self._training() if setting.trains else None,
            layers=self._layers(),
            unknown=self._unknown(),
            heads=len(self.graph.heads),
            notes=self.network.told,
        )

    def _training(self) -> Training:
        setting, recording = self.setting, self.recording
        trained, at_least = sum(cost.trained for cost in self.costs), self._lacks("trained")
        unknown, statistics = bool(recording.unknown), recording.batch_statistics
        moments = step_moments(recording, setting.dtype)
        peak = peak_moment(moments, setting.dtype)
        step = setting.kept(peak.values, statistics, unknown)._replace(layer=peak.layer, backward=peak.backward)
        return Training(
            gradients=setting.parameters(trained, at_least),
            state=setting.state(trained, at_least),
            kept=setting.kept(recording.kept, statistics, unknown),
            step=step,
            moments=tuple(moments),
        )

    def _layers(self) -> tuple[LayerMemory, ...]:
        layers = []
        columns = (self.order, self.costs, self.live, self.used, self.recording.records)
        for node, cost, alive, used, record in zip(*columns, strict=True):
            needs = Needs(
                cost.params, cost.trained, cost.statistics, cost.unknown,
                alive, used, record.kept, record.batch_statistics, record.known,
            )  # fmt: skip
            layers.append(LayerMemory(node.path, node.application, needs, self.setting))
        return tuple(layers)

    def _lacks(self, count: str) -> bool:
        """Whether a count of some layer is not known."""
        return any(count in cost.unknown for cost in self.costs)

    def _unknown(self) -> tuple[str, ...]:
        lacking = [node.path for node, cost in zip(self.order, self.costs, strict=True) if "params" in cost.unknown]
        return tuple(dict.fromkeys([*lacking, *(self.recording.unknown if self.setting.trains else ())]))


def optimizer_named(name: str | None, dtype: DType) -> str:
    """The optimiser of a name; without a name sgd, or `none` for types in which networks are not trained.

    Raises CnncalcError for one that there is not, and for a type of values that networks are not trained in.
    """
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
