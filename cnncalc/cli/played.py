"""A quiz that is played: a question, an answer that is read, what is to be said of it."""

from __future__ import annotations

import sys
from fractions import Fraction
from typing import TYPE_CHECKING

from cnncalc.cli.output import on_terminal, write_standard_output
from cnncalc.cli.pipes import as_long_as_it_is_read

if TYPE_CHECKING:
    from cnncalc.render import Options
    from cnncalc.render.page import Page
    from cnncalc.report.marking import Award
    from cnncalc.report.questions.question import Question
    from cnncalc.report.quiz import Quiz

LONGEST_LINE = 1_000
AGAIN = "This is no number. Again, or Return to pass: "


def play(quiz: Quiz, options: Options) -> None:
    """Ask question by question; tell of a miss its mistake and the working, and in the end the score."""
    from cnncalc.render.views.grade import points_text
    from cnncalc.render.views.quiz import answer_page, question_page

    points, asked = Fraction(0), 0
    with as_long_as_it_is_read():
        for number, question in enumerate(quiz.questions, start=1):
            _show(question_page(question, number, options))
            mark = _marked(question, options)
            if mark is None:
                break
            asked += 1
            points += mark.points
            _say(_verdict(mark))
            if mark.points < 1:
                _show(answer_page(question))
            _say("")
        _say(f"{points_text(points)} of {asked} right.")


def _verdict(mark: Award) -> str:
    reason = f"{mark.reason[:1].upper()}{mark.reason[1:]}."
    return reason if mark.points == 1 else f"{'Half' if mark.points else 'No'}: {mark.reason}."


def _marked(question: Question, options: Options) -> Award | None:
    """The points of what is typed, or chosen by its letter; None for the end."""
    from cnncalc.report.marking import Expected
    from cnncalc.report.marking import mark as give_points

    expected = Expected(question.posed.answer, question.posed.wrong)
    prompt = "? "
    while True:
        write_standard_output([prompt])
        sys.stdout.flush()
        line = sys.stdin.readline(LONGEST_LINE) if sys.stdin is not None else ""
        if not line:
            _say("")
            return None
        text = line.strip()
        letter = ord(text.lower()) - ord("a") if len(text) == 1 and text.isalpha() else -1
        if options.choices and 0 <= letter < len(question.offered):
            text = str(question.offered[letter])
        mark = give_points(text, expected)
        if mark.read:
            return mark
        prompt = AGAIN


def _show(page: Page) -> None:
    if on_terminal():
        from cnncalc.render.terminal import draw_page

        draw_page(page)
        return
    from cnncalc.render.plain_text import render_page

    write_standard_output(render_page(page, None))


def _say(text: str) -> None:
    write_standard_output([f"{text}\n"])
