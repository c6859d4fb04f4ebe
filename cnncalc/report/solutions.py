"""Which values of one field give what is wanted: an output, parameters, MACs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from typing import NamedTuple

from cnncalc.errors import CnncalcError
from cnncalc.limits import EFFORT
from cnncalc.network import Network
from cnncalc.ops import op_named
from cnncalc.ops.fields import Count
from cnncalc.ops.sizes import Padding, PerAxis
from cnncalc.report.base import Report
from cnncalc.report.totals import measure_totals
from cnncalc.report.walk import walk_through
from cnncalc.report.written_figure import WrittenFigure, parse_figure
from cnncalc.shape import Shape, parse_shape

MOST_TRIED = EFFORT // 1_000
"""The most values that are tried: to build a network takes about a thousand small steps."""
MOST_SHOWN, MOST_OTHERS = 20, 3
FARTHEST = 64
"""How many rows smaller or larger another input may be."""
LARGEST = 10**9
BuildWith = Callable[[int, "Shape | None"], Network]
"""Builds the network with a value of the field, and with another input if one is given."""


class AskedField(NamedTuple):
    """The field that is asked for."""

    op: str
    field: str
    letter: str
    values: range
    """The values that are tried, in order; empty for a count that everything else follows as a straight line does."""


@dataclass(frozen=True)
class Answer:
    """A value of the field, and what comes of it."""

    value: int
    input: Shape
    output: Shape
    params: int | None
    """The parameters; None where they are not known, as the MACs."""
    macs: int | None
    network: Network

    @cached_property
    def is_even(self) -> bool:
        """Whether every size comes out without rounding."""
        worked = walk_through(self.network).worked()
        return not any(line.rounding for _, working in worked for line in working.sizes)


class Goal(NamedTuple):
    """What is wanted: the sizes of the output, or a figure as precise as it is written."""

    of: str
    """`output`, `params` or `macs`."""
    written: str
    sizes: tuple[int, ...] = ()
    """The output's sizes: one for all axes, one for each, or these and the channels."""
    figure: WrittenFigure | None = None

    def met_by(self, answer: Answer) -> bool:
        """Whether a network has what is wanted."""
        if self.figure is not None:
            count = self.figure_of(answer)
            return count is not None and bool(self.figure.agreement(count))
        spatial, channels = answer.output.spatial, answer.output.channels
        if len(self.sizes) > len(spatial):
            return self.sizes == (*spatial, channels)
        return self.sizes == spatial or set(spatial) == set(self.sizes)

    def figure_of(self, answer: Answer) -> int | None:
        """The number of a network that the goal is about; of an output its channels."""
        return {"params": answer.params, "macs": answer.macs}.get(self.of, answer.output.channels)

    def wanted_of(self, answer: Answer) -> int | None:
        """The number that a network should have; None for an output whose channels are not said."""
        if self.figure is not None:
            return int(self.figure.high)
        return self.sizes[-1] if len(self.sizes) > len(answer.output.spatial) else None

    def distance(self, answer: Answer) -> int:
        """How far a network's number is from the one that is wanted; 0 where neither is said."""
        return abs((self.figure_of(answer) or 0) - (self.wanted_of(answer) or 0))


def output_goal(written: str) -> Goal:
    """The output that is wanted, as `55`, `55x55` or `55x55x96`; raise CnncalcError for any other text."""
    try:
        shape = parse_shape(written)
    except ValueError:
        raise CnncalcError(f"{written!r} is no output such as 55, 55x55 or 55x55x96") from None
    return Goal("output", str(shape), (*shape.spatial, shape.channels))


def figure_goal(name: str, written: str) -> Goal:
    """The parameters or the MACs that are wanted, as `1M` or `34,848`; raise CnncalcError for any other text."""
    try:
        return Goal(name, written, figure=parse_figure(written))
    except ValueError as error:
        raise CnncalcError(str(error)) from None


def values_of(op: str, field: str, shape: Shape) -> range:
    """The values of an op's field that may give what is wanted of an input; empty for a count of filters or features.

    Raises CnncalcError for a field that is no number.
    """
    found, most = op_named(op).fields[field], max(shape.spatial, default=1)
    if isinstance(found, Padding):
        return range(most + 1)
    if isinstance(found, PerAxis):
        return range(1, 2 * most + 1)  # a window may be larger than its input by the padding
    if isinstance(found, Count):
        return range(0) if found.main else range(1, shape.channels + 1)
    raise CnncalcError(f"{field} of {op} is no number that can be asked for")


@dataclass(frozen=True, slots=True, repr=False)
class Solutions(Report):
    """The values of a field that give what is wanted, in order."""

    asked: AskedField
    goals: tuple[Goal, ...]
    answers: tuple[Answer, ...]
    """The answers; of more than can be shown the first, those next to the nearest, and the last."""
    found: int
    """How many answers there are."""
    nearest: Answer | None = None
    """The answer whose figure is nearest to the one that is wanted."""
    beside: tuple[Answer, ...] = ()
    """Where nothing gives the figure that is wanted: the values that give a little less, and a little more."""
    others: tuple[Answer, ...] = ()
    """Where no size comes out even: values that do on inputs of another size."""

    @property
    def about(self) -> str:
        return f"{self.asked.op} {self.asked.letter}"


def solve(build: BuildWith, asked: AskedField, goals: Sequence[Goal]) -> Solutions:
    """Find every value of a field that gives what is wanted.

    Raises CnncalcError if the layer can have none of the values, and if what is wanted does not depend on the field.
    """
    attempts = _Attempts(build)
    if not asked.values:
        return _growing(attempts, asked, goals)
    built = [answer for answer in map(attempts.answer, asked.values[:MOST_TRIED]) if answer is not None]
    if not built:
        raise attempts.refused()
    met = [answer for answer in built if _all_met(goals, answer)]
    shown = met if len(met) <= MOST_SHOWN else [*met[: MOST_SHOWN - 1], met[-1]]
    uneven = any(goal.of == "output" for goal in goals) and not any(answer.is_even for answer in shown)
    others = _on_other_inputs(attempts, asked, goals, built[0].input) if uneven else ()
    beside = () if met else _beside(built, goals)
    return Solutions(asked, tuple(goals), tuple(shown), len(met), _nearest(shown, goals), beside, tuple(others))


class _Attempts:
    """Networks with values of the field."""

    def __init__(self, build: BuildWith) -> None:
        self._build = build
        self._error: CnncalcError | None = None

    def refused(self) -> CnncalcError:
        """Why the first value that the layer cannot have cannot be built."""
        return self._error or CnncalcError("no value was tried")

    def answer(self, value: int, shape: Shape | None = None) -> Answer | None:
        """What comes of a value; None for one that the layer cannot have."""
        try:
            network = self._build(value, shape)
        except CnncalcError as error:
            self._error = self._error or error
            return None
        graph, totals = network.graph, measure_totals(network.graph)
        return Answer(
            value,
            graph.inputs[0].shape,
            graph.nodes[graph.output].shape,
            None if "params" in totals.lower_bounds else totals.params,
            None if "macs" in totals.lower_bounds else totals.macs,
            network,
        )


def _all_met(goals: Sequence[Goal], answer: Answer) -> bool:
    return all(goal.met_by(answer) for goal in goals)


def _nearest(answers: Sequence[Answer], goals: Sequence[Goal]) -> Answer | None:
    """The answer that is nearest to the figures that are wanted, if there are several."""
    figures = [goal for goal in goals if goal.figure is not None]
    if len(answers) < 2 or not figures:
        return None
    return min(answers, key=lambda answer: [goal.distance(answer) for goal in figures])


def _beside(answers: Sequence[Answer], goals: Sequence[Goal]) -> tuple[Answer, ...]:
    """The answers whose figure is nearest to the first one that is wanted, from below and from above."""
    goal = next((goal for goal in goals if goal.figure is not None), None)
    if goal is None:
        return ()
    known = [answer for answer in answers if goal.figure_of(answer) is not None]
    below = [answer for answer in known if _is_less(goal, answer)]
    above = [answer for answer in known if not _is_less(goal, answer)]
    return tuple([min(side, key=goal.distance) for side in (below, above) if side])


def _growing(attempts: _Attempts, asked: AskedField, goals: Sequence[Goal]) -> Solutions:
    """The answers for a count: what is wanted grows with it, so that the lowest and the highest are soon found."""
    start, step = _first_and_step(attempts)

    @cache  # key: how many steps behind the least count; value: what comes of that count
    def answer(number: int) -> Answer | None:
        return attempts.answer(start + number * step)

    def is_enough(number: int, goal: Goal) -> bool:
        found = answer(number)
        return found is None or goal.met_by(found) or not _is_less(goal, found)

    def is_too_much(number: int) -> bool:
        found = answer(number)
        return found is None or any(not goal.met_by(found) and not _is_less(goal, found) for goal in goals)

    least = answer(0)
    assert least is not None  # `_first_and_step` built it
    numbered = [goal for goal in goals if goal.wanted_of(least) is not None]
    leading = min(numbered, key=lambda goal: goal.figure is None, default=None)  # figures first: they have a nearest
    if leading is None:
        hint = "say how many parameters, MACs or channels: 28x28x64"
        raise CnncalcError(f"what is wanted does not depend on {asked.letter}", hint=hint)
    lowest = _first_where(lambda number: all(is_enough(number, goal) for goal in goals))
    numbers = range(lowest, _first_where(is_too_much))
    best = _first_where(lambda number: (found := answer(number)) is None or not _is_less(leading, found))
    ends = (lowest, max(best - 1, lowest), min(best, numbers.stop - 1), numbers.stop - 1)
    wanted = numbers if len(numbers) <= MOST_SHOWN else sorted({*ends})
    shown = [found for found in map(answer, wanted) if found is not None and _all_met(goals, found)]
    beside = () if shown else _beside([found for found in map(answer, (best - 1, best)) if found is not None], goals)
    return Solutions(asked, tuple(goals), tuple(shown), len(numbers) if shown else 0, _nearest(shown, goals), beside)


def _is_less(goal: Goal, answer: Answer) -> bool:
    """Whether a network has less than is wanted."""
    number, wanted = goal.figure_of(answer), goal.wanted_of(answer)
    return number is not None and wanted is not None and number < wanted


def _first_and_step(attempts: _Attempts) -> tuple[int, int]:
    """The least count that a layer can have, and how far the next is from it."""
    possible = (count for count in range(1, MOST_TRIED) if attempts.answer(count) is not None)
    found = list(islice(possible, 2))
    if not found:
        raise attempts.refused()
    return found[0], found[1] - found[0] if len(found) == 2 else 1


def _first_where(holds: Callable[[int], bool]) -> int:
    """The first number from 0 for which something holds that goes on holding (bisection behind doubled steps)."""
    if holds(0):
        return 0
    high = 1
    while high < LARGEST and not holds(high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _on_other_inputs(attempts: _Attempts, asked: AskedField, goals: Sequence[Goal], base: Shape) -> list[Answer]:
    """Values that come out even on inputs of another size, each on the nearest; paddings from none on."""
    found: dict[int, Answer] = {}
    for distance in range(1, FARTHEST + 1):
        for more in (distance, -distance):
            spatial = tuple(size + more for size in base.spatial)
            if min(spatial, default=0) < 1:
                continue
            for value in asked.values[:FARTHEST]:
                answer = None if value in found else attempts.answer(value, base._replace(spatial=spatial))
                if answer is not None and _all_met(goals, answer) and answer.is_even:
                    found[value] = answer
        if len(found) >= MOST_OTHERS:
            break
    others = [found[value] for value in (sorted(found) if asked.field == "pad" else found)]
    return others[:MOST_OTHERS]
