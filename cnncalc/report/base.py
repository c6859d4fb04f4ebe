"""What every report can do: tell itself in a line, print itself, become plain data or a piece of a notebook.

How a report looks is `render`'s part. It is imported only when a report is asked for its looks: nothing that is worked
out needs it.

The reports of the commands that start the quickest have their values from a named tuple: a dataclass takes a twentieth
of all they take.
"""

from collections.abc import Iterable
from typing import Any

MOST_NAMED = 4
"""How many networks a report on several names in its one line."""


class Report:
    """A report: plain immutable values that were worked out of one or more networks."""

    __slots__ = ()

    @property
    def about(self) -> str:
        """The networks that the report is on."""
        name: str = getattr(self, "name", "")
        return name

    def to_dict(self) -> dict[str, Any]:
        """The report as its JSON has it, in plain dicts, lists, texts and numbers; shapes are channels first."""
        import json

        from cnncalc.render import render

        data: dict[str, Any] = json.loads("".join(render(self, "json")))
        return data

    def records(self) -> list[dict[str, Any]]:
        """The rows of the report as its CSV has them, a dict each, as `pandas.DataFrame` takes them."""
        from cnncalc.render import Options
        from cnncalc.render.views import records_of

        header, rows = records_of(self, Options())
        return [dict(zip(header, row, strict=True)) for row in rows]

    def __str__(self) -> str:
        """The tables that the command line prints."""
        from cnncalc.render import render

        return "".join(render(self, "table")).removesuffix("\n")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.about}>"

    def _repr_html_(self) -> str:
        """The tables of the report, for a notebook."""
        from cnncalc.render import Options
        from cnncalc.render.html import fragment

        return fragment(self, Options())


def named(networks: Iterable[str]) -> str:
    """Networks by name, each once; of many how many there are."""
    names = tuple(dict.fromkeys(networks))
    return " and ".join(names) if len(names) <= MOST_NAMED else f"{len(names)} networks"
