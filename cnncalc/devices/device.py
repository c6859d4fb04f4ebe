"""A machine to run on: its peak rates, and its memory's bandwidth and size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from cnncalc.errors import CnncalcError


@dataclass(frozen=True, slots=True)
class Device:
    """A machine as its datasheet has it. `name` is what it is called by, `title` how people write it."""

    name: str
    title: str
    source: str
    url: str
    operations_per_mac: int
    """What the peak rates count a multiplication and an addition as: 2 (FLOPs), or 1."""
    peaks: Mapping[str, int]
    """The most operations a second, by dtype; dense, without sparsity."""
    bandwidth: int
    """Bytes a second between the memory and the processor."""
    memory: int
    """The bytes of the memory."""
    note: str = ""
    read: str = ""
    """Whether the datasheet was opened, `yes`, or only a text that repeats it, `secondary`; empty if nobody says."""

    def peak(self, dtype: str) -> int:
        """The most operations a second; raise CnncalcError for a dtype the device has no rate for."""
        if dtype not in self.peaks:
            raise CnncalcError(f"{self.title} has no peak rate for {dtype!r}", hint=f"it has {', '.join(self.peaks)}")
        return self.peaks[dtype]

    def ridge(self, dtype: str) -> Fraction:
        """The MACs for each byte moved from which on the peak rate is the bound, and not the memory."""
        return Fraction(self.peak(dtype), self.operations_per_mac * self.bandwidth)
