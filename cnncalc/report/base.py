"""What every report can do: tell itself in a line. How it looks is `render`'s part.

The reports of the commands that start the quickest have their values from a named tuple: a dataclass takes a twentieth
of all they take.
"""

from collections.abc import Iterable

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

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.about}>"


def named(networks: Iterable[str]) -> str:
    """Networks by name, each once; of many how many there are."""
    names = tuple(dict.fromkeys(networks))
    return " and ".join(names) if len(names) <= MOST_NAMED else f"{len(names)} networks"
