"""The mistakes of a spec, as they are found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

from cnncalc.errors import MOST_FOUND, CnncalcError, LimitError, Origin
from cnncalc.graph import Application
from cnncalc.language.here import Here
from cnncalc.source.values import YamlNode

MOST_MET = 3 * MOST_FOUND
"""How many mistakes may be met, also at places where one was found already."""


class NotKnownError(Exception):
    """Something depends on what has a mistake; such an error is never told."""


class UnknownOp(Application):
    """Stands for the op of a step with a mistake: nothing is known of it, nor of its output."""

    def __init__(self) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        raise NotKnownError


class EnoughError(Exception):
    """Ends the search: as many mistakes were found as are looked for."""


class Mistakes:
    """The mistakes that were found; key: the place, value: the one mistake told of it."""

    def __init__(self, first: CnncalcError) -> None:
        self._found: dict[Origin | str, CnncalcError] = {}
        self._met = 0
        self.tell(copy(first))

    def tell(self, error: CnncalcError) -> None:
        """Add a mistake; raise EnoughError where there are too many."""
        place = error.origin and error.origin._replace(length=0)
        self._found.setdefault(place or error.message, error)
        self._met += 1
        if len(self._found) >= MOST_FOUND or self._met >= MOST_MET:
            raise EnoughError

    @contextmanager
    def telling(self, place: YamlNode, here: Here | None = None) -> Iterator[None]:
        """Go on after a mistake, which is told at its own place or else at `place`; a limit ends the search."""
        try:
            yield
        except LimitError:
            raise
        except CnncalcError as error:
            error.origin = error.origin or place.origin
            error.used_at = error.used_at or (here.used_at if here else ())
            self.tell(error)
        except NotKnownError:
            pass

    def in_order(self) -> list[CnncalcError]:
        """The mistakes found, file by file, in order of line."""
        files = {origin.file: None for origin in self._found if isinstance(origin, Origin)}
        ranks = {file: rank for rank, file in enumerate(files)}

        def place(error: CnncalcError) -> tuple[int, int, int]:
            origin = error.origin
            return (ranks[origin.file], origin.line, origin.column) if origin else (-1, 0, 0)

        return sorted(self._found.values(), key=place)
