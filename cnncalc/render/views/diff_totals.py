"""The totals of two networks side by side, and what they differ by."""

from __future__ import annotations

from fractions import Fraction

from cnncalc.render.cells import figure_cell, number_text
from cnncalc.render.page import Column, Row, Table
from cnncalc.render.scale import significant
from cnncalc.report.diff import TRAINED, Diff
from cnncalc.report.figure import Figure, FigureValue
from cnncalc.report.figures import FIGURES
from cnncalc.report.totals import Totals


def totals(diff: Diff) -> Table:
    """The totals of both networks, and what they differ by."""
    old, new = diff.left.totals, diff.right.totals
    columns = (
        Column("in all", wrap=True),
        Column(diff.left.name, right=True),
        Column(diff.right.name, right=True),
        Column("difference", right=True),
        Column("ratio", right=True, optional=1),
    )
    rows = [
        Row(
            (
                figure.called,
                figure_cell(figure, old),
                figure_cell(figure, new),
                delta_text(figure, diff.delta[figure.name]),
                _ratio(figure, old, new),
            )
        )
        for figure in _counted(diff)
    ]
    return Table(columns, tuple(rows))


def _counted(diff: Diff) -> list[Figure]:
    """The totals to show; those of training, too, where what is trained differs."""
    shown = [figure for figure in FIGURES.values() if figure.brief]
    trained = any(change.field == TRAINED for row in diff.rows for change in row.changes)
    of_training = [figure for figure in shown if figure.of_training]
    return [*(figure for figure in shown if not figure.of_training), *(of_training if trained else [])]


def _ratio(figure: Figure, left: Totals, right: Totals) -> str:
    old, new = figure.known(left), figure.known(right)
    if not old or new is None or any(map(figure.is_bound, (left, right))):
        return ""
    if old == new:
        return "×1"
    if not new:
        return "×0"
    ratio = Fraction(new) / Fraction(old)
    return f"×{significant(ratio.numerator, ratio.denominator)}"


def delta_text(figure: Figure, number: FigureValue | None) -> str:
    """A difference with its sign; `?` where it is not known."""
    if number is None:
        return "?"
    return f"{'+' if number > 0 else ''}{number_text(figure, number)}"
