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
"""The unit of a count in which one multiplication and one addition are 2."""

BYTE = "byte"


class Countable(NamedTuple):
    """Something that tools count: its name in the plural, and how many a layer has."""

    name: str
    of: Callable[[Application], int]
    needs: str = ""
    """What of a layer must be known: its `params` or `macs`; empty for nothing."""


class CountingTerm(NamedTuple):
    """A term of a rule: how often a countable counts, and for which layers."""

    times: int
    amount: Countable
    when: Callable[[Application], bool] | None = None
    by_call: bool = False
    """Whether it counts once a call, as a function does, where a module counts once for each way to it."""


Rule: TypeAlias = tuple[CountingTerm, ...]
"""What counts of one op: the sum of its terms; without any, nothing does."""


class TermCount(NamedTuple):
    """What a term of a rule counts of one layer."""

    times: int
    name: str
    value: int


class Counting(NamedTuple):
    """One number of a tool."""

    name: str
    """What the tool calls the total of this number."""
    column: str
    """What the tool calls the same for one layer."""
    unit: str
    rules: Mapping[str, Rule] = {}
    """The rules of the ops that the tool knows, by the op's name."""
    others: Rule = ()
    """The rule for every other op; joins are among them, as they are written with operators, which no tool sees."""
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
    """What the tool calls the total of the parameters."""
    column: str
    each: Callable[[ModuleCall], int]
    """The parameters of a layer that the tool counts, once each."""
    differs: str = ""
    """What makes the difference to weights, biases, scales and shifts, each counted once."""
    times: Callable[[ModuleCall], int] = _once
    """How often the tool counts the parameters of a module that has several calls or parents."""
    times_trained: Callable[[ModuleCall], int] | None = None
    """How often it counts those that it calls trainable, if that is another number."""
    declared: bool = True
    """Whether the tool counts the parameters that a spec declares of an op of its own."""

    def of(self, call: ModuleCall) -> int:
        """The parameters of a layer, as often as the tool counts them."""
        return self.each(call) * self.times(call)

    def trained(self, call: ModuleCall) -> int:
        """The parameters of a layer that the tool calls trainable, as often as it counts them."""
        return self.each(call) * (self.times_trained or self.times)(call) if call.cost.trainable else 0

    def known(self, call: ModuleCall) -> int | None:
        """The parameters of a layer, as often as the tool counts them; None if they are not known."""
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
    """A line of the tool's own output: the tool's name for a figure, and the figure as the tool writes it."""

    name: str
    text: str


class Convention(NamedTuple):
    """How a tool, or a lecture, counts."""

    name: str
    tool: str
    """The tool, its version and the call that gives the numbers."""
    rule: str
    """What the tool counts, in a sentence."""
    source: str
    """The files of the tool that have the rules."""
    params: ParameterCounting
    counts: tuple[Counting, ...] = ()
    outputs: Counting | None = None
    """The bytes that the tool gives for the layers' outputs."""
    prints: Callable[[Tally], tuple[Printed, ...]] | None = None
    shared: str = ""
    """How the tool counts a module that has several calls or parents."""
    fails: str = ""
    """The names of the ops on whose modules the tool fails, if there are any: it prints nothing then."""
    why_fails: str = ""


def rules(by_ops: Mapping[str, Rule]) -> dict[str, Rule]:
    """Rules by op, from rules for several ops at once, their names in one text."""
    return {name: rule for names, rule in by_ops.items() for name in names.split()}
