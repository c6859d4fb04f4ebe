"""What a layer takes in memory, figure by figure: worked out from how many values it needs, and the setting."""

from dataclasses import dataclass
from typing import NamedTuple

from cnncalc.dtypes import DType
from cnncalc.graph import Application
from cnncalc.measure.training import INDEX_BITS, OPTIMIZERS, KeptValues
from cnncalc.report.footprint import Footprint, MemoryPart, merge

NO_TRAINING = "none"
"""In the place of an optimiser."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What memory is worked out for."""

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
    """Whether those that run only in training are counted."""

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
    """How many values a layer takes."""

    params: int
    trained: int
    """The parameters that are trained."""
    statistics: int
    unknown: tuple[str, ...]
    """What of a layer is not known (`Cost.unknown`)."""
    alive: int
    """The activations that are alive while it runs."""
    used: int
    """Those of them that it reads and writes; the others wait for a later layer."""
    kept: KeptValues
    batch_statistics: int
    """What it keeps for the whole batch together."""
    kept_known: bool


class LayerMemory(NamedTuple):
    """What one layer takes for the whole batch; each figure is worked out when it is asked for."""

    path: str
    application: Application
    needs: Needs
    setting: Setting

    @property
    def op(self) -> str:
        """The name of its op."""
        return self.application.op.name

    @property
    def description(self) -> str:
        """The fields that matter in a table."""
        return self.application.op.describe()

    @property
    def parameters(self) -> Footprint:
        """Its parameters."""
        return self.setting.parameters(self.needs.params, "params" in self.needs.unknown)

    @property
    def statistics(self) -> Footprint:
        """Its moving means and variances."""
        return self.setting.fixed(self.needs.statistics)

    @property
    def activations(self) -> Footprint:
        """Its output; that of a view is its input's."""
        return self.setting.activations(self.application.made)

    @property
    def alive(self) -> Footprint:
        """All activations that are alive while it runs, in inference."""
        return self.setting.activations(self.needs.alive)

    @property
    def used(self) -> Footprint:
        """Those of them that it reads and writes itself; the others wait for a later layer."""
        return self.setting.activations(self.needs.used)

    @property
    def gradients(self) -> Footprint | None:
        """Those of its parameters; None, as its state and what it keeps, if nothing is trained."""
        return self.setting.parameters(*self._trained) if self.setting.trains else None

    @property
    def state(self) -> Footprint | None:
        """The optimiser's, for its parameters."""
        return self.setting.state(*self._trained) if self.setting.trains else None

    @property
    def kept(self) -> Footprint | None:
        """What it is the first to keep for backward."""
        needs = self.needs
        if not self.setting.trains:
            return None
        return self.setting.kept(needs.kept, needs.batch_statistics, at_least=not needs.kept_known)

    @property
    def held(self) -> Footprint:
        """What is there because of it: parameters with all that belongs to them, and what it keeps, or its output."""
        own = [figure for figure in (self.parameters, self.gradients, self.state) if figure and figure.bytes]
        copies = sum(part.times for figure in own for part in figure.parts)
        parameters = tuple(part._replace(times=copies) for figure in own[:1] for part in figure.parts)
        activations = self.kept or self.activations
        parts = merge((*parameters, *self.statistics.parts, *activations.parts))
        return Footprint(parts, at_least=self.parameters.at_least or activations.at_least)

    @property
    def _trained(self) -> tuple[int, bool]:
        """How many of its parameters are trained, and whether that is a lower bound."""
        return self.needs.trained, "trained" in self.needs.unknown
