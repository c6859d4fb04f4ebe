"""Amounts of memory with the parts they are made of, and the batch that fits into an amount."""

from collections.abc import Iterable
from typing import NamedTuple


class MemoryPart(NamedTuple):
    """Values of one size, of so many bits each."""

    values: int
    bits: int
    times: int = 1
    """How many examples, or copies, there are of the values."""
    per_example: bool = False
    """Whether the values are there for each example of the batch."""

    def __str__(self) -> str:
        times = f"{self.times:,} × " if self.times != 1 else ""
        return f"{self.values:,} × {times}{self.bits / 8:g} B"


class Footprint(NamedTuple):
    """An amount of memory, and what it is made of."""

    parts: tuple[MemoryPart, ...]
    layer: str = ""
    """The layer that runs at a peak."""
    backward: bool = False
    """Whether that layer runs backward then."""
    at_least: bool = False
    """Whether the amount is a lower bound, because something in it is not known."""

    @property
    def working(self) -> str:
        """How the bytes are worked out, `25,557,032 × 2 × 4 B`."""
        return " + ".join(map(str, self.parts)) or "0 B"

    @property
    def bytes(self) -> int:
        """The bytes of all parts; a last byte that is not full counts."""
        return -(-sum(part.values * part.times * part.bits for part in self.parts) // 8)

    @property
    def example_bits(self) -> int:
        """The bits that one more example takes."""
        return sum(part.values * part.bits for part in self.parts if part.per_example)


class BatchFit(NamedTuple):
    """The largest batch that fits a budget: what is fixed, and what each example takes."""

    budget: int
    fixed: int
    """Bytes, whatever the batch."""
    example_bits: int
    at_most: bool
    """Whether fewer may fit, because something is not known."""

    @property
    def batch(self) -> int:
        """The largest batch that fits; 0 if not even one example does."""
        return max(self.budget - self.fixed, 0) * 8 // self.example_bits

    @property
    def working(self) -> str:
        """How the batch follows from the memory there is."""
        if self.budget < self.fixed:
            return f"because {self.fixed:,} B do not depend on the batch"
        each = f"{self.example_bits // 8:,}{'.5' if self.example_bits % 8 else ''}"
        return f"⌊({self.budget:,} − {self.fixed:,})/{each}⌋ = {self.batch:,}"


def merge(parts: Iterable[MemoryPart]) -> tuple[MemoryPart, ...]:
    """The parts without empty ones; those that differ in nothing but their values become one."""
    values: dict[MemoryPart, int] = {}
    for part in parts:
        alike = part._replace(values=0)
        values[alike] = values.get(alike, 0) + part.values
    return tuple(alike._replace(values=count) for alike, count in values.items() if count)


def fit_batch(budget: int, figures: Iterable[Footprint]) -> BatchFit:
    """The largest batch with which some figures together are within a budget of bytes."""
    each = tuple(figures)
    fixed = [figure._replace(parts=tuple(part for part in figure.parts if not part.per_example)) for figure in each]
    return BatchFit(
        budget,
        sum(figure.bytes for figure in fixed),
        sum(figure.example_bits for figure in each),
        any(figure.at_least for figure in each),
    )
