"""What JSON has of each report, one file per report."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from cnncalc.render import Options


def data_of(report: Any, options: Options) -> dict[str, Any]:
    """The report as JSON has it."""
    name = type(report).__module__.rpartition(".")[2]  # the file here goes by the name of the report's own
    data: dict[str, Any] = import_module(f"cnncalc.render.data.{name}").data(report, options)
    return data
