"""Published figures and what they are computed to be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cnncalc.published import Citation
from cnncalc.render import Options
from cnncalc.report.accuracy import Accuracy
from cnncalc.report.verify import Checked, Verification
from cnncalc.shape import Shape


def data(verification: Verification, options: Options) -> dict[str, Any]:
    """Every figure with its verdict."""
    return {
        "shape_order": "channels first",
        "figures": [figure_data(figure) for figure in verification.figures],
        "not_computed": list(verification.left_out),
        "unpublished": [each._asdict() | _cited(each.source) for each in verification.unpublished],
        "accuracies": [_accuracy_data(accuracy) for accuracy in verification.accuracies],
    }


def figure_data(figure: Checked) -> dict[str, Any]:
    """One figure."""
    return {key: _plain(value) for key, value in figure._asdict().items()} | _cited(figure.source)


def _accuracy_data(accuracy: Accuracy) -> dict[str, Any]:
    """One accuracy; `listed` says whether it may stand in one column with those of other networks."""
    data = {key: _plain(value) for key, value in accuracy._asdict().items()} | _cited(accuracy.source)
    return {**data, "listed": not accuracy.reasons, "reasons": list(accuracy.reasons)}


def _cited(source: Citation) -> dict[str, Any]:
    """Where a figure stands: `source` in a line, and `citation` in its parts."""
    return {"source": str(source), "citation": {key: value or None for key, value in source._asdict().items()}}


def _plain(value: object) -> Any:
    if isinstance(value, Shape):
        return value.channels_first()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return None if value == "" else value
