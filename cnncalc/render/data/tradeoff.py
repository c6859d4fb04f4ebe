"""Networks by what they cost and how often they are right: as a comparison has them."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.render.data import compare
from cnncalc.report.tradeoff import Tradeoff


def data(tradeoff: Tradeoff, options: Options) -> dict[str, Any]:
    """What is counted, and the networks in the order they were given."""
    return compare.data(tradeoff, options)
