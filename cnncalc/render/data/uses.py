"""Which ops have a field, or take a word of another framework."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.render.data.ops import field_data
from cnncalc.report.uses import Use, Uses


def data(report: Uses, options: Options) -> dict[str, Any]:
    """The ops, each with what the word is to it."""
    return {"word": report.word, "uses": list(map(_use, report.uses))}


def _use(use: Use) -> dict[str, Any]:
    return {"op": use.op, "field": None if use.field is None else field_data(use.field), "what": use.what}
