"""The catalogue's figures worked out beforehand, so that listing it does not build every network.

The index is used only if it was made from the very files that are there; a test checks its figures.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from cnncalc.measure.costs import Cost
from cnncalc.measure.memory import Peak
from cnncalc.report.compare import NetworkEntry
from cnncalc.report.figures import MEASURED
from cnncalc.report.totals import Totals
from cnncalc.shape import Shape


def write_index(checksum: int, entries: Iterable[NetworkEntry]) -> str:
    """The index as JSON, a network a line."""
    lines = ",\n".join(json.dumps(_plain(entry)) for entry in entries)
    return f'{{"checksum": {checksum}, "networks": [\n{lines}\n]}}\n'


def read_index(text: str, checksum: int) -> tuple[NetworkEntry, ...] | None:
    """The entries of an index; None if it was made from other files."""
    try:
        index = json.loads(text)
        if index["checksum"] != checksum:
            return None
        return tuple(_entry(network) for network in index["networks"])
    except (KeyError, TypeError, ValueError):
        return None


def _plain(entry: NetworkEntry) -> list[Any]:
    return [list(value) if isinstance(value, Totals) else value for value in entry]


def _entry(values: Sequence[Any]) -> NetworkEntry:
    fields = dict(zip(NetworkEntry._fields, values, strict=True))
    shapes, field = fields["input_shapes"], fields["receptive_field"]
    return NetworkEntry(
        **{
            **fields,
            "input_shapes": tuple(Shape(channels, tuple(spatial)) for channels, spatial in shapes),
            "totals": _totals(*fields["totals"]),
            "receptive_field": tuple(field) if field is not None else None,
        }
    )


def _totals(cost: list[Any], backward: int, peak: list[Any], measured: dict[str, int]) -> Totals:
    """The totals; KeyError where a figure is not among them."""
    *counts, unknown = cost
    whole = {name: measured[name] for name, _ in MEASURED}
    return Totals(Cost._make([*counts, tuple(unknown)]), backward, Peak._make(peak), whole)
