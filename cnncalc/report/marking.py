"""What an answer is worth, and why."""

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from cnncalc.report.answer import LEAST_DIGITS, WorkedAnswer, read_answer, read_sizes, written_digits
from cnncalc.report.questions.question import WrongAnswer
from cnncalc.report.written_figure import EXACT, WrittenFigure
from cnncalc.shape import Shape

FULL, HALF, NONE = Fraction(1), Fraction(1, 2), Fraction(0)


class Award(NamedTuple):
    """The points of an answer, and the reason for them."""

    points: Fraction
    reason: str
    read: bool = True
    """Whether the answer could be read; where it could not, somebody has to look at it."""


class Expected(NamedTuple):
    """What is right, and what is known of other answers."""

    value: int | Shape
    wrong: tuple[WrongAnswer, ...] = ()


UNREAD = Award(NONE, "this is no number, no shape and no arithmetic: look at it", read=False)


def mark(text: str, expected: Expected) -> Award:
    """The points of an answer as it is written."""
    text = text.strip()
    if not text:
        return Award(NONE, "no answer")
    return _mark_shape(text, expected.value) if isinstance(expected.value, Shape) else _mark_number(text, expected)


def _mark_number(text: str, expected: Expected) -> Award:
    answer, value = read_answer(text), expected.value
    assert isinstance(value, int)  # what a shape is expected of is marked as one
    if answer is None:
        return UNREAD
    exact = answer.value if isinstance(answer, WorkedAnswer) else Fraction(answer.low)
    if exact == value:
        return Award(FULL, f"right, {text} = {value:,}" if isinstance(answer, WorkedAnswer) else "right")
    if isinstance(answer, WrittenFigure) and answer.agreement(value) not in ("", EXACT):
        digits = written_digits(answer)
        if digits < LEAST_DIGITS:
            return Award(NONE, f"too coarse: {LEAST_DIGITS} digits at least of {value:,}")
        return Award(FULL, f"right to {digits} digits, {value:,}")
    if exact * 1_000 == value or exact * 1_000_000 == value:
        return Award(NONE, f"{value:,} is right: a decimal comma?")
    return _mark_wrong(answer, exact, value, expected.wrong)


def _mark_wrong(answer: object, exact: Fraction, value: int, known: Iterable[WrongAnswer]) -> Award:
    """A wrong number: that of a known mistake, exactly or as precise as it is written."""
    for wrong in known:
        rounded = isinstance(answer, WrittenFigure) and written_digits(answer) > LEAST_DIGITS
        if exact == wrong.value or (rounded and isinstance(answer, WrittenFigure) and answer.agreement(wrong.value)):
            return Award(HALF if wrong.half else NONE, f"{wrong.mistake}; {value:,} is right")
    return Award(NONE, f"{value:,} is right")


def _mark_shape(text: str, shape: Shape) -> Award:
    sizes, told = read_sizes(text), f"{shape} is right"
    own = (*shape.spatial, shape.channels)
    if not sizes:
        return UNREAD
    if sizes == own:
        return Award(FULL, "right")
    if sizes == (shape.channels, *shape.spatial):
        return Award(FULL, "right, channels first")
    if shape.spatial and sizes == shape.spatial:
        return Award(HALF, f"without the {shape.channels} channels; {told}")
    if len(sizes) == len(own) and sizes[-1] == own[-1]:
        return Award(NONE, f"the channels are right, the sizes are not; {told}")
    if len(sizes) == len(own) and sizes[:-1] == own[:-1]:
        return Award(NONE, f"the sizes are right, the channels are not; {told}")
    return Award(NONE, told)
