"""Whether networks keep within budgets: their totals, and the most that those may be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cnncalc.dtypes import DType, at_once, dtype_named
from cnncalc.errors import CnncalcError, did_you_mean
from cnncalc.network import Network
from cnncalc.report.base import Report, named
from cnncalc.report.layer_memory import NO_TRAINING
from cnncalc.report.memory import memory, optimizer_named
from cnncalc.report.sizes import Sizes, sizes_of
from cnncalc.report.totals import measure_totals

TRAINING = "training_bytes"
WHOLE = ("inference_bytes", TRAINING)
"""All the memory that it takes to run, and to train."""
FIGURES = (
    "params", "trainable_params", "weights", "statistics", "macs", "flops", "backward_macs", "activations",
    "layer_activations", "layers", "depth", "steps", "param_bytes", "activation_bytes", "peak_activation_bytes", *WHOLE,
)  # fmt: skip
"""What can have a budget."""
WITHIN, OVER, UNKNOWN = "within", "over", "unknown"


class Row(NamedTuple):
    """A total of a network, and the most that it may be."""

    network: str
    figure: str
    """`params`, `macs`…: a total as `Totals` has it."""
    computed: int
    at_least: bool
    """Whether this is a lower bound, because a layer's share in it is not known."""
    budget: int

    @property
    def verdict(self) -> str:
        """`within`, `over`, or `unknown` where what is known is within, but not all is known."""
        if self.computed > self.budget:
            return OVER
        return UNKNOWN if self.at_least else WITHIN

    @property
    def excess(self) -> int:
        """By how much it is over; 0 if it is not."""
        return max(self.computed - self.budget, 0)


@dataclass(frozen=True, slots=True, repr=False)
class Check(Report):
    """Every budget of every network."""

    rows: tuple[Row, ...]
    dtype: str = "fp32"
    """The type of all values, on which bytes depend; and how many examples there are at once."""
    batch: int = 1
    optimizer: str = "sgd"
    """What trains, where the memory to train is held against a budget."""
    notes: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        return named(row.network for row in self.rows)

    @property
    def holds(self) -> bool:
        """Whether each budget is known to be kept."""
        return all(row.verdict == WITHIN for row in self.rows)


def check(
    networks: Iterable[Network],
    budgets: Mapping[str, int],
    *,
    training: bool = False,
    batch: int = 1,
    dtype: str = "fp32",
    optimizer: str | None = None,
) -> Check:
    """Hold the totals of networks against budgets, by figure: those of `Totals`, and `WHOLE` for all the memory.

    Bytes are those of a batch, all values of one type; `optimizer` is what trains, as `memory` takes it. Raises
    CnncalcError for a figure, a type or an optimiser there is not, and where there is no training to budget.
    """
    for figure in budgets:
        if figure not in FIGURES:
            raise CnncalcError(f"there is no total {figure!r} to budget", hint=did_you_mean(figure, FIGURES))
    values = dtype_named(dtype)
    setting = _Setting(at_once(batch), values, optimizer_named(optimizer, values), training)
    if TRAINING in budgets and setting.optimizer == NO_TRAINING:
        why = "without training there is no memory to train"
        raise CnncalcError(why if values.trains else f"networks are run in {values.name}, not trained in it")
    rows: list[Row] = []
    notes: list[str] = []
    for network in networks:
        notes += [f"{network.name}: {text}" for text in network.told]
        figures = _Figures(network, setting)
        rows += [Row(network.name, figure, *figures.of(figure), budget) for figure, budget in budgets.items()]
    return Check(tuple(rows), setting.dtype.name, batch, setting.optimizer, tuple(notes))


class _Setting(NamedTuple):
    """What bytes depend on, and whether side heads are counted."""

    batch: int
    dtype: DType
    optimizer: str
    side_heads: bool


class _Figures:
    """A network's totals, each with whether it is a lower bound."""

    def __init__(self, network: Network, setting: _Setting) -> None:
        self._network = network
        self._setting = setting
        self._totals = measure_totals(network.graph, training=setting.side_heads)
        self._sizes = sizes_of(self._totals, setting.dtype.name, setting.batch)

    def of(self, figure: str) -> tuple[int, bool]:
        if figure in WHOLE:
            return self._whole(figure)
        found = self._sizes if figure in Sizes._fields else self._totals
        return getattr(found, figure), figure in self._totals.lower_bounds

    def _whole(self, figure: str) -> tuple[int, bool]:
        batch, dtype, optimizer, side_heads = self._setting
        found = memory(
            self._network,
            batch=batch,
            dtype=dtype.name,
            optimizer=optimizer if figure == TRAINING else NO_TRAINING,
            training=side_heads,
        )
        return getattr(found, figure), figure in found.lower_bounds
