"""The plain text that text2qti makes QTI of, for Canvas: github.com/gpoore/text2qti."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_lowercase

from cnncalc.render import Options
from cnncalc.render.markdown import escape
from cnncalc.render.views.quiz import PLAINLY, question_text, working_lines
from cnncalc.report.questions.question import Question
from cnncalc.report.quiz import Quiz


def render(quiz: Quiz, options: Options) -> Iterator[str]:
    """The questions, numerical ones or with answers to choose from."""
    yield f"Quiz title: Quiz {quiz.questions[0].id}\n\n"
    for number, question in enumerate(quiz.questions, start=1):
        yield f"Title: {question.id}\nPoints: 1\n"
        yield f"{number}.  {escape(question_text(question))}{'' if options.choices else f' {PLAINLY}'}\n"
        yield f"... {escape('; '.join(working_lines(question)))}\n"
        if options.choices:
            yield from _choices(question)
        else:
            yield f"=   {question.posed.answer}\n"
        yield "\n"


def _choices(question: Question) -> Iterator[str]:
    for letter, value in zip(ascii_lowercase, question.offered, strict=False):
        if value == question.posed.answer:
            yield f"*{letter})  {value}\n"
        else:
            yield f"{letter})  {value}\n... {escape(question.mistake(value))}.\n"
