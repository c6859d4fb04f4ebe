"""A summary with what one convention counts of each layer beside it."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.render.data import summary as plain
from cnncalc.report.counted import Counted


def data(report: Counted, options: Options) -> dict[str, Any]:
    """The summary's data; `as` has the convention's totals, and each layer its counts."""
    whole = plain.data(report.summary, options)
    whole["layers"] = list(whole["layers"])
    for index, layer in enumerate(whole["layers"]):
        layer["as"] = as_data(report, index)
    whole["as"] = {
        "convention": report.convention,
        "tool": report.tool,
        "rule": report.rule,
        "notes": list(report.notes),
        "params": {
            "name": report.params.name,
            "value": report.params.total,
            "lower_bound": not report.params.complete,
        },
        "counts": [
            {
                "name": counts.name,
                "column": counts.column,
                "unit": counts.unit or "parameter",
                "value": counts.total,
                "lower_bound": not counts.complete,
            }
            for counts in report.counts
        ],
    }
    return whole


def as_data(report: Counted, index: int) -> dict[str, Any]:
    """What the convention counts of a layer."""
    return {counts.column: counts.by_layer[index] for counts in report.counts}
