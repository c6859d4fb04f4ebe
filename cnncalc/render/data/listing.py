"""The catalogue as a table."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.render.data import compare
from cnncalc.report.compare import Comparison
from cnncalc.report.listing import Listing


def data(listing: Listing, options: Options) -> dict[str, Any]:
    """The networks in order."""
    return compare.data(Comparison(listing.entries), options)
