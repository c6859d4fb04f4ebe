"""Published figures against computed ones, at the precision they were published in."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from cnncalc.errors import CnncalcError, SpecError, did_you_mean
from cnncalc.limits import EFFORT
from cnncalc.network import Network
from cnncalc.published import NONE, Citation, Published
from cnncalc.report.accuracy import Accuracy, accuracies
from cnncalc.report.arithmetic import OPERATORS, Asked, evaluate, worked
from cnncalc.report.base import Report, named
from cnncalc.report.computed import COMPUTED, ComputedValue
from cnncalc.report.subjects import Loader, Subjects, compute, look_up
from cnncalc.report.written_figure import BOUND, NEAR, parse_figure
from cnncalc.shape import Shape

MATCH, COUNTS, APPROXIMATE, WRONG, UNEXPLAINED = "match", "counts-differently", "approximate", "wrong", "unexplained"
UNKNOWN = "unknown"
"""No verdict: what the figure depends on is not known."""


class Checked(NamedTuple):
    """A published figure, what it is computed to be, and the verdict."""

    network: str
    figure: str
    of: str
    published: str
    computed: ComputedValue | None
    """The computed value; None where it is not known."""
    source: Citation
    verdict: str
    """`match`: at the published precision. `counts-differently`: it agrees with what the source counts. `approximate`:
    it is said to be about so much, or a bound, and that is so. `wrong`: it is not so, and known why. `unexplained`."""
    agreement: str
    """How the value agrees: `exact`, `rounded`, `cut off`, `within the range`, `within 10 %`, `within the bound`."""
    reason: str
    """Why a figure is wrong or counts differently, worked out; what may be the matter begins with `perhaps`."""
    note: str
    compared_with: str = ""
    """What is computed, where what is published may be of several: `depth` or `layers` of a number of layers."""
    counts: str = ""
    """What the source counts, as arithmetic on figures."""
    as_counted: Decimal | None = None
    """What that comes to."""
    told: bool = True
    """Whether the file says what is the matter; a figure that does not agree and of which it does not is a finding."""


class Unpublished(NamedTuple):
    """A figure that a source was searched for, and does not have."""

    network: str
    figure: str
    source: Citation


@dataclass(frozen=True, slots=True, repr=False)
class Verification(Report):
    """All checked figures."""

    figures: tuple[Checked, ...]
    left_out: tuple[str, ...] = ()
    """The kinds of figures that were published, too, and that nothing here computes: accuracies, or a word misspelt."""
    accuracies: tuple[Accuracy, ...] = ()
    """The published accuracies, each with how it was measured."""
    unpublished: tuple[Unpublished, ...] = ()

    @property
    def about(self) -> str:
        return named(figure.network for figure in self.figures)

    @property
    def sources(self) -> tuple[Citation, ...]:
        """Where the figures and accuracies stand, of each in turn."""
        return (*(each.source for each in self.figures), *(each.source for each in self.accuracies))

    def from_source(self, words: str) -> "Verification":
        """What stands in the sources that have some words in their name, their identifier or their venue.

        Raises CnncalcError if there is none.
        """
        known = dict.fromkeys(each.text for each in self.sources)
        figures = tuple([each for each in self.figures if _is_from(each.source, words)])
        measured = tuple([each for each in self.accuracies if _is_from(each.source, words)])
        searched = tuple([each for each in self.unpublished if _is_from(each.source, words)])
        if not (figures or measured or searched):
            raise CnncalcError(f"nothing here is from {words[:60]!r}", hint=did_you_mean(words, known))
        return Verification(figures, (), measured, searched)

    @property
    def mismatches(self) -> int:
        """The number of figures that differ without a reason or a guess."""
        return sum(1 for figure in self.figures if figure.verdict == UNEXPLAINED and not figure.told)


def verify(network: Network, load: Loader) -> Verification:
    """Check every published figure of a network that can be computed."""
    unpublished = [each for each in network.published if each.value == NONE]
    published = [each for each in network.published if each.value != NONE]
    steps, patterns = len(network.graph.nodes), sum(len(each.of) + 1 for each in published)
    if steps * patterns > EFFORT:
        raise SpecError(
            f"{network.name}: {len(published):,} published figures of {steps:,} steps are too many",
            origin=published[0].origin,
        )
    subjects = Subjects(network, load)
    figures = [_check(network, each, subjects) for each in published if _is_computed(each.figure)]
    left_out = [each.figure for each in published if not _is_computed(each.figure)]
    searched = [Unpublished(network.name, each.figure, each.source) for each in unpublished]
    return Verification(tuple(figures), tuple(dict.fromkeys(left_out)), accuracies(network), tuple(searched))


def _is_from(source: Citation, words: str) -> bool:
    return words.lower() in f"{source.text} {source.id} {source.venue}".lower()


def _is_computed(figure: str) -> bool:
    """Whether a published figure can be computed: as a figure, or as arithmetic on figures."""
    name = figure.partition("(")[0].split(" ")[0]
    return figure in COMPUTED or (name in COMPUTED and not OPERATORS.isdisjoint(figure))


def _check(network: Network, published: Published, subjects: Subjects) -> Checked:
    """A figure that may be read in several ways is read in the first that agrees, or else the first."""
    readings = READINGS.get(published.figure)
    if readings is None:
        return _checked(network, published, subjects)
    found = [_checked(network, published._replace(figure=reading), subjects) for reading in readings]
    chosen = next((each for each in found if each.agreement), found[0])
    return chosen._replace(figure=published.figure, compared_with=chosen.figure)


def _checked(network: Network, published: Published, subjects: Subjects) -> Checked:
    computed, lacking = compute(None, published, subjects)
    if published.versus:
        other, more_lacking = compute(published.versus, published, subjects)
        if isinstance(computed, (Shape, Decimal)) or isinstance(other, (Shape, Decimal)):
            raise SpecError("versus needs a figure that is a number", origin=published.origin)
        computed, lacking = _less(computed, other), lacking or more_lacking
    checked = Checked(
        network.name, published.figure, _subject(published), published.value, None if lacking else computed,
        published.source, UNKNOWN, "", lacking, published.note,
    )  # fmt: skip
    return checked if lacking else _judged(checked, published, computed, partial(look_up, published, subjects))


def _less(computed: int | float | Decimal, other: int | float | Decimal) -> int | float | Decimal:
    """A difference; exact where both are whole."""
    return computed - other if isinstance(computed, int) and isinstance(other, int) else float(computed) - float(other)


def _judged(
    checked: Checked, published: Published, computed: ComputedValue, lookup: Callable[[Asked], Decimal]
) -> Checked:
    """The verdict on a figure, and the reason for it where there is something to say."""
    if "%" in published.value and "share" not in published.figure:
        raise SpecError(f"{published.value} is a share, and {published.figure} is none", origin=published.origin)
    try:
        checked = checked._replace(note=worked(published.note, lookup))
        if published.counts or published.kilo != 1000:
            checked = _as_counted(checked, published, computed, lookup)
        else:
            agreement = _agreement(published, computed)
            verdict = UNEXPLAINED if not agreement else APPROXIMATE if agreement in (NEAR, BOUND) else MATCH
            checked = checked._replace(verdict=verdict, agreement=agreement)
        return _with_reason(checked, published, lookup)
    except ValueError as error:
        raise SpecError(str(error), origin=published.origin) from None


def _as_counted(
    checked: Checked, published: Published, computed: ComputedValue, lookup: Callable[[Asked], Decimal]
) -> Checked:
    """The verdict on a figure of which the file says how it is counted."""
    counted: ComputedValue | Decimal = evaluate(published.counts, lookup) if published.counts else computed
    if isinstance(counted, Shape):
        raise ValueError("counts and kilo are of figures that are numbers")
    if published.counts and (agreement := _agreement(published, computed)):
        return checked._replace(verdict=UNEXPLAINED, agreement=agreement, reason="the file says counts:, but it agrees")
    agreement = _agreement(published, counted)
    rules = [published.counts] * bool(published.counts) + [f"K = {published.kilo:,}"] * (published.kilo != 1000)
    return checked._replace(
        counts=", ".join(rules), as_counted=Decimal(counted), agreement=agreement,
        verdict=COUNTS if agreement else UNEXPLAINED,
        reason="" if agreement else "not so by what the file says it counts, either",
    )  # fmt: skip


def _with_reason(checked: Checked, published: Published, lookup: Callable[[Asked], Decimal]) -> Checked:
    """A figure with what the file says is the matter: that it is wrong, where it is, or a guess."""
    agrees = checked.verdict != UNEXPLAINED
    if published.wrong and not agrees:
        return checked._replace(verdict=WRONG, reason=worked(published.wrong, lookup))
    if agrees and (published.wrong or (published.perhaps and checked.verdict != COUNTS)):
        said = "wrong" if published.wrong else "perhaps"
        return checked._replace(verdict=UNEXPLAINED, reason=f"the file says {said}:, but it agrees", told=False)
    perhaps = f"perhaps {worked(published.perhaps, lookup)}" if published.perhaps else ""
    return checked._replace(reason=perhaps or checked.reason, told=agrees or bool(perhaps))


def _agreement(published: Published, computed: ComputedValue | Decimal) -> str:
    """How a computed figure agrees with the published one, or not at all; raise ValueError if that is none."""
    if isinstance(computed, Shape):
        return "exact" if published.value.replace(" ", "").replace("x", "×") == str(computed) else ""
    return parse_figure(published.value, difference=bool(published.versus), kilo=published.kilo).agreement(computed)


def _subject(published: Published) -> str:
    """What a figure is about, in words."""
    parts = [", ".join(published.of) or published.op]
    if published.versus:
        parts.append(f"against {published.versus}")
    if published.input:
        parts.append(f"at {published.input}")
    return " ".join(filter(None, parts))


READINGS = {"layers": ("depth", "layers")}
"""What a published figure may be of, most likely first: papers mostly mean how deep, and sometimes how many."""
