"""What a layer takes in memory, figure by figure: worked out from how many values it needs, and the setting."""

from dataclasses import dataclass
from typing import NamedTuple

from cnncalc.dtypes import DType
from cnncalc.graph import Application
from cnncalc.measure.training import INDEX_BITS, OPTIMIZERS, KeptValues
from cnncalc.report.footprint import Footprint, MemoryPart, merge

NO_TRAINING = "none"
"""The word for no optimiser."""


@dataclass(frozen=True, slots=True)
class Setting:
    """The setting in which memory is worked out: batch, type of values, optimiser, and what is counted."""

    dtype: DType
    """The type of all values."""
    batch: int = 1
    optimizer: str = "sgd"
    """One of `OPTIMIZERS`, or `NO_TRAINING`."""
    in_place: bool = True
    """Whether activations and normalisation write over an input nobody else needs."""
    budget: int | None = None
    """The bytes there are."""
    budget_text: str = ""
    """The budget as somebody wrote it, `24GiB`; empty for a plain number."""
    side_heads: bool = False
    """Whether side heads that run only in training are counted."""

    @property
    def trains(self) -> bool:
        """Whether the network is trained."""
        return self.optimizer != NO_TRAINING

    def parameters(self, values: int, at_least: bool, copies: int = 1) -> Footprint:
        """So many parameters, or copies of them."""
        return Footprint((MemoryPart(values, self.dtype.bits, copies),), at_least=at_least)

    def state(self, values: int, at_least: bool) -> Footprint:
        """The optimiser's state of so many parameters."""
        copies = OPTIMIZERS[self.optimizer]
        return self.parameters(values, at_least, copies) if copies else Footprint(())

    def fixed(self, values: int) -> Footprint:
        """So many values, whatever the batch."""
        return Footprint((MemoryPart(values, self.dtype.bits),))

    def activations(self, values: int) -> Footprint:
        """So many values of each example."""
        return Footprint((MemoryPart(values, self.dtype.bits, self.batch, per_example=True),))

    def kept(self, values: KeptValues, batch_statistics: int, at_least: bool) -> Footprint:
        """Values of each example by their size, and statistics of the whole batch."""
        parts = (
            MemoryPart(values.activations, self.dtype.bits, self.batch, per_example=True),
            MemoryPart(values.indices, INDEX_BITS, self.batch, per_example=True),
            MemoryPart(values.statistics, self.dtype.statistics_bits, self.batch, per_example=True),
            MemoryPart(batch_statistics, self.dtype.statistics_bits),
        )
        return Footprint(merge(parts), at_least=at_least)


class Needs(NamedTuple):
    """How many values a layer holds, by what they are for."""

    params: int
    trained: int
    """The parameters that are trained."""
    statistics: int
    unknown: tuple[str, ...]
    """What is not known of the layer (`Cost.unknown`)."""
    alive: int
    """The activations that are alive while the layer runs."""
    used: int
    """The activations that the layer reads and writes; others that are alive wait for a later layer."""
    kept: KeptValues
    batch_statistics: int
    """The values that the layer keeps for the whole batch together."""
    kept_known: bool


class LayerMemory(NamedTuple):
    """What one layer takes for the whole batch; each figure is worked out when it is asked for."""

    path: str
    application: Application
    needs: Needs
    setting: Setting

    @property
    def op(self) -> str:
        """The name of the layer's op."""
        return self.application.op.name

    @property
    def description(self) -> str:
        """The op's fields that matter in a table."""
        return self.application.op.describe()

    @property
    def parameters(self) -> Footprint:
        """The memory of the layer's parameters."""
        return self.setting.parameters(self.needs.params, "params" in self.needs.unknown)

    @property
    def statistics(self) -> Footprint:
        """The memory of the layer's moving means and variances."""
        return self.setting.fixed(self.needs.statistics)

    @property
    def activations(self) -> Footprint:
        """The memory of the layer's output; 0 for a view."""
        return self.setting.activations(self.application.made)

    @property
    def alive(self) -> Footprint:
        """The memory of all activations that are alive while the layer runs, in inference."""
        return self.setting.activations(self.needs.alive)

    @property
    def used(self) -> Footprint:
        """The memory of the activations that the layer reads and writes itself."""
        return self.setting.activations(self.needs.used)

    @property
    def gradients(self) -> Footprint | None:
        """The memory of the gradients of the layer's parameters; None, as `state` and `kept`, if nothing is trained."""
        return self.setting.parameters(*self._trained) if self.setting.trains else None

    @property
    def state(self) -> Footprint | None:
        """The memory of the optimiser's state for the layer's parameters."""
        return self.setting.state(*self._trained) if self.setting.trains else None

    @property
    def kept(self) -> Footprint | None:
        """The memory of what the layer is the first to keep for backward."""
        needs = self.needs
        if not self.setting.trains:
            return None
        return self.setting.kept(needs.kept, needs.batch_statistics, at_least=not needs.kept_known)

    @property
    def held(self) -> Footprint:
        """The memory held because of the layer: parameters and what belongs to them, what it keeps, or its output."""
        own = [figure for figure in (self.parameters, self.gradients, self.state) if figure and figure.bytes]
        copies = sum(part.times for figure in own for part in figure.parts)
        parameters = tuple(part._replace(times=copies) for figure in own[:1] for part in figure.parts)
        activations = self.kept or self.activations
        parts = merge((*parameters, *self.statistics.parts, *activations.parts))
        return Footprint(parts, at_least=self.parameters.at_least or activations.at_least)

    @property
    def _trained(self) -> tuple[int, bool]:
        """How many of the layer's parameters are trained, and whether that is a lower bound."""
        return self.needs.trained, "trained" in self.needs.unknown
