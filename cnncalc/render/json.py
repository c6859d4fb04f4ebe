"""JSON: exact integers, shapes with channels first, sorted as the report is. Other programs read it."""

from __future__ import annotations

import json
from typing import Any

from cnncalc.render import Options
from cnncalc.render.data import data_of

SCHEMA_VERSION = 1


def render(report: Any, options: Options) -> str:
    """The report's data, with the version of its form."""
    data = {"schema_version": SCHEMA_VERSION, **data_of(report, options)}
    entries = [f"{json.dumps(key)}: {_value(value)}" for key, value in data.items()]
    return "{" + ",\n ".join(entries) + "}\n"


def _value(value: Any) -> str:
    """A value on one line; a list of mappings with each of them on a line of its own.

    A long list is a `map`, so that not all of its mappings are there at once.
    """
    if isinstance(value, map) or (isinstance(value, list) and value and isinstance(value[0], dict)):
        return "[\n  " + ",\n  ".join(map(json.dumps, value)) + "]"
    return json.dumps(value)
