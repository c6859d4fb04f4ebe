"""A network's memory, to run and to train."""

from __future__ import annotations

from cnncalc.render import Options
from cnncalc.render.data.memory import LAYER_FIGURES, layer_data
from cnncalc.render.page import (
    Column,
    Page,
    PagePart,
    Paragraph,
    Records,
    Row,
    Table,
    bytes_text,
    exact_number,
    marked,
    noted,
    op_text,
    shapes_text,
    share_text,
)
from cnncalc.render.picture.draw import drawn
from cnncalc.render.picture.scene import Scene
from cnncalc.render.records import record
from cnncalc.render.views import alive
from cnncalc.render.views.meanings import assumed
from cnncalc.report.figures import VIEWS
from cnncalc.report.footprint import Footprint
from cnncalc.report.layer_memory import LayerMemory
from cnncalc.report.memory import Memory
from cnncalc.text import plural

COLUMNS = (
    Column("what", wrap=True),
    Column("memory", right=True),
    Column("working", wrap=True),
    Column("at", optional=1),
)
LARGEST_COLUMNS = (
    Column("layer"),
    Column("what it is", optional=1, wrap=True),
    Column("memory", right=True),
    Column("share", right=True, optional=2),
    Column("working", wrap=True),
)
LARGEST = 5
NOT_COUNTED = "the loss, workspaces of layers, and what a framework and its allocator take"
FIT_BESIDE = f"Beside that must fit what is not counted: {NOT_COUNTED}."
MASTER_BITS = 32
"""The size of the parameters that mixed precision updates."""


def page(memory: Memory, options: Options) -> Page:
    """What it takes and the batch that fits, what that is made of, and the layers that hold most."""
    totals = _totals(memory)
    answer = [f"To {purpose}: {taken}, {working}." for purpose, _, taken, working in totals]
    below = [Row((name, taken, working, None)) for _, name, taken, working in totals] if options.totals else []
    parts: list[PagePart] = [_figures(memory)._replace(totals=tuple(below)), _largest(memory)]
    if options.pictures and memory.layers:
        parts.insert(0, alive.steps(memory))
    parts.insert(0, Paragraph((*answer, *_fits(memory))))
    if options.more:
        parts += [*noted(memory.notes), Paragraph(tuple(_meaning(memory)), "quiet")]
    parts.append(Paragraph((*_bounds(memory), *([] if options.more else [_hint(memory)])), "quiet"))
    setting = memory.setting
    trained = "" if memory.training is None else f", trained with {setting.optimizer}"
    shapes = shapes_text(memory.input_shapes)
    title = f"{memory.title}   {shapes}, {setting.dtype.name}, batch {exact_number(setting.batch)}{trained}"
    return Page(title, tuple(part for part in parts if not isinstance(part, Paragraph) or part.lines))


def scene(memory: Memory, options: Options) -> Scene:
    """The picture of what is alive, step by step."""
    return drawn(alive.steps(memory), options.page_width)


def records(memory: Memory, options: Options) -> Records:
    """One record a layer, in bytes for the whole batch."""
    header = ("path", "op", "description", *LAYER_FIGURES)
    return Records(header, (record(header, layer_data(layer)) for layer in memory.layers))


def _figures(memory: Memory) -> Table:
    rows = [_row("parameters", memory.parameters)]
    if memory.statistics.bytes:
        rows.append(_row("moving statistics", memory.statistics))
    training = memory.training
    if training is not None:
        rows.append(_row("gradients of parameters", training.gradients))
        if training.state.bytes:
            rows.append(_row(f"state of {memory.setting.optimizer}", training.state))
    rows.append(_row("activations: every output", memory.activations))
    rows.append(_row("  at the peak of inference", memory.peak))
    if training is not None:
        rows.append(_row("  kept for backward", training.kept))
        rows.append(_row("  at the peak of a training step", training.step))
    return Table(COLUMNS, tuple(rows))


def _totals(memory: Memory) -> list[tuple[str, str, str, str]]:
    """What it takes to run and to train: purpose, name, bytes, and what they are made of."""
    fixed = "parameters + statistics" if memory.statistics.bytes else "parameters"
    taken = _bytes(memory.inference_bytes, "inference_bytes" in memory.lower_bounds)
    found = [("run", "inference", taken, f"{fixed} + peak of inference")]
    if memory.training_bytes is not None:
        state = " + state" if memory.training and memory.training.state.bytes else ""
        taken = _bytes(memory.training_bytes, "training_bytes" in memory.lower_bounds)
        found.append(("train", "training", taken, f"{fixed} + gradients{state} + peak of a step"))
    return found


def _row(what: str, figure: Footprint) -> Row:
    at = f"{figure.layer}{', backward' if figure.backward else ''}"
    return Row((what, _bytes(figure.bytes, figure.at_least), figure.working, at))


def _bytes(count: int, at_least: bool) -> str:
    return marked(bytes_text(count), at_least)


def _largest(memory: Memory) -> Table:
    """The layers that hold most; the first of equals first."""
    sizes = [layer.held.bytes for layer in memory.layers]
    order = sorted(range(len(sizes)), key=lambda number: -sizes[number])
    whole = None if memory.unknown else sum(sizes)
    rows = [_layer_row(memory.layers[number], whole) for number in order[:LARGEST]]
    training = memory.training is not None
    what = "parameters with gradients and state, and what is kept for backward" if training else "parameters and output"
    return Table(LARGEST_COLUMNS, tuple(rows), caption=f"The layers that hold most: {what}")


def _layer_row(layer: LayerMemory, whole: int | None) -> Row:
    """A layer with its share in what all layers hold, if that is known."""
    held = layer.held
    what = op_text(layer.op, layer.description)
    share = "?" if whole is None else share_text(held.bytes, whole)
    return Row((layer.path, what, _bytes(held.bytes, held.at_least), share, held.working))


def _fits(memory: Memory) -> list[str]:
    """The largest batch that fits, and how that is worked out."""
    lines = []
    for purpose, fit in (("run", memory.inference_fit), ("train", memory.training_fit)):
        if fit is not None:
            batch = f"a batch of at most {exact_number(fit.batch)}" if fit.batch else "not even one example"
            fewer = " or fewer, as not all is known" if fit.at_most and fit.batch else ""
            budget = memory.setting.budget_text or bytes_text(fit.budget)
            lines.append(f"Fits in {budget}, to {purpose}: {batch}{fewer}, {fit.working}.")
    return [*lines, FIT_BESIDE] if _says_what_is_beside(memory) else lines


def _says_what_is_beside(memory: Memory) -> bool:
    """Whether a batch fits, so that `FIT_BESIDE` is told: what else has to fit beside the batch."""
    return any(fit is not None and fit.batch for fit in (memory.inference_fit, memory.training_fit))


def _meaning(memory: Memory) -> list[str]:
    place = (
        "Activations and normalisation write over an input nobody else needs; joins do not."
        if memory.setting.in_place
        else "No layer writes over its input."
    )
    lines = [
        f"A tensor lives from the layer that makes it to the last that reads it, or to the end if none does. {place}",
        f"Activations: {VIEWS}.",
    ]
    if memory.training is not None:
        lines += [
            "Kept for backward: what PyTorch 2.13 keeps on the CPU, a tensor of several layers once; 8 bytes for an "
            "index of max pooling, at least 4 for a statistic, for dropout a factor of every value (on a GPU a byte).",
            "At the peak of a training step: also what is on its way, and the gradients of activations.",
        ]
        if memory.setting.dtype.bits < MASTER_BITS:
            lines.append("All values are in this type; mixed precision has parameters and state in fp32, too.")
    if not _says_what_is_beside(memory):
        lines.append(f"Not counted: {NOT_COUNTED}.")
    return lines


def _bounds(memory: Memory) -> list[str]:
    """What changes how the figures are to be read."""
    lines = assumed(memory.setting.dtype.name, trains=memory.setting.dtype.trains)
    if memory.heads and not memory.setting.side_heads:
        lines.append(f"Without side heads that run only in training ({memory.heads}): --training counts them.")
    if memory.unknown:
        lines.append(f"Lower bounds (≥), because not all is known of {', '.join(memory.unknown)}.")
    return lines


def _hint(memory: Memory) -> str:
    notes = f" and {plural(len(memory.notes), 'note')}" if memory.notes else ""
    return f"--more tells what is counted{notes}."
