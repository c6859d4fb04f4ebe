"""The catalogue as a table."""

from __future__ import annotations

from itertools import groupby

from cnncalc.render import Options
from cnncalc.render.page import Page, Records
from cnncalc.render.views import compare, entries
from cnncalc.report.compare import Comparison, NetworkEntry
from cnncalc.report.listing import Listing
from cnncalc.text import plural

DEFAULT = ("network", "year", "form", "input", "params", "macs", "top1")


def page(listing: Listing, options: Options) -> Page:
    """One row a network, family by family if it is sorted by them."""
    names = options.columns or DEFAULT
    rows = _grouped(listing) if listing.by_family else listing.entries
    counted = f"{plural(len(listing.entries), 'network')}."
    table = entries.table(listing.entries, options, names, rows)
    return Page("", (table, entries.meaning(listing.entries, names, counted)))


def records(listing: Listing, options: Options) -> Records:
    """One record a network."""
    return compare.records(Comparison(listing.entries), options)


def _grouped(listing: Listing) -> list[NetworkEntry | str]:
    """The networks with their families' names over them; a family of one has none."""
    rows: list[NetworkEntry | str] = []
    for family, members in groupby(listing.entries, lambda entry: entry.family):
        found = [*members]
        rows += [f"{family}, {len(found)} networks" if len(found) > 1 else "", *found]
    return rows
