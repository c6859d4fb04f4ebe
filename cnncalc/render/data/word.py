"""Which ops have a field, or take a word of another framework."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.render.data.ops import field_data
from cnncalc.report.word import WordReport, WordUse


def data(report: WordReport, options: Options) -> dict[str, Any]:
    """The ops, each with what the word is to it."""
    return {"word": report.word, "uses": list(map(use_data, report.uses))}


def use_data(use: WordUse) -> dict[str, Any]:
    """One op."""
    return {"op": use.op, "field": None if use.field is None else field_data(use.field), "what": use.what}
