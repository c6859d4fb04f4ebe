"""Places in the text of a model's file, for what is said of it."""

from typing import NamedTuple

from cnncalc.errors import LimitError, Origin, SpecError
from cnncalc.limits import raise_hint
from cnncalc.source.values import Source


class TextPlace(NamedTuple):
    """A character of a text by its number."""

    source: Source
    at: int

    @property
    def origin(self) -> Origin:
        """The file, line and column."""
        return self.source.origin_of(self.at)

    def error(self, message: str, hint: str = "") -> SpecError:
        """The error for what stands here."""
        return SpecError(message, hint=hint, origin=self.origin)

    def too_much(self, what: str, limit: str) -> LimitError:
        """The error for more of something than a limit allows."""
        return LimitError(f"there are more than {what}", hint=raise_hint(limit), origin=self.origin)
