"""The questions of a quiz, and their key; in the terminal one by one."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_lowercase

from cnncalc.render import Options
from cnncalc.render.data.quiz import question_data
from cnncalc.render.page import Derivation, Page, PagePart, Paragraph, Records, exact_number
from cnncalc.render.records import record
from cnncalc.render.views.walk import equation_of
from cnncalc.report.questions.question import Question
from cnncalc.report.quiz import Quiz
from cnncalc.text import plural

PLAINLY = "Write the number without separators."
"""What a program that reads answers has to be told: some take 34,848 for 34.848."""


def page(quiz: Quiz, options: Options) -> Page:
    """The questions, then the key; or one of them alone."""
    parts = {"ask": _questions, "key": _key}.get(options.half, _both)
    return Page("Quiz", parts(quiz, options), plural(len(quiz.questions), "question"))


def records(quiz: Quiz, options: Options) -> Records:
    """One record a question: what is asked on one side of a card, the answer and its working on the other."""
    header = ("id", "kind", "question", "answer", "working")
    return Records(header, tuple(_record(header, question) for question in quiz.questions))


def _record(header: tuple[str, ...], question: Question) -> tuple[str | int | None, ...]:
    told = {"question": question_text(question), "working": "; ".join(working_lines(question))}
    return record(header, question_data(question), **told)


def question_page(question: Question, number: int, options: Options) -> Page:
    """One question by itself."""
    return Page("", tuple(_question(question, number, options)))


def answer_page(question: Question) -> Page:
    """The answer to a question with its working."""
    return Page("", (_answer(question, ""),))


def question_text(question: Question) -> str:
    """A question in one line."""
    return f"{'; '.join(question.posed.given)}. {question.posed.asked}"


def working_lines(question: Question) -> tuple[str, ...]:
    """The lines of a question's working."""
    lines = question.posed.working
    return tuple([equation_of(line, named=True) for line in lines])


def offers(question: Question) -> tuple[str, ...]:
    """The answers on offer, each behind its letter."""
    shown = zip(ascii_lowercase, question.offered, strict=False)
    return tuple([f"{letter})  {exact_number(value)}" for letter, value in shown])


def _both(quiz: Quiz, options: Options) -> Iterator[PagePart]:
    yield from _questions(quiz, options)
    yield Paragraph(("Key",), "caption")
    yield from _key(quiz, options)


def _questions(quiz: Quiz, options: Options) -> Iterator[PagePart]:
    for number, question in enumerate(quiz.questions, start=1):
        yield from _question(question, number, options)


def _question(question: Question, number: int, options: Options) -> Iterator[PagePart]:
    yield Paragraph((f"{number}.  {question.id}",), "caption")
    yield Paragraph(
        (*question.posed.given, question.posed.asked, *(offers(question) if options.choices else ())), "task"
    )


def _key(quiz: Quiz, options: Options) -> Iterator[PagePart]:
    for number, question in enumerate(quiz.questions, start=1):
        yield _answer(question, f"{number}.  {question.id}", choices=options.choices)


def _answer(question: Question, heading: str, *, choices: bool = False) -> Derivation:
    letter = f"{ascii_lowercase[question.offered.index(question.posed.answer)]})  " if choices else ""
    answer = ("Answer", (f"{letter}{exact_number(question.posed.answer)}",))
    return Derivation((answer, ("Working", working_lines(question))), heading)
