"""Figures: numbers that are worked out of a network, each with all that reports say of it."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple, TypeAlias

from cnncalc.graph import Graph, Node

FigureValue: TypeAlias = int | float
"""A count, exactly; or a quotient, the nearest double."""
Reading: TypeAlias = Callable[[Any], Any] | None
Measure: TypeAlias = Callable[[Graph, Sequence[Node]], int] | None
BYTES = "B"
"""The unit of memory."""


class ValueSizes(NamedTuple):
    """How much memory values take: `bits` each, of one `dtype`, for a `batch` of so many examples."""

    dtype: str = "fp32"
    batch: int = 1
    bits: int = 32

    def bytes(self, values: int, *, each: bool) -> int:
        """The bytes of some values, of `each` example or of all together; a last byte that is not full counts."""
        return -(-values * self.bits * (self.batch if each else 1) // 8)

    @property
    def examples(self) -> str:
        """How many examples there are at once, in words."""
        return "one example" if self.batch == 1 else f"a batch of {self.batch:,}"


FP32 = ValueSizes()


class Figure(NamedTuple):
    """A number that is worked out of a network, and what is said of it."""

    name: str
    """The figure's key in JSON and CSV."""
    meaning: str
    """What is counted, as the title goes on; `{dtype}`, `{examples}` and `{optimizer}` stand for what bytes are of."""
    title: str = ""
    """The figure's title in a table; the name if empty, as with what follows."""
    heading: str = ""
    """The heading of the figure's column in a table of networks; the title if empty."""
    column: str = ""
    """The figure's name in `--columns`, `--sort` and published figures; the name if empty."""
    sentence: str = ""
    """The sentence under a table, where that is not the title and the meaning."""
    budget: str = ""
    """The help of the figure's option of `check`, which is the most that it may be."""
    unit: str = ""
    """The unit, if the title does not say it; `BYTES` for memory."""
    of: Reading = None
    """How the figure follows from others of a part, which may give None; None for the attribute of its name."""
    values: Reading = None
    """Of memory: how many values of a part are held."""
    each: bool = True
    """Of memory: whether every example of a batch takes it."""
    measured: Measure = None
    """How the figure is measured in a graph, where it neither is a sum over layers nor follows from such sums."""
    needs: tuple[str, ...] = ()
    """What of a layer must be known for the figure (`Cost.unknown`)."""
    smallest: str = "layer"
    """The smallest part with the figure: every `layer`, `several` of them together, or the `network` alone."""
    of_training: bool = False
    """Whether the figure depends on what is trained."""
    brief: bool = True
    """Whether a short table of totals has the figure."""

    def value(self, part: Any, sizes: ValueSizes = FP32) -> FigureValue | None:
        """The figure of a part, as far as it is known; None if there is none."""
        found: FigureValue | None
        if self.of is not None:
            found = self.of(part)
        elif self.values is not None:
            found = sizes.bytes(self.values(part), each=self.each)
        elif self.measured is not None:
            found = part.measured[self.name]
        else:
            found = getattr(part, self.name)
        return found

    def known(self, part: Any, sizes: ValueSizes = FP32) -> FigureValue | None:
        """The figure of a part; None if it is not known, and if there is none."""
        return None if self.is_unknown(part) else self.value(part, sizes)

    def is_unknown(self, part: Any) -> bool:
        """Whether nothing is known of the figure of a part; what follows from others is known only if all of it is."""
        return self.lacks(part.lacking if self.of is None else part.cost.unknown)

    def is_bound(self, part: Any) -> bool:
        """Whether the figure of a part is a lower bound."""
        return self.of is None and self.lacks(part.cost.unknown)

    def lacks(self, unknown: Collection[str]) -> bool:
        """Whether something unknown is needed for the figure."""
        return bool(unknown) and any(each in unknown for each in self.needs)

    @property
    def called(self) -> str:
        """The figure's title in a table."""
        return self.title or self.name.replace("_", " ")

    @property
    def over(self) -> str:
        """The heading of the figure's column in a table of networks."""
        return self.heading or self.called

    @property
    def option(self) -> str:
        """The figure's name in `--columns`, `--sort` and published figures."""
        return self.column or self.name

    @property
    def adds(self) -> bool:
        """Whether the figure of a part is the sum of the figures of its layers."""
        return self.of is None and self.smallest == "layer"

    def counts(self, sizes: ValueSizes = FP32, optimizer: str = "sgd") -> str:
        """What the figure counts."""
        return self.meaning.format(dtype=sizes.dtype, examples=sizes.examples, optimizer=optimizer)

    def told(self, sizes: ValueSizes = FP32, optimizer: str = "sgd") -> str:
        """The sentence under a table that has the figure."""
        return self.sentence or f"{self.called}: {self.counts(sizes, optimizer)}."


def value_sizes(dtype: str = "fp32", batch: int = 1) -> ValueSizes:
    """The sizes of values of a type, in a batch of so many examples; raise CnncalcError for a type there is not."""
    if (dtype, batch) == ("fp32", 1):
        return FP32
    from cnncalc.dtypes import at_once, dtype_named  # imported when asked for: most summaries are in fp32

    found = dtype_named(dtype)
    return ValueSizes(found.name, at_once(batch), found.bits)
