"""Budgets, and whether networks keep within them."""

from __future__ import annotations

from cnncalc.render import Options
from cnncalc.render.page import (
    Column,
    Page,
    Paragraph,
    Records,
    Table,
    exact_number,
    marked,
    noted,
    plain_flag,
    share_text,
)
from cnncalc.render.page import Row as TableRow
from cnncalc.render.views.columns import BOUNDS
from cnncalc.render.views.meanings import meanings, title
from cnncalc.report.check import OVER, UNKNOWN, WITHIN, Check, Row
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
    figures = dict.fromkeys(row.figure for row in check.rows)
    meaning = [*meanings(figures, dtype=check.dtype, batch=check.batch, optimizer=check.optimizer)]
    if any(row.at_least for row in check.rows):
        meaning.append(BOUNDS)
    table = Table(COLUMNS, tuple(map(_row, check.rows)))
    quiet = [Paragraph(tuple(meaning), "quiet")] if meaning else []
    return Page("", (table, Paragraph((_count(check),)), *noted(check.notes), *quiet))


def records(check: Check, options: Options) -> Records:
    """One record a budget."""
    header = ("network", "figure", "computed", "at_least", "budget", "verdict")
    return Records(
        header,
        tuple(
            (row.network, row.figure, row.computed, plain_flag(row.at_least), row.budget, row.verdict)
            for row in check.rows
        ),
    )


def _row(row: Row) -> TableRow:
    computed = marked(_amount(row, row.computed), row.at_least)
    verdict = f"{OVER} by {_amount(row, row.excess)}" if row.verdict == OVER else row.verdict
    share = share_text(row.computed, row.budget)
    used = marked(share, row.at_least) if share else ""
    cells = (row.network, title(row.figure), computed, _amount(row, row.budget), used, verdict)
    return TableRow(cells, STYLES[row.verdict])


def _amount(row: Row, number: int) -> str:
    return f"{exact_number(number)} B" if row.figure.endswith("_bytes") else exact_number(number)


def _count(check: Check) -> str:
    verdicts = [row.verdict for row in check.rows]
    words = ((WITHIN, "kept"), (OVER, "broken"), (UNKNOWN, "not known to be kept"))
    parts = [f"{verdicts.count(verdict)} {word}" for verdict, word in words if verdicts.count(verdict)]
    return f"{plural(len(verdicts), 'budget')}: {', '.join(parts)}."
