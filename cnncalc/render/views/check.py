"""Budgets, and whether networks keep within them."""

from __future__ import annotations

from cnncalc.render import Options
from cnncalc.render.cells import number_text
from cnncalc.render.data.check import row_data
from cnncalc.render.page import (
    Column,
    Page,
    Paragraph,
    Records,
    Row,
    Table,
    exact_number,
    marked,
    noted,
    share_text,
)
from cnncalc.render.records import record
from cnncalc.render.views.meanings import BOUNDS, meanings
from cnncalc.report.check import OVER, UNKNOWN, WITHIN, Check, CheckedBudget
from cnncalc.report.figure import BYTES, FigureValue, ValueSizes
from cnncalc.report.figures import BUDGETS
from cnncalc.text import plural

COLUMNS = (
    Column("network"),
    Column("figure", wrap=True),
    Column("computed", right=True),
    Column("budget", right=True),
    Column("used", right=True, optional=1),
    Column("verdict", wrap=True, marked=True),
)
STYLES = {WITHIN: "", OVER: "bad", UNKNOWN: "known"}


def page(check: Check, options: Options) -> Page:
    """One row a budget, then how many are kept."""
    figures = [BUDGETS[name] for name in dict.fromkeys(row.figure for row in check.rows)]
    meaning = [*meanings(figures, ValueSizes(check.dtype, check.batch), check.optimizer)]
    if any(row.at_least for row in check.rows):
        meaning.append(BOUNDS)
    table = Table(COLUMNS, tuple(map(_row, check.rows)))
    quiet = [Paragraph(tuple(meaning), "quiet")] if meaning else []
    return Page("", (table, Paragraph((_count(check),)), *noted(check.notes), *quiet))


def records(check: Check, options: Options) -> Records:
    """One record a budget."""
    header = ("network", "figure", "computed", "at_least", "budget", "verdict")
    return Records(header, tuple(record(header, row_data(row)) for row in check.rows))


def _row(row: CheckedBudget) -> Row:
    computed = marked(_amount(row, row.computed), row.at_least)
    verdict = f"{OVER} by {_amount(row, row.excess)}" if row.verdict == OVER else row.verdict
    share = _used(row)
    used = marked(share, row.at_least) if share else ""
    cells = (row.network, BUDGETS[row.figure].called, computed, _amount(row, row.budget), used, verdict)
    return Row(cells, STYLES[row.verdict])


def _used(row: CheckedBudget) -> str:
    """How much of the budget is."""
    part, of = row.computed.as_integer_ratio()
    return share_text(part, row.budget * of)


def _amount(row: CheckedBudget, number: FigureValue) -> str:
    figure = BUDGETS[row.figure]
    exact = exact_number(number) if isinstance(number, int) else number_text(figure, number)
    return f"{exact} {BYTES}" if figure.unit == BYTES else exact


def _count(check: Check) -> str:
    verdicts = [row.verdict for row in check.rows]
    words = ((WITHIN, "kept"), (OVER, "broken"), (UNKNOWN, "not known to be kept"))
    parts = [f"{verdicts.count(verdict)} {word}" for verdict, word in words if verdicts.count(verdict)]
    return f"{plural(len(verdicts), 'budget')}: {', '.join(parts)}."
