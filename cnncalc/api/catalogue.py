"""The catalogue as a whole."""

from __future__ import annotations

from cnncalc.language.shelf import checksum, index_text
from cnncalc.report.compare import NetworkEntry, entry_of
from cnncalc.report.index import read_index
from cnncalc.report.listing import Listing, list_networks


def catalogue() -> Listing:
    """List the networks of the catalogue with their figures, family by family, the oldest first."""
    entries = read_index(index_text(), checksum())
    return list_networks(_worked_out() if entries is None else entries)


def _worked_out() -> list[NetworkEntry]:
    """The catalogue's figures worked out of its files, where the index is of other files."""
    from cnncalc.api.networks import load  # imported when asked for: the index needs no language
    from cnncalc.language.catalogue import names

    return [entry_of(load(name)) for name in names()]
