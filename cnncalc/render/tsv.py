"""Tab-separated values, otherwise as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cnncalc.render import Options, csv


def render(report: Any, options: Options) -> Iterator[str]:
    """The report's records, under a header."""
    return csv.render(report, options, delimiter="\t")
