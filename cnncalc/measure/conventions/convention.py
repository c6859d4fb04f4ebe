"""What a convention of counting is: for each op the quantities it counts, and how many times each."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from cnncalc.graph import Application
from cnncalc.measure.conventions.calls import ModuleCall
from cnncalc.shape import Shape

MAC = "MAC"
"""The unit of a count in which one multiplication and one addition are 1."""

DECLARED = (
    "An op that a spec declares is to a tool a module of a class that it does not know, with parameters that are not "
    "called weight or bias: it counts none of its operations."
)
"""How tools count `Custom` ops; a lecture counts what they are said to have."""

FLOP = "FLOP"
"""The unit of a count in which they are 2."""

BYTE = "byte"


class Countable(NamedTuple):
    """A quantity of a layer that tools count by, and what it is called in the plural."""

    name: str
    of: Callable[[Application], int]
    needs: str = ""
    """What must be known of a layer for it: its `params` or `macs`."""


class CountingTerm(NamedTuple):
    """How often a quantity counts, and for which layers."""

    times: int
    amount: Countable
    when: Callable[[Application], bool] | None = None
    by_call: bool = False
    """Whether it counts once a call even where the tool counts a module once for each way to it: a function does."""


Rule: TypeAlias = tuple[CountingTerm, ...]
"""What counts of one op: the sum of its terms; without any, nothing does."""


class TermCount(NamedTuple):
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
    rules: Mapping[str, Rule] = {}
    """By the op's name, for those that the tool knows."""
    others: Rule = ()
    """For every other op. Joins are among them: they are written with operators, which no tool sees."""
    ways: int = 0
    """How a call counts: as often as there are ways to its module, raised to this."""

    def parts(self, call: ModuleCall) -> tuple[TermCount, ...] | None:
        """What a layer counts, term by term; None if that is not known."""
        layer = call.layer
        rule, unknown = self.rules.get(layer.op.name, self.others), layer.op.unknown()
        if unknown and any(term.amount.needs in unknown for term in rule):
            return None
        often, found = call.ways**self.ways, dict[Countable, int]()
        for term in rule:
            if term.when is None or term.when(layer):
                times = term.times if term.by_call else term.times * often
                found[term.amount] = found.get(term.amount, 0) + times
        return tuple(TermCount(times, amount.name, times * amount.of(layer)) for amount, times in found.items())

    def total(self, call: ModuleCall) -> int | None:
        """What a layer counts in all; None if that is not known."""
        parts = self.parts(call)
        return None if parts is None else sum(part.value for part in parts)


def _once(call: ModuleCall) -> int:
    return 1


class ParameterCounting(NamedTuple):
    """How a tool counts parameters."""

    name: str
    """What the tool calls their total."""
    column: str
    each: Callable[[ModuleCall], int]
    """Those of a layer, as often as they count at least."""
    differs: str = ""
    """What makes the difference to weights, biases, scales and shifts, each counted once."""
    times: Callable[[ModuleCall], int] = _once
    """How often they count: those of a module with several calls or parents."""
    times_trained: Callable[[ModuleCall], int] | None = None
    """The same of those that it calls trainable, if that is another number."""
    declared: bool = True
    """Whether it counts those of an op that a spec declares."""

    def of(self, call: ModuleCall) -> int:
        """Those of a layer, as often as they count."""
        return self.each(call) * self.times(call)

    def trained(self, call: ModuleCall) -> int:
        """Those of them that it calls trainable."""
        return self.each(call) * (self.times_trained or self.times)(call) if call.cost.trainable else 0

    def known(self, call: ModuleCall) -> int | None:
        """Those of a layer; None if that is not known."""
        return None if self.declared and "params" in call.cost.unknown else self.of(call)


class Tally(NamedTuple):
    """A network's totals by one convention."""

    inputs: tuple[Shape, ...]
    params: int
    trainable_params: int
    counts: tuple[int, ...]
    output_bytes: int
    module_params: int = 0
    """The parameters of every module once, also where others have the same tensors."""


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
    params: ParameterCounting
    counts: tuple[Counting, ...] = ()
    outputs: Counting | None = None
    """The bytes that the tool gives for the layers' outputs."""
    prints: Callable[[Tally], tuple[Printed, ...]] | None = None
    shared: str = ""
    """How it counts a module that has several calls or parents."""


def rules(by_ops: Mapping[str, Rule]) -> dict[str, Rule]:
    """Rules by op, from rules for several ops at once, their names in one text."""
    return {name: rule for names, rule in by_ops.items() for name in names.split()}
