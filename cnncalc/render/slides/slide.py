"""A frame of a lecture's slides, before any format."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

MOST_LINES = 11
"""How many lines a frame has room for."""
LONG = 62
"""About how many characters of a working are one line of a frame."""


class AskedFigure(NamedTuple):
    """A figure that is asked first, and answered at the next step."""

    name: str
    question: str
    answer: tuple[str, ...]

    @property
    def lines(self) -> int:
        """About how many lines the answer takes."""
        return sum(1 + len(line) // LONG for line in self.answer)


class Slide(NamedTuple):
    """One frame: what is given, and what is asked."""

    title: str
    given: str
    asked: tuple[AskedFigure, ...]
    about: str = "Input"
    """What that which is given is called."""

    @property
    def lines(self) -> int:
        """About how many lines it takes."""
        return bool(self.given) + sum(figure.lines for figure in self.asked)


def fitted(slides: Iterator[Slide]) -> Iterator[Slide]:
    """The slides, those with too many lines as several."""
    for slide in slides:
        rest: Sequence[AskedFigure] = slide.asked
        given = slide.given
        while rest:
            taken = _fitting(rest, MOST_LINES - bool(given))
            yield slide._replace(given=given, asked=tuple(rest[:taken]))
            rest, given = rest[taken:], ""


def _fitting(figures: Sequence[AskedFigure], lines: int) -> int:
    """How many figures have room in so many lines: one at least."""
    for number, figure in enumerate(figures):
        lines -= figure.lines
        if lines < 0 and number:
            return number
    return len(figures)
