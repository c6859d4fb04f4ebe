"""A summary with what one convention counts of each layer beside it."""

from __future__ import annotations

from cnncalc.render import Options
from cnncalc.render.data.counted import as_data
from cnncalc.render.page import Cell, Column, Page, Paragraph, Records, Row, Table, exact_number, known_sum, sum_cell
from cnncalc.render.views import summary as plain
from cnncalc.report.counted import Counted, LayerCounts
from cnncalc.report.rows import rows_of
from cnncalc.report.summary import layers_by


def page(report: Counted, options: Options) -> Page:
    """The summary's page, its first table with a column for each of the convention's numbers."""
    whole = plain.page(report.summary, options._replace(totals=True, pictures=False))
    table, *rest = whole.parts
    assert isinstance(table, Table)  # a summary begins with its layers
    added = tuple(Column(_title(report, counts), right=True) for counts in report.counts)
    others = [column._replace(optional=column.optional + 1) for column in table.columns[1:]]
    rows = [
        _with(row, _cells(places, report.counts))
        for row, places in zip(table.rows, _places(report, options), strict=True)
    ]
    totals = tuple(_with(row, tuple(sum_cell(counts.by_layer) for counts in report.counts)) for row in table.totals)
    counted = table._replace(columns=(table.columns[0], *others, *added), rows=tuple(rows), totals=totals)
    return whole._replace(parts=(counted, *rest, Paragraph(tuple(_footer(report)))))


def records(report: Counted, options: Options) -> Records:
    """The summary's records, with a field for each of the convention's numbers."""
    whole = plain.records(report.summary, options)
    header = (*whole.header, *(f"{report.convention} {counts.column}" for counts in report.counts))
    counted = [as_data(report, at) for at in range(len(report.summary.layers))]
    groups = _places(report, options) if options.by else [[at] for at in range(len(counted))]
    added = [[known_sum([counted[at][each.column] for at in group]) for each in report.counts] for group in groups]
    return Records(header, ((*row, *cells) for row, cells in zip(whole.rows, added, strict=True)))


def _title(report: Counted, counts: LayerCounts) -> str:
    return f"{report.convention} {counts.column}"


def _with(row: Row, cells: tuple[Cell, ...]) -> Row:
    return row._replace(cells=(*row.cells, *cells))


def _places(report: Counted, options: Options) -> list[list[int]]:
    """For each row of the summary's table the layers in it."""
    places = {layer.path: place for place, layer in enumerate(report.summary.layers)}
    if options.by:
        groups = layers_by(report.summary, options.by).values()
        return [[places[layer.path] for layer in members] for members in groups]
    rows = rows_of(report.summary, options.depth)
    return [[places[layer.path] for layer in row.layers] for row in rows]


def _cells(places: list[int], counts: tuple[LayerCounts, ...]) -> tuple[Cell, ...]:
    return tuple(sum_cell([count.by_layer[place] for place in places]) or None for count in counts)


def _footer(report: Counted) -> list[str]:
    unit = {"MAC": " (1 per MAC)", "FLOP": " (2 per MAC)"}
    figures = [*report.counts, *([report.params] if report.params not in report.counts else [])]
    names = "; ".join(
        f"{counts.name} {'' if counts.complete else 'at least '}{exact_number(counts.total)}{unit.get(counts.unit, '')}"
        for counts in figures
    )
    return [f"{report.tool}: {names}.", f"It counts {report.rule}.", *report.notes]
