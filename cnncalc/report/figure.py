"""What a figure is: a number that is worked out of a network, with all that reports know of it."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple, TypeAlias

from cnncalc.graph import Graph, Node

Number: TypeAlias = int | float
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
    """Its key in JSON and CSV."""
    meaning: str
    """What it counts, as its title goes on. `{dtype}`, `{examples}` and `{optimizer}` stand for what bytes are of."""
    title: str = ""
    """What a table calls it; its name if empty, as with what follows."""
    heading: str = ""
    """What stands over its column in a table of networks; its title if empty."""
    column: str = ""
    """What `--columns`, `--sort` and published figures call it."""
    sentence: str = ""
    """What is said under a table where that is not its title and its meaning."""
    budget: str = ""
    """What `check` says of the option that is the most it may be."""
    unit: str = ""
    """What one of it is, if its title does not say so; `BYTES` for memory."""
    of: Reading = None
    """How it follows from others of a part; None for the attribute of its name. Where it gives None, there is none."""
    values: Reading = None
    """Of memory: how many values of a part take it."""
    each: bool = True
    """Of memory: whether every example of a batch takes it."""
    measured: Measure = None
    """How it is measured in a graph, where that is neither the sum over layers nor follows from such sums."""
    needs: tuple[str, ...] = ()
    """What a layer may not tell (`Cost.unknown`), and without which it is not known."""
    smallest: str = "layer"
    """The smallest part that has it: every `layer`, `several` of them together, or the whole `network` alone."""
    of_training: bool = False
    """Whether it depends on what is trained."""
    brief: bool = True
    """Whether a short table of totals has it."""

    def value(self, part: Any, sizes: ValueSizes = FP32) -> Number | None:
        """The figure of a part, as far as it is known; None if there is none."""
        found: Number | None
        if self.of is not None:
            found = self.of(part)
        elif self.values is not None:
            found = sizes.bytes(self.values(part), each=self.each)
        elif self.measured is not None:
            found = part.measured[self.name]
        else:
            found = getattr(part, self.name)
        return found

    def known(self, part: Any, sizes: ValueSizes = FP32) -> Number | None:
        """The figure of a part; None if it is not known, and if there is none."""
        return None if self.is_unknown(part) else self.value(part, sizes)

    def is_unknown(self, part: Any) -> bool:
        """Whether nothing is known of the figure of a part; what follows from others is known only if all of it is."""
        return self.lacks(part.lacking if self.of is None else part.cost.unknown)

    def is_bound(self, part: Any) -> bool:
        """Whether the figure of a part is a lower bound."""
        return self.of is None and self.lacks(part.cost.unknown)

    def lacks(self, unknown: Collection[str]) -> bool:
        """Whether something is not known without which it is not."""
        return bool(unknown) and any(each in unknown for each in self.needs)

    @property
    def called(self) -> str:
        """What a table calls it."""
        return self.title or self.name.replace("_", " ")

    @property
    def over(self) -> str:
        """What stands over its column in a table of networks."""
        return self.heading or self.called

    @property
    def option(self) -> str:
        """What `--columns`, `--sort` and published figures call it."""
        return self.column or self.name

    @property
    def adds(self) -> bool:
        """Whether that of a part is the sum of its layers'."""
        return self.of is None and self.smallest == "layer"

    def counts(self, sizes: ValueSizes = FP32, optimizer: str = "sgd") -> str:
        """What it counts."""
        return self.meaning.format(dtype=sizes.dtype, examples=sizes.examples, optimizer=optimizer)

    def told(self, sizes: ValueSizes = FP32, optimizer: str = "sgd") -> str:
        """What is said under a table that has it."""
        return self.sentence or f"{self.called}: {self.counts(sizes, optimizer)}."


def sizes_of(dtype: str = "fp32", batch: int = 1) -> ValueSizes:
    """The sizes of values of a type, in a batch of so many examples; raise CnncalcError for a type there is not."""
    if (dtype, batch) == ("fp32", 1):
        return FP32
    from cnncalc.dtypes import at_once, dtype_named  # imported when asked for: most summaries are in fp32

    found = dtype_named(dtype)
    return ValueSizes(found.name, at_once(batch), found.bits)
