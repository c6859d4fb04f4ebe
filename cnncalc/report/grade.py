"""Answers with their points: of questions by their names, and of the layers of a network."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import StringIO
from typing import NamedTuple

from cnncalc.errors import CnncalcError, did_you_mean
from cnncalc.network import Network
from cnncalc.report.base import Report
from cnncalc.report.expected import LayerFigures
from cnncalc.report.marking import Award, Expected, mark
from cnncalc.report.quiz import question_of

COLUMNS = ("student", "question", "answer")
MOST_ANSWERS = 100_000
DELIMITERS = ",;\t"
"""What may stand between the cells of answers, as the header has it."""


class GivenAnswer(NamedTuple):
    """A row of answers, and its line in the file."""

    line: int
    student: str
    question: str
    answer: str


class Graded(NamedTuple):
    """An answer with its points and the reason for them."""

    student: str
    question: str
    answer: str
    mark: Award


@dataclass(frozen=True, slots=True, repr=False)
class Grading(Report):
    """Every answer with its points, in the order of the file."""

    rows: tuple[Graded, ...]

    @property
    def about(self) -> str:
        return f"{len(self.rows)} answers"

    @property
    def totals(self) -> dict[str, tuple[Fraction, int]]:
        """Of each student the points, and how many questions were answered."""
        found: dict[str, tuple[Fraction, int]] = {}
        for row in self.rows:
            points, count = found.get(row.student, (Fraction(0), 0))
            found[row.student] = points + row.mark.points, count + 1
        return found

    @property
    def unread(self) -> int:
        """How many answers somebody has to look at."""
        return sum(not row.mark.read for row in self.rows)


def read_answers(text: str, name: str) -> list[GivenAnswer]:
    """The rows of a file of answers. Raises CnncalcError for a file without the columns that it needs."""
    lines = text.splitlines()
    first = lines[0] if lines else ""
    delimiter = max(DELIMITERS, key=first.count)
    try:
        reader = csv.reader(StringIO(text), delimiter=delimiter)
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise CnncalcError(f"{name}: this is no CSV: {error}") from None
    header = [cell.strip().lower() for cell in rows[0][1]] if rows else []
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        near = did_you_mean(missing[0], header)
        hint = near or f"the first line names them: {','.join(COLUMNS)}"
        raise CnncalcError(f"{name}:1: there is no column {missing[0]!r}", hint=hint)
    if len(rows) > MOST_ANSWERS:
        raise CnncalcError(f"{name}: there are more than {MOST_ANSWERS:,} answers")
    places = [header.index(column) for column in COLUMNS]
    filled = [(line, row) for line, row in rows[1:] if any(cell.strip() for cell in row)]
    return [GivenAnswer(line, *[row[at].strip() if at < len(row) else "" for at in places]) for line, row in filled]


def grade(answers: Sequence[GivenAnswer], name: str, network: Network | None = None, *, carry: bool = False) -> Grading:
    """The points of answers; with `carry` what follows correctly from an earlier slip of a student is right, too.

    A question is one of a quiz, by its name, or a layer of the network and what is asked of it: `conv1 output`,
    `conv1 weights`. Raises CnncalcError, with the line in the file `name`, for a question that there is not.
    """
    expected: dict[str, Expected] = {}
    figures = None if network is None else LayerFigures(network)
    for answer in answers:
        if answer.question not in expected:
            try:
                expected[answer.question] = _expected(answer.question, figures)
            except CnncalcError as error:
                raise CnncalcError(f"{name}:{answer.line}: {error.message}", hint=error.hint) from None
    if carry and figures is None:
        raise CnncalcError("--carry is for the layers of a network: say which")
    rows = [Graded(*answer[1:], mark(answer.answer, expected[answer.question])) for answer in answers]
    return Grading(tuple(_carried(rows, figures) if carry and figures else rows))


def _expected(question: str, figures: LayerFigures | None) -> Expected:
    if " " in question.strip():
        if figures is None:
            raise CnncalcError(f"{question[:60]!r} is about a layer: say of which network, behind the file")
        return figures.expected(question)
    posed = question_of(question).posed
    return Expected(posed.answer, posed.wrong)


def _carried(rows: Sequence[Graded], figures: LayerFigures) -> Iterator[Graded]:
    """The rows, where what is not right may follow from what the student said of layers before."""
    said: dict[str, dict[str, str]] = {}
    for row in rows:
        said.setdefault(row.student, {})[row.question] = row.answer
    followed: dict[str, Mapping[str, tuple[Expected, str]]] = {}
    for row in rows:
        if row.mark.points == 1 or " " not in row.question:
            yield row
            continue
        if row.student not in followed:
            followed[row.student] = figures.following(said[row.student])
        yield _followed(row, *followed[row.student].get(row.question, (None, "")))


def _followed(row: Graded, expected: Expected | None, slip: str) -> Graded:
    """An answer as it is marked by what follows from a slip, if that is more."""
    if expected is None or not slip:
        return row
    other = mark(row.answer, expected)
    if other.points <= row.mark.points:
        return row
    return row._replace(mark=Award(other.points, f"follows from {slip}"))
