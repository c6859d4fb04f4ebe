"""A word of the language that is no op, with the steps of its example."""

from __future__ import annotations

from itertools import starmap
from typing import Any

from cnncalc.render import Options
from cnncalc.render.data.ops import construct_data
from cnncalc.render.data.walk import step_data
from cnncalc.report.construct import ConstructReport


def data(report: ConstructReport, options: Options) -> dict[str, Any]:
    """The construct, and the steps that its example becomes."""
    steps = list(starmap(step_data, report.walk.worked()))
    return {"construct": construct_data(report.construct), "steps": steps}
