"""One op with the working of its example."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.render.data.ops import op_data
from cnncalc.render.data.walk import step_data
from cnncalc.report.op import OpReport


def data(report: OpReport, options: Options) -> dict[str, Any]:
    """The op, and its step in the example."""
    return {"op": op_data(report.op), "working": step_data(*report.worked)}
