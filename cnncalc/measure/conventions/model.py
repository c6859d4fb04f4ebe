"""What a convention of counting is: for each op the quantities it counts, and how many times each."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from cnncalc.graph import Application
from cnncalc.measure.costs import Cost
from cnncalc.ops.base import MACS
from cnncalc.shape import Shape

MAC = "MAC"
"""The unit of a count in which one multiplication and one addition are 1."""

FLOP = "FLOP"
"""The unit of a count in which they are 2."""

BYTE = "byte"


class Amount(NamedTuple):
    """A quantity of a layer that tools count by, and what it is called in the plural."""

    name: str
    of: Callable[[Application], int]


class Term(NamedTuple):
    """How often a quantity counts, and for which layers."""

    times: int
    amount: Amount
    when: Callable[[Application], bool] | None = None


Rule: TypeAlias = tuple[Term, ...]
"""What counts of one op: the sum of its terms; without any, nothing does."""


class Part(NamedTuple):
    """What one term gives for one layer."""

    times: int
    name: str
    value: int


class Counting(NamedTuple):
    """One number of a tool."""

    name: str
    """What the tool calls its total."""
    column: str
    """What the tool calls the same for one layer."""
    unit: str
    rules: Mapping[str, Rule]
    """By the op's name."""

    def parts(self, layer: Application) -> tuple[Part, ...] | None:
        """What a layer counts, term by term; None if that is not known.

        A layer without a rule, one that a spec declares, counts the MACs it is said to have.
        """
        rule = self.rules.get(layer.op.name)
        if rule is None:
            macs = layer.op.count_operations(layer.inputs, layer.output).get(MACS)
            times = 2 if self.unit == FLOP else 1
            return None if macs is None or self.unit == BYTE else (Part(times, "MACs", times * macs),)
        return tuple(
            Part(term.times, term.amount.name, term.times * term.amount.of(layer))
            for term in rule
            if term.when is None or term.when(layer)
        )

    def total(self, layer: Application) -> int | None:
        """What a layer counts in all; None if that is not known."""
        parts = self.parts(layer)
        return None if parts is None else sum(part.value for part in parts)


def _trained(layer: Application, cost: Cost) -> int:
    return cost.params if cost.trainable else 0


class Parameters(NamedTuple):
    """How a tool counts parameters."""

    name: str
    """What the tool calls their total."""
    column: str
    of: Callable[[Application, Cost], int]
    differs: str = ""
    """What makes the difference to weights, biases, scales and shifts, each counted once."""
    trained: Callable[[Application, Cost], int] = _trained
    """Those of them that it calls trainable."""


class Tally(NamedTuple):
    """A network's totals by one convention."""

    inputs: tuple[Shape, ...]
    params: int
    trainable_params: int
    counts: tuple[int, ...]
    output_bytes: int


class Printed(NamedTuple):
    """A line of the tool's own output: its name for the figure, and the figure in its own form."""

    name: str
    text: str


class Convention(NamedTuple):
    """How a tool, or a lecture, counts."""

    name: str
    tool: str
    """The tool, its version and the call that gives the numbers."""
    rule: str
    """What it counts, in a sentence."""
    source: str
    """Where the rules stand."""
    params: Parameters
    counts: tuple[Counting, ...] = ()
    outputs: Counting | None = None
    """The bytes that the tool gives for the layers' outputs."""
    prints: Callable[[Tally], tuple[Printed, ...]] | None = None


def rules(by_ops: Mapping[str, Rule]) -> dict[str, Rule]:
    """Rules by op, from rules for several ops at once, their names in one text."""
    return {name: rule for names, rule in by_ops.items() for name in names.split()}
