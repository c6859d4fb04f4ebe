"""Which values of one field give what is wanted: an output, parameters, MACs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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


class Answer(NamedTuple):
    """A value of the field, and what comes of it."""

    value: int
    input: Shape
    output: Shape
    params: int | None
    """The parameters; None where they are not known, as the MACs."""
    macs: int | None
    network: Network

    @property
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

    @property
    def wanted(self) -> int | None:
        """The number that is wanted; None for an output whose channels are not said."""
        if self.figure is not None:
            return int(self.figure.high)
        return self.sizes[-1] if len(self.sizes) > 1 else None


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
    tried = list(map(attempts.answer, asked.values[:MOST_TRIED]))
    if not any(tried) and attempts.error is not None:
        raise attempts.error
    met = [answer for answer in tried if answer is not None and _all_met(goals, answer)]
    shown = met if len(met) <= MOST_SHOWN else [*met[: MOST_SHOWN - 1], met[-1]]
    uneven = any(goal.of == "output" for goal in goals) and not any(answer.is_even for answer in shown)
    base = next(answer.input for answer in tried if answer is not None)
    others = _on_other_inputs(attempts, asked, goals, base) if uneven else ()
    beside = () if met else _beside([answer for answer in tried if answer is not None], goals)
    return Solutions(asked, tuple(goals), tuple(shown), len(met), _nearest(shown, goals), beside, tuple(others))


class _Attempts:
    """Networks with values of the field; `error` is why the first that cannot be built cannot."""

    def __init__(self, build: BuildWith) -> None:
        self._build = build
        self.error: CnncalcError | None = None

    def answer(self, value: int, shape: Shape | None = None) -> Answer | None:
        """What comes of a value; None for one that the layer cannot have."""
        try:
            network = self._build(value, shape)
        except CnncalcError as error:
            self.error = self.error or error
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
    return min(
        answers, key=lambda answer: [abs((goal.figure_of(answer) or 0) - (goal.wanted or 0)) for goal in figures]
    )


def _beside(answers: Sequence[Answer], goals: Sequence[Goal]) -> tuple[Answer, ...]:
    """The answers whose figure is nearest to the first one that is wanted, from below and from above."""
    goal = next((goal for goal in goals if goal.figure is not None), None)
    if goal is None or goal.wanted is None:
        return ()
    wanted = goal.wanted
    counted = [(count, answer) for answer in answers if (count := goal.figure_of(answer)) is not None]
    below = max((each for each in counted if each[0] < wanted), key=lambda each: each[0], default=None)
    above = min((each for each in counted if each[0] >= wanted), key=lambda each: each[0], default=None)
    return tuple([each[1] for each in (below, above) if each is not None])


def _growing(attempts: _Attempts, asked: AskedField, goals: Sequence[Goal]) -> Solutions:
    """The answers for a count: what is wanted grows with it, so that the lowest and the highest are soon found."""
    start, step = _first_and_step(attempts)

    def answer(number: int) -> Answer | None:
        return attempts.answer(start + number * step)

    def reaches(number: int) -> bool:
        """Whether no figure is below the wanted one."""
        found = answer(number)
        return found is None or not any(_is_below(goal, found) for goal in goals)

    def exceeds(number: int) -> bool:
        """Whether a figure is above the wanted one, or the count is larger than any."""
        found = answer(number)
        return found is None or not (_all_met(goals, found) or any(_is_below(goal, found) for goal in goals))

    lowest, end = _first_where(reaches), _first_where(exceeds)
    numbers = range(lowest, end)
    best = _first_where(lambda number: _first_at_least(goals, answer(number)))
    wanted = numbers if len(numbers) <= MOST_SHOWN else [lowest, *{max(best - 1, lowest), min(best, end - 1)}, end - 1]
    shown = [found for found in map(answer, sorted({*wanted})) if found is not None and _all_met(goals, found)]
    beside = () if shown else _beside([found for found in map(answer, (best - 1, best)) if found], goals)
    return Solutions(asked, tuple(goals), tuple(shown), len(numbers) if shown else 0, _nearest(shown, goals), beside)


def _is_below(goal: Goal, answer: Answer) -> bool:
    count, wanted = goal.figure_of(answer), goal.wanted
    return not goal.met_by(answer) and count is not None and wanted is not None and count < wanted


def _first_at_least(goals: Sequence[Goal], answer: Answer | None) -> bool:
    """Whether a count gives as much as is wanted by the first goal that is a number."""
    numbers = [goal for goal in goals if goal.wanted is not None]
    return answer is None or not numbers or (numbers[0].figure_of(answer) or 0) >= (numbers[0].wanted or 0)


def _first_and_step(attempts: _Attempts) -> tuple[int, int]:
    """The least count that a layer can have, and how far the next is from it."""
    possible = (count for count in range(1, MOST_TRIED) if attempts.answer(count) is not None)
    found = list(islice(possible, 2))
    if not found:
        raise attempts.error or CnncalcError("no count can be built")
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
    others = sorted(found.values()) if asked.field == "pad" else list(found.values())
    return others[:MOST_OTHERS]
