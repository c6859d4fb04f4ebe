"""JSON: exact integers, shapes with channels first, sorted as the report is. Other programs read it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from cnncalc.render import Options
from cnncalc.render.data import data_of

SCHEMA_VERSION = 3
"""3: a published figure's `verdict` is `wrong` (once `known-wrong`), `unexplained` (once `mismatch`), `match`,
`counts-differently`, `approximate` or `unknown`.
2: totals' `layers` are what papers count (once `weight_layers`), their `steps` what `layers` was; `top1` is that of
one crop, of this very network, trained on ImageNet-1k alone; `activations` leave out views."""


def render(report: Any, options: Options) -> Iterator[str]:
    """The report's data, with the version of its form.

    Each value is on one line; a list of mappings has each of them on a line of its own. A long list is an iterator, so
    that not all of its mappings are there at once.
    """
    before = "{"
    for key, value in {"schema_version": SCHEMA_VERSION, **data_of(report, options)}.items():
        yield f"{before}{json.dumps(key)}: "
        before = ",\n "
        if isinstance(value, Iterator) or (isinstance(value, list) and value and isinstance(value[0], dict)):
            yield "["
            for number, each in enumerate(value):
                yield ",\n  " if number else "\n  "
                yield json.dumps(each)
            yield "]"
        else:
            yield json.dumps(value)
    yield "}\n"
