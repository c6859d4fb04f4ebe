"""A network under every convention of counting."""

from __future__ import annotations

from cnncalc.render import Options
from cnncalc.render.data.conventions import numbers_data
from cnncalc.render.page import (
    Column,
    Page,
    Paragraph,
    Records,
    Row,
    Table,
    bound_text,
    shapes_text,
    signed_number,
)
from cnncalc.render.records import record
from cnncalc.report.conventions import MACS, ConventionEntry, Conventions, Difference

COLUMNS = (
    Column("convention"),
    Column("what it calls it", optional=3),
    Column("params", right=True, optional=1),
    Column("count", right=True),
    Column("unit"),
    Column("difference", right=True, optional=2),
)
DIFFERENCES = (
    Column("convention"),
    Column("difference", right=True),
    Column("of"),
    Column("what", wrap=True),
)
HINT = "--explain tells what makes the differences, operator by operator, what the tools print, and by which rules."
PRINTED = (Column("tool"), Column("what it prints", wrap=True), Column("figure", right=True))


def page(report: Conventions, options: Options) -> Page:
    """All counts; if more is asked for, what makes their differences, and what the tools themselves print."""
    parts: list[Table | Paragraph] = [Table(COLUMNS, tuple(_rows(report)))]
    title = f"{report.title}   {shapes_text(report.input_shapes)}"
    if not options.more:
        return Page(title, (*parts, Paragraph((HINT,), "quiet")))
    differences = [row for entry in report.entries for row in _difference_rows(entry)]
    if differences:
        parts.append(Table(DIFFERENCES, tuple(differences)))
    printed = [row for entry in report.entries for row in _printed_rows(entry)]
    if printed:
        parts.append(Table(PRINTED, tuple(printed)))
    parts.append(Paragraph(tuple(_meaning(report)), "quiet"))
    return Page(title, tuple(parts))


def records(report: Conventions, options: Options) -> Records:
    """A record for each number (`part` is total) and for each of its differences to cnncalc's MACs or parameters."""
    header = ("convention", "name", "unit", "part", "op", "what", "times", "value", "lower_bound")
    rows = []
    for number in numbers_data(report):
        rows.append(record(header, number, part="total", op=None, what=None, times=None))
        differences = [{**number, **each, "lower_bound": False} for each in number["differences"]]
        rows += [record(header, each, part="difference") for each in differences]
    return Records(header, rows)


def _rows(report: Conventions) -> list[Row]:
    """The figures of cnncalc, and a row for each number of a convention; one without operations has a row, too."""
    bounds = {name: name in report.lower_bounds for name in ("params", "macs", "flops")}
    params, macs = bound_text(report.params, bounds["params"]), bound_text(report.macs, bounds["macs"])
    beyond = _beyond(report.flops, bounds["flops"], report)
    rows = [
        Row(("cnncalc", "MACs", params, macs, "MAC", None)),
        Row(("", "FLOPs", None, bound_text(report.flops, bounds["flops"]), "FLOP", beyond)),
    ]
    for entry in report.entries:
        params = bound_text(entry.params, not entry.params_complete)
        if not entry.counts:
            rows.append(Row((entry.name, entry.params_name, params, None, "", None)))
        for index, count in enumerate(entry.counts):
            name, shown = ("", None) if index else (entry.name, params)
            value = bound_text(count.value, not count.complete)
            difference = _beyond(count.value, not count.complete, report)
            rows.append(Row((name, count.name, shown, value, count.unit, difference)))
    return rows


def _beyond(value: int, is_bound: bool, report: Conventions) -> str:
    """How much more than cnncalc's MACs a number is; of lower bounds nobody knows."""
    return "?" if is_bound or "macs" in report.lower_bounds else signed_number(value - report.macs)


def _difference_rows(entry: ConventionEntry) -> list[Row]:
    rows = []
    for count in entry.counts:
        title = entry.name if len(entry.counts) == 1 else f"{entry.name} {count.column}"
        rows += [(title, signed_number(each.value), each.op, _what(each)) for each in count.differences]
    title = f"{entry.name} params"
    rows += [(title, signed_number(each.value), each.op, each.what) for each in entry.params_differences]
    return [
        Row((title if not index or rows[index - 1][0] != title else "", *rest))
        for index, (title, *rest) in enumerate(rows)
    ]


def _what(difference: Difference) -> str:
    """A difference in words."""
    if difference.what == MACS:
        if difference.times < 0:
            return "MACs, left out"
        if difference.times > 1:
            return f"MACs, {difference.times} times more"
        return "MACs, once more" if difference.times else "MACs, worked out otherwise"
    return difference.what if difference.times == 1 else f"{difference.times} × {difference.what}"


def _printed_rows(entry: ConventionEntry) -> list[Row]:
    return [
        Row(("" if index else entry.name, printed.name, printed.text)) for index, printed in enumerate(entry.printed)
    ]


def _meaning(report: Conventions) -> list[str]:
    lines = [f"{entry.name}: {entry.rule}." for entry in report.entries]
    return [
        "A difference is what a convention counts beyond cnncalc's MACs (params: beyond its parameters), by op.",
        *report.notes,
        *lines,
    ]
