"""A quiz that is played: a question, an answer that is read, what is to be said of it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from cnncalc.cli.output import write_standard_output
from cnncalc.cli.pipes import as_long_as_it_is_read

if TYPE_CHECKING:
    from cnncalc.render import Options
    from cnncalc.render.page import Page
    from cnncalc.report.questions.question import Question
    from cnncalc.report.quiz import Quiz

LONGEST_ANSWER = 1_000
AGAIN = "This is no whole number. Again, or Return to pass: "


def play(quiz: Quiz, options: Options) -> None:
    """Ask question by question; tell of a miss its mistake and the working, and in the end the score."""
    from cnncalc.render.views.quiz import answer_page, question_page

    right = asked = 0
    with as_long_as_it_is_read():
        for number, question in enumerate(quiz.questions, start=1):
            _show(question_page(question, number, options))
            answered = _answer(question, options)
            if answered is None:
                break
            asked += 1
            right += answered == question.posed.answer
            _say(_verdict(question, answered))
            if answered != question.posed.answer:
                _show(answer_page(question))
            _say("")
        _say(f"{right} of {asked} right.")


def _verdict(question: Question, answered: int | str) -> str:
    if answered == question.posed.answer:
        return "Right."
    mistake = question.mistake(answered) if isinstance(answered, int) else ""
    return f"No: {mistake}." if mistake else "No."


def _answer(question: Question, options: Options) -> int | str | None:
    """The number that is typed, or chosen by its letter; empty for a question that is passed, None for the end."""
    from cnncalc.amounts import parse_amount

    prompt = "? "
    while True:
        write_standard_output([prompt])
        sys.stdout.flush()
        line = sys.stdin.readline(LONGEST_ANSWER) if sys.stdin is not None else ""
        if not line:
            _say("")
            return None
        text = line.strip().replace("−", "-")
        letter = ord(text.lower()) - ord("a") if len(text) == 1 and text.isalpha() else -1
        if options.choices and 0 <= letter < len(question.offered):
            return question.offered[letter]
        number = parse_amount(text.lstrip("-"), {"": 1}, exact=True)
        if number is not None or not text:
            return "" if number is None else -number if text.startswith("-") else number
        prompt = AGAIN


def _show(page: Page) -> None:
    if sys.stdout.isatty() or os.environ.get("FORCE_COLOR"):
        from cnncalc.render.terminal import draw_page

        draw_page(page)
        return
    from cnncalc.render.plain_text import render_page

    write_standard_output(render_page(page, None))


def _say(text: str) -> None:
    write_standard_output([f"{text}\n"])
