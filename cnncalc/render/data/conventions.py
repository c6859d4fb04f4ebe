"""A network under every convention of counting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cnncalc.render import Options
from cnncalc.render.data import network_data
from cnncalc.report.conventions import OWN, ConventionEntry, Conventions
from cnncalc.report.figures import FIGURES

UNITS = {"MACs": "MAC", "FLOPs": "FLOP", "params": "parameter"}
"""What one is of the figures of cnncalc itself."""


def data(report: Conventions, options: Options) -> dict[str, Any]:
    """The figures of cnncalc itself, then each convention's."""
    return {
        "network": network_data(report),
        "cnncalc": {
            "rule": {name: FIGURES[name].counts() for name in OWN},
            "params": report.params,
            "macs": report.macs,
            "flops": report.flops,
            "lower_bounds": list(report.lower_bounds),
        },
        "conventions": [_entry_data(entry) for entry in report.entries],
        "notes": list(report.notes),
    }


def numbers_data(report: Conventions) -> Iterator[dict[str, Any]]:
    """Each number by itself, with the convention that it is of."""
    for name, unit in UNITS.items():
        key = name.lower()
        bound = key in report.lower_bounds
        own = {"name": name, "unit": unit, "value": getattr(report, key), "lower_bound": bound, "differences": []}
        yield {"convention": "cnncalc", **own}
    for entry in map(_entry_data, report.entries):
        for number in (*entry["counts"], {"unit": UNITS["params"], **entry["params"]}):
            yield {"convention": entry["name"], **number}


def _entry_data(entry: ConventionEntry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "tool": entry.tool,
        "rule": entry.rule,
        "source": entry.source,
        "params": {
            "name": entry.params_name,
            "value": entry.params,
            "lower_bound": not entry.params_complete,
            "differences": [each._asdict() for each in entry.params_differences],
        },
        "counts": [
            {
                "name": count.name,
                "column": count.column,
                "unit": count.unit,
                "value": count.value,
                "lower_bound": not count.complete,
                "differences": [each._asdict() for each in count.differences],
            }
            for count in entry.counts
        ],
        "printed": {printed.name: printed.text for printed in entry.printed},
    }
