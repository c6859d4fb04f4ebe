"""Reports that show themselves, and the one that others hold: a network's summary.

What is worked out knows nothing of how it looks, and `render` takes any report. Here both come together: a report that
is public prints itself, becomes plain data, or a piece of a notebook.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from cnncalc.render import Options, render
from cnncalc.render.views import records_of
from cnncalc.report.base import Report
from cnncalc.report.summary import Summary as SummaryValues
from cnncalc.report.summary import summarize

P = ParamSpec("P")
R = TypeVar("R", bound="Shown")


class Shown(Report):
    """A report that shows itself."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """The report as its JSON has it, in plain dicts, lists, texts and numbers; shapes are channels first."""
        data: dict[str, Any] = json.loads("".join(render(self, "json")))
        return data

    def records(self) -> list[dict[str, Any]]:
        """The rows of the report as its CSV has them, a dict each, as `pandas.DataFrame` takes them."""
        header, rows = records_of(self, Options())
        return [dict(zip(header, row, strict=True)) for row in rows]

    def __str__(self) -> str:
        """The tables that the command line prints."""
        return "".join(render(self, "table")).removesuffix("\n")

    def _repr_html_(self) -> str:
        """The tables of the report, for a notebook."""
        from cnncalc.render.html import fragment  # imported when asked for: few reports are shown in a notebook

        return fragment(self, Options())


class Summary(Shown, SummaryValues):
    """Everything about one network, layer by layer and in total."""

    __slots__ = ()


def shown(kind: type[R], report: Any) -> R:
    """The report as one of a kind that shows itself, with the summaries that it holds."""
    make: Callable[..., R] = kind
    values = [getattr(report, name) for name in report.__match_args__]
    return make(*[shown(Summary, value) if isinstance(value, SummaryValues) else value for value in values])


def showing(kind: type[R], work_out: Callable[P, Report]) -> Callable[P, R]:
    """The function that works a report out, and gives it as one of a kind that shows itself."""

    @wraps(work_out)
    def function(*args: P.args, **kwargs: P.kwargs) -> R:
        return shown(kind, work_out(*args, **kwargs))

    return function


summary = showing(Summary, summarize)
