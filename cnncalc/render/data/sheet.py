"""A sheet of homework: its rows, with nothing where the reader fills something in, but for the key."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.render.data import network_data
from cnncalc.report.sheet import OUTPUT, Homework, HomeworkRow


def data(sheet: Homework, options: Options) -> dict[str, Any]:
    """The rows in order; shapes are channels first."""
    key = options.half == "key"
    return {
        "network": network_data(sheet),
        "blank": list(sheet.blank),
        "key": key,
        "rows": [row_data(sheet, row, key=key) for row in sheet.rows],
        "totals": {name: total if key or name not in sheet.blank else None for name, total in sheet.totals.items()},
    }


def row_data(sheet: Homework, row: HomeworkRow, *, key: bool) -> dict[str, Any]:
    """One layer."""
    values = {name: row.output.channels_first() if name == OUTPUT else getattr(row, name) for name in sheet.columns}
    shown = {name: value if key or name not in sheet.blank else None for name, value in values.items()}
    return {"layer": row.path, "op": row.op, "description": row.description, **shown}
