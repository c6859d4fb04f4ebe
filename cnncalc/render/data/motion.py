"""A window in motion: its cells, and where it is for each output."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.report.motion import Motion


def data(motion: Motion, options: Options) -> dict[str, Any]:
    """The positions of both axes, the window's cells, and the frames."""
    axes = {"rows": motion.rows, "columns": motion.columns}
    return {
        "op": motion.name,
        "what": motion.title,
        "over": "output" if motion.over_output else "input",
        "positions": {name: list(axis.positions) for name, axis in axes.items()},
        "window": {name: list(axis.cells) for name, axis in axes.items()},
        "unseen": {name: unseen for name, axis in axes.items() if (unseen := _unseen(axis.positions, axis.seen))},
        "along_one_axis": motion.along_one_axis,
        "frames": [frame_data(motion, number) for number in range(1, len(motion.frames) + 1)],
    }


def frame_data(motion: Motion, number: int) -> dict[str, Any]:
    """One frame: where the window begins, and the place that belongs to it."""
    row, column = motion.frames[number - 1]
    return {
        "frame": number,
        "row": row,
        "column": column,
        "window_row": motion.rows.starts[row],
        "window_column": motion.columns.starts[column],
    }


def _unseen(positions: tuple[str, ...], seen: frozenset[int]) -> list[int]:
    return [at for at in range(len(positions)) if at not in seen]
