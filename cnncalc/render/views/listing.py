"""The catalogue as a table."""

from __future__ import annotations

from cnncalc.render import Options
from cnncalc.render.page import Column, Page, Paragraph, Records, Row, Table, Terms
from cnncalc.render.views import compare
from cnncalc.render.views.columns import total_cell
from cnncalc.render.views.meanings import MAC
from cnncalc.render.views.summary import shapes_text
from cnncalc.report.compare import Comparison, Entry
from cnncalc.report.listing import Listing
from cnncalc.text import plural

COLUMNS = (
    Column("network"),
    Column("year", right=True),
    Column("form", optional=1),
    Column("input", optional=2, whole=True),
    Column("params", right=True),
    Column("MACs", right=True),
    Column("top-1", right=True, optional=3),
)
TERMS = Terms(
    (
        ("form", "form: the paper's network, or whose form of it"),
        (
            "top-1",
            "top-1: published for one crop, of this very network, trained on ImageNet-1k alone; verify has the others",
        ),
    )
)


def page(listing: Listing, options: Options) -> Page:
    """One row a network."""
    counted = f"{plural(len(listing.entries), 'network')}."
    meaning = Paragraph((counted, TERMS, MAC), "quiet")
    return Page("", (Table(COLUMNS, tuple(map(_row, listing.entries))), meaning))


def records(listing: Listing, options: Options) -> Records:
    """One record a network."""
    return compare.records(Comparison(listing.entries), options)


def _row(entry: Entry) -> Row:
    year = str(entry.year or "")
    shapes = shapes_text(entry.input_shapes)
    top1 = f"{entry.top1:.1f}%" if entry.top1 is not None else ""
    params, macs = total_cell(entry.totals, "params"), total_cell(entry.totals, "macs")
    return Row((entry.name, year, entry.form, shapes, params, macs, top1))
