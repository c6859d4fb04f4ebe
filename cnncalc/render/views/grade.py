"""Answers with their points and reasons, and the points of each student."""

from __future__ import annotations

from fractions import Fraction

from cnncalc.render import Options
from cnncalc.render.data.grade import graded_data
from cnncalc.render.page import Column, Page, PagePart, Paragraph, Records, Row, Table
from cnncalc.render.records import record
from cnncalc.report.grade import Graded, Grading
from cnncalc.text import plural

STYLES = {Fraction(1): "good", Fraction(0): "bad"}


def page(grading: Grading, options: Options) -> Page:
    """A row an answer, then a row a student."""
    columns = (
        Column("student"),
        Column("question"),
        Column("answer", wrap=True),
        Column("points", marked=True),
        Column("why", wrap=True),
    )
    students = tuple(
        [Row((student, points_text(points), str(count))) for student, (points, count) in grading.totals.items()]
    )
    totals = Table((Column("student"), Column("points", right=True), Column("of", right=True)), students)
    unread = f"{plural(grading.unread, 'answer')} could not be read: look at {'it' if grading.unread == 1 else 'them'}."
    notes: tuple[PagePart, ...] = (Paragraph((unread,), "note"),) if grading.unread else ()
    return Page("", (Table(columns, tuple(map(_row, grading.rows))), totals, *notes))


def records(grading: Grading, options: Options) -> Records:
    """One record an answer."""
    header = ("student", "question", "answer", "points", "reason", "read")
    return Records(header, tuple(record(header, graded_data(row)) for row in grading.rows))


def points_text(points: Fraction) -> str:
    """Points as people write them, 2.5."""
    return f"{float(points):g}"


def _row(row: Graded) -> Row:
    cells = (row.student, row.question, row.answer, points_text(row.mark.points), row.mark.reason)
    return Row(cells, STYLES.get(row.mark.points, "known"))
