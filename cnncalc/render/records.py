"""The records that CSV has, made of what JSON has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cnncalc.render.page import Cell, plain_flag


def record(header: Sequence[str], data: Mapping[str, Any], **flat: Cell) -> tuple[Cell, ...]:
    """A record of some data, key by key under a header; `flat` has the cells that differ from the data."""
    return tuple([flat[key] if key in flat else flat_cell(data[key]) for key in header])


def flat_cell(value: Any) -> Cell:
    """A value in one cell: `7x7` for the numbers of axes, exact numbers, `true` or `false`."""
    if isinstance(value, list):
        texts = ["" if each is None else str(each) for each in value]
        return (" " if isinstance(value[0], str) else "x").join(texts) if value else None
    if isinstance(value, bool):
        return plain_flag(value)
    return repr(value) if isinstance(value, float) else value
