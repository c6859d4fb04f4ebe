"""The lecture: for each layer its input, the question, the working and the answer."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from math import prod
from typing import Any, NamedTuple, TypeAlias

from cnncalc.render import Options
from cnncalc.render.data.walk import step_data
from cnncalc.render.page import (
    Cell,
    Column,
    Derivation,
    Page,
    PagePart,
    Paragraph,
    Records,
    Row,
    Table,
    bound_text,
    exact_number,
    noted,
    shapes_text,
)
from cnncalc.render.records import record
from cnncalc.render.views.letters import Legend
from cnncalc.render.views.meanings import MAC, assumed
from cnncalc.report.figures import FIGURES
from cnncalc.report.trace import MOST_KNOWN
from cnncalc.report.walk import LayerWalk, Walk, Working, WorkingLine
from cnncalc.text import letters_apart

UNKNOWN = "not known"
AskedFigures: TypeAlias = "tuple[tuple[str, tuple[str, ...]], ...]"
"""Figures by name, each with the lines of its working, the question first."""
LINES = ("output", "padding", "params", "macs", "operations", "bytes")
"""What has lines of working."""


def page(walk: Walk, options: Options) -> Page:
    """A part for each layer, then the totals; or the questions alone, or the answers."""
    parts = {"ask": _questions, "key": _answers}.get(options.half, _parts)
    return Page(walk.title, parts(walk, options))


def _parts(walk: Walk, options: Options) -> Iterator[PagePart]:
    legend = Legend()
    told = _told_once(walk)

    @lru_cache(MOST_KNOWN)
    def shown(step: LayerWalk, working: Working) -> Derivation:
        legend.add(lines_of(working, options))
        return derivation(step, working, options)

    brief: list[str] = []
    for step, working in walk.worked():
        if step.path in told.left_out:
            continue
        if step.path in told.headings:
            yield from _flushed(brief)
            yield Paragraph(tuple(told.headings[step.path]), "caption")
        if _is_brief(step, working, options):
            brief.append(f"{heading(step)}   {step.output_shape}")
            continue
        yield from _flushed(brief)
        yield Paragraph((heading(step),), "caption")
        found = shown(step._replace(path="", inputs=()), working)
        yield found._replace(figures=(("Input", (inputs_text(step),)), *found.figures[1:]))
    yield from _flushed(brief)
    if walk.whole or len(walk.steps) > 1:
        yield _totals(walk, told)
    yield Paragraph((*_meaning(walk), *legend.lines()), "quiet")
    yield from noted(walk.notes)


def frames(walk: Walk, options: Options) -> Iterator[Page]:
    """For each layer a page that asks and one that answers."""
    for step, working in asked_steps(walk, options):
        answers = derivation(step, working, options).figures[1:]
        given = ("Input", (inputs_text(step),))
        yield Page("", (Paragraph((heading(step),), "caption"), Derivation((given, *_without_answers(answers)))))
        yield Page("", (Derivation(answers),))
    yield Page("", (_totals(walk, _told_once(walk)),))


def _without_answers(figures: AskedFigures) -> AskedFigures:
    """The questions of a layer's figures alone, of those that are worked out."""
    return tuple([(name, lines[:1]) for name, lines in figures if len(lines) > 1])


def asked_steps(walk: Walk, options: Options) -> Iterator[tuple[LayerWalk, Working]]:
    """The steps of which there is something to ask."""
    told = _told_once(walk)
    for step, working in walk.worked():
        if step.path not in told.left_out and lines_of(working, options):
            yield step, working


def _questions(walk: Walk, options: Options) -> Iterator[PagePart]:
    """What is asked of each layer; sizes that come from layers before are answers, and are not said."""
    legend, layers = Legend(), {step.path for step in walk.steps}
    yield Paragraph((f"Input {shapes_text(walk.input_shapes)}",))
    for step, working in asked_steps(walk, options):
        legend.add(lines_of(working, options))
        inputs = zip(step.input_shapes, step.inputs, strict=True)
        named = ", ".join([path if path in layers else f"{shape} from {path}" for shape, path in inputs])
        questions = _without_answers(derivation(step, working, options).figures[1:])
        yield Paragraph((heading(step),), "caption")
        yield Derivation((("Input", (named,)), *questions))
    yield Paragraph((*_meaning(walk), *legend.lines()), "quiet")


def _answers(walk: Walk, options: Options) -> Iterator[PagePart]:
    """The answers to the questions, a row a layer."""
    asked = {step.path for step, _ in asked_steps(walk, options)}
    steps = tuple([step for step in walk.steps if step.path in asked])
    yield _totals(replace(walk, steps=steps), _told_once(walk))


class _WorkedOnce(NamedTuple):
    """What is worked through once, though it is there several times."""

    headings: dict[str, list[str]]
    """What stands above the first layer of repeats, the outermost first."""
    left_out: set[str]
    """The layers of the other repeats."""
    times: dict[str, int]
    """For a layer of the first, how often it is there."""


def _told_once(walk: Walk) -> _WorkedOnce:
    """The repeats of which all layers are walked through; with bytes none, as what is alive differs."""
    told = _WorkedOnce({}, set(), {})
    paths = {step.path for step in walk.steps}
    if any(step.task.memory for step in walk.steps):
        return told
    for repeat in walk.repeats:
        first, *others = repeat.layers
        if paths.issuperset(path for each in repeat.layers for path in each):
            last = repeat.last.rpartition(".")[2]
            told.headings.setdefault(first[0], []).append(f"{repeat.first} … {last}   ×{repeat.times}, each:")
            told.left_out.update(path for each in others for path in each)
            told.times.update({path: told.times.get(path, 1) * repeat.times for path in first})
    return told


def _flushed(brief: list[str]) -> Iterator[PagePart]:
    """The lines of layers that there is nothing to work out of, once."""
    if brief:
        yield Paragraph(tuple(brief))
        brief.clear()


def _is_brief(step: LayerWalk, working: Working, options: Options) -> bool:
    """Whether there is nothing to work out: the input's shape comes out again, and nothing is learnt or multiplied."""
    counted = working.operations if options.operations else ()
    lines = (*working.sizes, *working.pads, *working.params, *working.macs, *working.memory, *counted)
    costless = step.total_params == 0 and step.total_macs == 0 and not step.shares and not step.note
    return costless and not lines and len(step.inputs) == 1 and not step.changes_shape


def inputs_text(step: LayerWalk) -> str:
    """The shapes that come in, with where they come from."""
    named = zip(step.input_shapes, step.inputs, strict=True)
    return ", ".join(f"{shape} from {path}" for shape, path in named)


def lines_of(working: Working, options: Options) -> tuple[WorkingLine, ...]:
    """The lines that are shown with their letters."""
    return (
        *working.sizes, *working.pads, *working.params, *working.macs,
        *(working.operations if options.operations else ()),
    )  # fmt: skip


def _meaning(walk: Walk) -> Iterator[str]:
    """What the figures that are shown count."""
    if any(step.total_params != 0 for step in walk.steps):
        yield FIGURES["params" if walk.biases else "weights"].told()
    if any(step.total_macs != 0 for step in walk.steps):
        yield MAC
    memory = next((step.task.memory for step in walk.steps if step.task.memory), None)
    if memory is not None:
        setting = memory.setting
        trained = f", trained with {setting.optimizer}" if setting.trains else ", to run"
        yield from assumed(setting.dtype.name, trains=setting.dtype.trains)
        yield f"Bytes: all values {setting.dtype.name}, batch {exact_number(setting.batch)}{trained}."


def records(walk: Walk, options: Options) -> Records:
    """One record a figure."""
    header = ("path", "op", "figure", "of", "symbols", "working", "value", "rounding")
    return Records(header, (row for worked in walk.worked() for row in _step_records(header, step_data(*worked))))


def _step_records(header: tuple[str, ...], step: dict[str, Any]) -> Iterator[tuple[Cell, ...]]:
    for figure in LINES:
        for line in step[figure]:
            row = {**line, "path": step["path"], "op": step["op"], "figure": figure}
            yield record(header, row, of=line["what"], working=line["numbers"], rounding=line["rounding"] or None)
    for figure in ("params", "macs"):
        if step[f"total_{figure}"] is None:
            nothing = dict.fromkeys(("symbols", "working", "value", "rounding"))
            yield record(header, {**step, **nothing}, figure=figure, of=UNKNOWN)


def heading(step: LayerWalk) -> str:
    """A layer in a line: its path, its op, and the fields that matter."""
    training = "   (only in training)" if step.training else ""
    description = letters_apart(step.description)
    return f"{step.path}   {step.op}   {description}".rstrip() + training


def derivation(step: LayerWalk, working: Working, options: Options) -> Derivation:
    """The figures of a step, each with its working."""
    output = (*working.sizes, *working.pads)
    question = ", ".join(f"{line.what} = ?" for line in output)
    figures = [
        ("Input", (shapes_text(step.input_shapes),)),
        ("Output", _block(output, f"→ {step.output_shape}", question, named=True)),
    ]
    if step.shares:
        figures.append(("Parameters", (f"those of {step.shares}, counted there",)))
    else:
        figures.append(("Parameters", _block(working.params, _sum(working.params, step.total_params))))
    if working.macs or step.total_macs is None:
        answer = UNKNOWN if step.total_macs is None else _sum(working.macs, step.total_macs)
        figures.append(("MACs", _block(working.macs, answer)))
    if options.weight_uses and step.weight_uses is not None:
        figures.append(("Weights", (_uses_text(step),)))
    if working.operations and options.operations:
        figures.append(("Other", _block(working.operations, "", named=True)))
    if working.memory:
        figures.append(("Bytes", _block(working.memory, "", named=True)))
    if step.note:
        figures.append(("Note", (step.note,)))
    return Derivation(tuple(figures))


def _uses_text(step: LayerWalk) -> str:
    """How often each weight is used: once at each place of the output, or of a transposed convolution's input."""
    uses = step.weight_uses or 0
    shapes = (step.output_shape, *step.input_shapes)
    sizes = next((shape.spatial for shape in shapes if len(shape.spatial) > 1 and prod(shape.spatial) == uses), ())
    working = f"{'·'.join(map(str, sizes))} = " if sizes else ""
    return f"each is used {working}{exact_number(uses)} times" if uses > 1 else "each is used once"


def _block(lines: tuple[WorkingLine, ...], answer: str, question: str = "?", *, named: bool = False) -> tuple[str, ...]:
    """A figure's block: the question, the working line by line, and the answer."""
    if not lines:
        return (answer.removeprefix("→ "),)
    equations = [equation_of(line, named=named or len(lines) > 1) for line in lines]
    return (question, *equations, *([answer] if answer else []))


def equation_of(line: WorkingLine, *, named: bool) -> str:
    """One line of working; a formula without symbols of its own is not written twice."""
    name = [line.what] if named else []
    symbols = [line.symbols] if line.symbols and line.symbols != line.numbers else []
    numbers = [line.numbers] if line.numbers else []
    rounded = [line.rounding] if line.rounding else []
    return " = ".join([*name, *symbols, *numbers, *rounded, exact_number(line.value)])


def _sum(lines: tuple[WorkingLine, ...], value: int | None) -> str:
    if value is None:
        return UNKNOWN
    if not lines:
        return "0"
    return f"→ {exact_number(value)}" if len(lines) > 1 else ""


def _totals(walk: Walk, told: _WorkedOnce) -> Table:
    columns = (Column("layer"), Column("output", whole=True), Column("params", right=True), Column("MACs", right=True))
    rows = []
    for step in walk.steps:
        costs = step.total_params != 0 or step.total_macs != 0
        if step.path not in told.left_out and (costs or step.kind == "pooling" or step.changes_shape):
            times = told.times.get(step.path, 1)
            name = step.path if times == 1 else f"{step.path}  ×{times}"
            counts = (_known(step.total_params, times), _known(step.total_macs, times))
            rows.append(Row((name, str(step.output_shape), *counts)))
    caption = "In all" if walk.biases else "In all, without biases"
    params, macs = (bound_text(getattr(walk, total), total in walk.lower_bounds) for total in ("params", "macs"))
    return Table(columns, tuple(rows), (Row(("total", None, params, macs)),), caption)


def _known(count: int | None, times: int) -> Cell:
    return "?" if count is None else count * times
