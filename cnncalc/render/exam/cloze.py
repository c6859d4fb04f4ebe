"""A sheet as one of Moodle's cloze questions: a table whose gaps are filled in and marked in the page."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from cnncalc.render.views.sheet import NAMES, what_text
from cnncalc.report.sheet import OUTPUT, Homework, HomeworkRow
from cnncalc.text import printable

ASK = "Write numbers without separators, and shapes as 55x55x96: height, width, channels."


def write(sheet: Homework) -> Iterator[str]:
    """The question as an element of Moodle's XML."""
    head = "".join(
        f"<th>{_text(each)}</th>" for each in ("layer", "what it is", *(NAMES[name] for name in sheet.columns))
    )
    rows = "".join(f"<tr>{_cells(sheet, row)}</tr>" for row in sheet.rows)
    shapes = ", ".join(map(str, sheet.input_shapes))
    table = f"<table><tr>{head}</tr>{rows}</table>"
    text = f"<p>{_text(sheet.title)}. Input {_text(shapes)}. {_text(ASK)}</p>{table}"
    yield f'<question type="cloze">\n<name><text>{_text(sheet.title)}</text></name>\n'
    yield f'<questiontext format="html"><text>{escape(text)}</text></questiontext>\n'
    yield "<penalty>0</penalty><hidden>0</hidden>\n</question>\n"


def _cells(sheet: Homework, row: HomeworkRow) -> str:
    cells = [_text(row.path), _text(what_text(row)), *[_cell(sheet, row, name) for name in sheet.columns]]
    return "".join(f"<td>{cell}</td>" for cell in cells)


def _cell(sheet: Homework, row: HomeworkRow, name: str) -> str:
    if name != OUTPUT:
        return f"{{1:NUMERICAL:={getattr(row, name)}:0}}"
    if name not in sheet.blank:
        return _text(str(row.output))
    first = "x".join(map(str, row.output.channels_first()))
    answers = dict.fromkeys((row.output.plain, str(row.output), first))
    return "{1:SHORTANSWER:" + "~".join(f"={answer}" for answer in answers) + "}"


def _text(text: str) -> str:
    """A text of a page, in which no brace opens a gap."""
    return escape(printable(text)).replace("{", "&#123;").replace("}", "&#125;")
