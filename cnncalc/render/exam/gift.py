"""GIFT, Moodle's plain text of questions: docs.moodle.org/en/GIFT_format."""

from __future__ import annotations

from collections.abc import Iterator

from cnncalc.render import Options
from cnncalc.render.views.quiz import PLAINLY, question_text, working_lines
from cnncalc.report.questions.question import Question
from cnncalc.report.quiz import Quiz
from cnncalc.text import printable

OBEYED = "\\:#={}~"
"""Signs that GIFT obeys wherever they stand."""


def render(quiz: Quiz, options: Options) -> Iterator[str]:
    """A question after the other, with a blank line between them and none in them."""
    for question in quiz.questions:
        yield f"// {question.id}\n::{question.id}::[plain]{escape(_text(question, options))} {{"
        yield "".join(_choices(question)) if options.choices else "".join(_numbers(question))
        yield f"####{escape('; '.join(working_lines(question)))}\n}}\n\n"


def _text(question: Question, options: Options) -> str:
    return question_text(question) if options.choices else f"{question_text(question)} {PLAINLY}"


def _numbers(question: Question) -> Iterator[str]:
    """The right number, and those of mistakes, which give nothing."""
    yield f"#\n=%100%{question.posed.answer}:0#{escape('Right.')}\n"
    for wrong in question.posed.wrong:
        yield f"=%0%{wrong.value}:0#{escape(_sentence(wrong.mistake))}\n"


def _choices(question: Question) -> Iterator[str]:
    yield "\n"
    for value in question.offered:
        if value == question.posed.answer:
            yield f"={value}#{escape('Right.')}\n"
        else:
            yield f"~{value}#{escape(_sentence(question.mistake(value)))}\n"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def escape(text: str) -> str:
    """A text on one line with what GIFT would obey escaped."""
    return "".join(f"\\{char}" if char in OBEYED else char for char in printable(text))
