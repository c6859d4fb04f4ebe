"""Published figures and what they are computed to be."""

from __future__ import annotations

from cnncalc.render import Options
from cnncalc.render.page import (
    Cell,
    Column,
    Page,
    Paragraph,
    Records,
    Row,
    Table,
    exact_number,
    say_shape_order,
)
from cnncalc.render.views.meanings import meanings, title
from cnncalc.report.accuracy import Accuracy
from cnncalc.report.verify import KNOWN_WRONG, MATCH, MISMATCH, UNKNOWN, Checked, Computed, Verification
from cnncalc.shape import Shape
from cnncalc.text import plural

COLUMNS = (
    Column("network"),
    Column("figure", wrap=True),
    Column("published", right=True),
    Column("computed", right=True),
    Column("verdict", wrap=True, marked=True),
    Column("source", shortest=16),
)
ACCURACY_COLUMNS = (
    Column("accuracy or error"),
    Column("published", right=True),
    Column("how it was measured", wrap=True),
    Column("source", shortest=16),
)
LISTED = (
    "Nothing here computes an accuracy. `list` shows the first top-1 of one crop, of this very network and no other, "
    "trained on ImageNet-1k alone."
)
COMPARED = {"depth": "depth", "layers": "all"}
"""What a number of layers is compared with."""
WORDS = (
    (MATCH, "match", "match"),
    (KNOWN_WRONG, "known to be wrong", "known to be wrong"),
    (MISMATCH, "does not match", "do not match"),
    (UNKNOWN, "unknown", "unknown"),
)
"""The verdicts on one figure, and on more."""
PRECISION = (
    "A figure is compared at the precision it was published in: rounded to its last digit, cut off there, or within "
    "the range."
)
STYLES = {MATCH: "good", KNOWN_WRONG: "known", MISMATCH: "bad", UNKNOWN: "known"}


def page(verification: Verification, options: Options) -> Page:
    """One row a figure, then why the wrong ones are wrong."""
    left_out = [f"Published and not computed here: {', '.join(verification.left_out)}."]
    if not verification.figures:
        lines = [
            "There are no published figures here that can be computed.",
            *(left_out if verification.left_out else []),
        ]
        return Page("", (Paragraph(tuple(lines)), *_accuracies(verification)))
    network, *others = COLUMNS
    several = len({figure.network for figure in verification.figures}) > 1
    columns = (network if several else network._replace(optional=1), *others)
    parts: list[Table | Paragraph] = [Table(columns, tuple(_row(figure) for figure in verification.figures))]
    reasons = [_reason(figure) for figure in verification.figures if figure.reason]
    if reasons:
        parts.append(Paragraph(tuple(reasons), "known"))
    notes = [f"{_subject(figure)}: {figure.note}" for figure in verification.figures if figure.note]
    if notes and not several:
        parts.append(Paragraph(tuple(notes), "quiet"))
    figures = dict.fromkeys(figure.compared_with or figure.figure for figure in verification.figures)
    parts.append(Paragraph((PRECISION, *meanings(figures)), "quiet"))
    parts.append(Paragraph((_count(verification), *(left_out if verification.left_out else []))))
    return Page("", (*parts, *_accuracies(verification)))


def _accuracies(verification: Verification) -> list[Table | Paragraph]:
    """The published accuracies, where all are of one network, and how they were measured."""
    accuracies = verification.accuracies
    if len({figure.network for figure in verification.figures} | {each.network for each in accuracies}) != 1:
        return []
    rows = [_accuracy_row(accuracy) for accuracy in accuracies]
    return [Table(ACCURACY_COLUMNS, tuple(rows)), Paragraph((LISTED,), "quiet")] if rows else []


def _accuracy_row(accuracy: Accuracy) -> Row:
    note = f" at {accuracy.input}" if accuracy.input else ""
    listed = "1 crop" if not accuracy.reasons else "; ".join(accuracy.reasons)
    measured = "; ".join(filter(None, (listed + note, accuracy.note)))
    return Row(
        (accuracy.figure.replace("top", "top-").replace("_", " "), accuracy.published, measured, accuracy.source)
    )


def records(verification: Verification, options: Options) -> Records:
    """One record a figure."""
    return say_shape_order(
        Records(Checked._fields, tuple(tuple(map(_flat, figure)) for figure in verification.figures))
    )


def _flat(value: Computed | str | None) -> Cell:
    if isinstance(value, Shape):
        return value.plain
    return str(value) if isinstance(value, float) else value


def _row(figure: Checked) -> Row:
    verdict = figure.verdict.replace("-", " ")
    if figure.agreement and figure.agreement != "exact":
        verdict += f" ({figure.agreement})"
    reading = f" ({COMPARED[figure.compared_with]})" if figure.compared_with else ""
    name = f"{title(figure.figure)}{reading} {figure.of}".rstrip()
    cells = (figure.network, name, figure.published, _computed(figure), verdict, figure.source)
    return Row(cells, STYLES[figure.verdict] if figure.verdict != MATCH else "")


def _computed(figure: Checked) -> str:
    value = figure.computed
    if value is None or isinstance(value, Shape):
        return "?" if value is None else str(value)
    return f"{value:.2f}%" if isinstance(value, float) else exact_number(value)


def _subject(figure: Checked) -> str:
    return f"{figure.network} {title(figure.figure)} {figure.of}".rstrip()


def _reason(figure: Checked) -> str:
    return f"{_subject(figure)}, {figure.published}: {figure.reason}"


def _count(verification: Verification) -> str:
    verdicts = [figure.verdict for figure in verification.figures]
    counts = ((verdicts.count(verdict), one, more) for verdict, one, more in WORDS)
    parts = [f"{count} {one if count == 1 else more}" for count, one, more in counts if count]
    return f"{plural(len(verdicts), 'published figure')}: {', '.join(parts)}."
