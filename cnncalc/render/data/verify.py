"""Published figures and what they are computed to be."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.report.verify import Checked, Verification


def data(verification: Verification, options: Options) -> dict[str, Any]:
    """Every figure with its verdict."""
    return {"figures": [_figure_data(figure) for figure in verification.figures]}


def _figure_data(figure: Checked) -> dict[str, Any]:
    return {key: value if value != "" else None for key, value in figure._asdict().items()}
