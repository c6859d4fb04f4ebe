"""The values of a field that give what is wanted, and what comes of each."""

from __future__ import annotations

from collections.abc import Iterator

from cnncalc.render import Options
from cnncalc.render.data.solutions import answer_data
from cnncalc.render.page import Column, Page, Paragraph, Records, Row, Table, exact_number, say_shape_order
from cnncalc.render.records import record
from cnncalc.report.solutions import MOST_TRIED, Answer, Solutions

EVEN, ROUNDED = "even", "rounded"
WANTED = {"output": "an output of {}", "params": "{} parameters", "macs": "{} MACs"}


def page(solutions: Solutions, options: Options) -> Page:
    """One row an answer, then what else there is to know."""
    columns = (
        Column(solutions.asked.letter, right=True),
        Column("output", whole=True),
        Column("params", right=True),
        Column("MACs", right=True),
        Column("sizes come out", marked=True),
    )
    shown = solutions.answers or solutions.beside
    table = Table(columns, tuple(map(_row, shown)), caption=_caption(solutions))
    return Page("", (*([table] if shown else []), Paragraph(tuple(_remarks(solutions)))))


def records(solutions: Solutions, options: Options) -> Records:
    """One record an answer."""
    header = ("value", "input_shape", "output_shape", "params", "macs", "even")
    return say_shape_order(Records(header, tuple(record(header, answer_data(each)) for each in solutions.answers)))


def _row(answer: Answer) -> Row:
    counts = ["?" if count is None else exact_number(count) for count in (answer.params, answer.macs)]
    cells = (exact_number(answer.value), str(answer.output), *counts, EVEN if answer.is_even else ROUNDED)
    return Row(cells, "" if answer.is_even else "known")


def _wanted(solutions: Solutions) -> str:
    return " and ".join(WANTED[goal.of].format(goal.written) for goal in solutions.goals)


def _caption(solutions: Solutions) -> str:
    """What the rows are."""
    letter, wanted = solutions.asked.letter, _wanted(solutions)
    if not solutions.answers:
        return f"No {letter} gives {wanted}; the nearest give"
    return f"{letter} for {wanted}"


def _remarks(solutions: Solutions) -> Iterator[str]:
    letter, found = solutions.asked.letter, solutions.found
    if not solutions.answers and not solutions.beside:
        yield f"No {letter} gives {_wanted(solutions)}."
    if len(solutions.asked.values) > MOST_TRIED:
        yield f"Only the first {exact_number(MOST_TRIED)} values were tried."
    if found > len(solutions.answers):
        yield f"There are {exact_number(found)} in all, between the first and the last."
    if solutions.nearest is not None:
        yield f"{letter} = {exact_number(solutions.nearest.value)} comes nearest."
    of_size = bool(solutions.asked.values) and any(goal.of == "output" for goal in solutions.goals)
    if of_size and not any(each.is_even for each in solutions.answers):
        others = [f"{other.input.spatial_text} with {letter} = {other.value}" for other in solutions.others]
        yield f"No {letter} comes out even{f'; {others[0]} does' if others else ''}."
