"""Published figures and what they are computed to be."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.report.accuracy import Accuracy
from cnncalc.report.verify import Checked, Computed, Verification
from cnncalc.shape import Shape


def data(verification: Verification, options: Options) -> dict[str, Any]:
    """Every figure with its verdict."""
    return {
        "shape_order": "channels first",
        "figures": [_figure_data(figure) for figure in verification.figures],
        "not_computed": list(verification.left_out),
        "accuracies": [_accuracy_data(accuracy) for accuracy in verification.accuracies],
    }


def _figure_data(figure: Checked) -> dict[str, Any]:
    return {key: _plain(value) for key, value in figure._asdict().items()}


def _accuracy_data(accuracy: Accuracy) -> dict[str, Any]:
    """One accuracy; `listed` says whether it may stand in one column with those of other networks."""
    data = {key: _plain(value) for key, value in accuracy._asdict().items()}
    return {**data, "listed": not accuracy.reasons, "reasons": list(accuracy.reasons)}


def _plain(value: Computed | str | None) -> Any:
    if isinstance(value, Shape):
        return value.channels_first()
    return None if value == "" else value
