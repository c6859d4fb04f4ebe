"""Moodle's XML of questions: docs.moodle.org/en/Moodle_XML_format."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from cnncalc.render import Options
from cnncalc.render.exam import cloze
from cnncalc.render.views.quiz import PLAINLY, working_lines
from cnncalc.report.questions.question import Question
from cnncalc.report.quiz import Quiz
from cnncalc.report.sheet import Homework
from cnncalc.text import printable

NUMBER = (
    "<unitgradingtype>0</unitgradingtype><unitpenalty>0</unitpenalty><showunits>3</showunits><unitsleft>0</unitsleft>"
)
"""A number that has no unit."""
CHOICE = "<single>true</single><shuffleanswers>true</shuffleanswers><answernumbering>abc</answernumbering>"


def render(report: Quiz | Homework, options: Options) -> Iterator[str]:
    """The questions, numerical ones or with answers to choose from; a sheet as one with gaps."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
    if isinstance(report, Homework):
        yield from cloze.write(report)
    else:
        for question in report.questions:
            yield from _question(question, choices=options.choices)
    yield "</quiz>\n"


def _question(question: Question, *, choices: bool) -> Iterator[str]:
    lines = (*question.posed.given, question.posed.asked, *([] if choices else [PLAINLY]))
    yield f'<question type="{"multichoice" if choices else "numerical"}">\n'
    yield f"<name><text>{question.id}</text></name>\n"
    yield f'<questiontext format="html"><text>{html("<br/>", lines)}</text></questiontext>\n'
    yield f'<generalfeedback format="html"><text>{html("<br/>", working_lines(question))}</text></generalfeedback>\n'
    yield f"<defaultgrade>1</defaultgrade><penalty>0</penalty><hidden>0</hidden><idnumber>{question.id}</idnumber>\n"
    values = question.offered if choices else (question.posed.answer, *[each.value for each in question.posed.wrong])
    for value in values:
        yield from _answer(question, value, choices=choices)
    yield f"{CHOICE if choices else NUMBER}\n</question>\n"


def _answer(question: Question, value: int, *, choices: bool) -> Iterator[str]:
    right = value == question.posed.answer
    told = "Right." if right else f"{question.mistake(value)}."
    yield f'<answer fraction="{100 if right else 0}" format="{"html" if choices else "moodle_auto_format"}">'
    yield f'<text>{value}</text><feedback format="html"><text>{html("", (told,))}</text></feedback>'
    yield "</answer>\n" if choices else "<tolerance>0</tolerance></answer>\n"


def html(between: str, lines: tuple[str, ...]) -> str:
    """Lines of text as a paragraph of HTML, itself escaped as the text of an element."""
    return escape(f"<p>{between.join([escape(printable(line)) for line in lines])}</p>")
