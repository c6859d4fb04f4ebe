"""Receptive fields: a row a layer with its working; for layers that were asked for, the whole of it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cnncalc.render import Options
from cnncalc.render.data.receptive_field import layer_data
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
    Terms,
    exact_number,
    say_shape_order,
    shapes_text,
)
from cnncalc.render.picture.draw import drawn
from cnncalc.render.picture.scene import Scene
from cnncalc.render.records import record
from cnncalc.render.scale import decimal
from cnncalc.render.views import seen
from cnncalc.report.receptive_field import FieldLine, FieldReport, LayerField, Regions

COLUMNS = (
    Column("layer"),
    Column("kernel", right=True, optional=2),
    Column("stride", right=True, optional=3),
    Column("receptive field", right=True),
    Column("jump", right=True),
    Column("padding", right=True),
    Column("centre", right=True),
)
WORKING = Column("working", optional=1, wrap=True)
PLACE_COLUMNS = (Column("place sees", wrap=True), Column("within the input", wrap=True))
LESS = {"centre": 4, "padding": 5, "jump": 6}
"""The columns that there is less need of beside those, and the order in which they go."""
TITLES = {"size": "Receptive field", "jump": "Jump", "padding": "Padding", "center": "Centre"}
MEANING = (
    "receptive field: the positions of the input, from the first to the last, that one place of the layer sees.",
    Terms(
        (
            ("jump", "jump: how far apart neighbours see, the effective stride"),
            ("padding", "padding: how far the first place sees before the input"),
        )
    ),
    Terms((("centre", "centre: the middle of what the first place sees, from the middle of the first pixel, 0"),)),
    "Fields are theoretical: they reach into the padding, and can be larger than the input.",
)
LETTERS = {
    "F": "kernel", "S": "stride", "P": "padding", "D": "dilation", "C": "positions cut off", "N": "positions there are",
    "W": "input size", "n": "output size",
}  # fmt: skip


def scene(report: FieldReport, options: Options) -> Scene:
    """The picture of what one place of each layer sees, over the input."""
    otherwise = f"it is not known what layers of {report.name} see, or the input has no positions"
    return drawn(seen.seen_extents(report), options.page_width, otherwise)


def page(report: FieldReport, options: Options) -> Page:
    """The table of the layers that change what is seen (or of all), then the working of layers that were asked for."""
    every = options.all_rows or not report.whole
    layers = [layer for layer in report.layers if every or layer.changed]
    columns = COLUMNS + ((WORKING,) if report.whole else ())
    if report.at:
        columns = (
            *(column._replace(optional=LESS.get(column.title, column.optional)) for column in columns),
            *PLACE_COLUMNS,
        )
    if not any(shape.spatial for shape in report.input_shapes):
        return Page(_title(report), (Paragraph(("The input has no positions: every layer sees all of it.",)),))
    rows: list[Row] = []
    workings: list[PagePart] = []
    written: set[str] = set()
    for layer in layers:
        lines = layer.lines("size") if report.whole else layer.lines()
        written.update(line.worked.symbols for line in lines)
        rows.append(_row(layer, lines, report))
        if not report.whole:
            workings += [Paragraph((_heading(layer),), "caption"), Derivation(_worked(layer, lines))]
    meaning = Paragraph(tuple(_meaning(report, layers, "".join(written))), "quiet")
    chart = seen.seen_extents(report) if options.pictures else None
    parts = (chart,) if chart else ()
    return Page(_title(report), (*parts, Table(columns, tuple(rows)), *workings, meaning))


def records(report: FieldReport, options: Options) -> Records:
    """One record a layer."""
    header = (
        "path", "op", "description", "output_shape", "kernel", "stride", "receptive_field", "jump", "padding", "center",
        "whole_input", "symbols", "working", "unknown",
    )  # fmt: skip
    return say_shape_order(Records(header, (_record(header, layer) for layer in report.layers)))


def _row(layer: LayerField, lines: Sequence[FieldLine], report: FieldReport) -> Row:
    field = layer.field
    cells: list[Cell] = [layer.path, _per_axis(layer.kernel), _per_axis(layer.stride)]
    if field is None:
        cells += ["unknown", None, None, None]
    else:
        size = _per_axis(field.size) + (" (all)" if layer.covers else "")
        cells += [size, _per_axis(field.jump, "uneven"), _per_axis(field.padding), _per_axis(field.center, halves=True)]
    if report.whole:
        equations = map(_equation, lines)
        cells.append(layer.reason or "; ".join(filter(None, equations)))
    if report.at:
        seen = layer.seen
        cells += [_regions_text(seen.theory), _regions_text(seen.within)] if seen else [None, None]
    return Row(tuple(cells))


def _record(header: tuple[str, ...], layer: LayerField) -> tuple[Cell, ...]:
    data = layer_data(layer)
    lines = [line for line in data["working"] if line["figure"] == "size"]
    return record(
        header,
        data,
        output_shape=layer.output_shape.plain,
        symbols="; ".join(filter(None, dict.fromkeys(line["symbols"] for line in lines))) or None,
        working="; ".join(filter(None, (line["numbers"] for line in lines))) or None,
    )


def _title(report: FieldReport) -> str:
    return f"{report.title}   {shapes_text(report.input_shapes)}"


def _heading(layer: LayerField) -> str:
    return f"{layer.path}   {layer.op}   {layer.description}".rstrip()


def _worked(layer: LayerField, lines: Sequence[FieldLine]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if layer.reason:
        return (("Unknown", (layer.reason,)),)
    return tuple([(TITLES[line.worked.what], (_equation(line, named=True),)) for line in lines])


def _equation(line: FieldLine, *, named: bool = False) -> str:
    """The formula in symbols, in numbers and its value; the value alone only where `named`."""
    worked = line.worked
    if not worked.numbers and not named:
        return ""
    parts = [worked.symbols, worked.numbers, _text(worked.value, halves=worked.what == "center")]
    axes = f"{', '.join(line.axes)}: " if line.axes else ""
    return axes + " = ".join(part for part in parts if part)


def _meaning(report: FieldReport, layers: Sequence[LayerField], written: str) -> list[str | Terms]:
    """The paragraphs on what the columns are, and on the letters of the formulas that are written."""
    lines: list[str | Terms] = [*MEANING]
    if any(layer.covers for layer in layers):
        lines.append("(all): every place sees the whole input.")
    if any(len(axis.regions) > 1 for layer in layers if layer.field for axis in layer.field.axes):
        lines.append("Where places see differently much, as behind upsampling, it is the most that one of them sees.")
    lines += report.notes
    letters = "".join(f", {letter} {what}" for letter, what in LETTERS.items() if letter in written)
    own = ", r' and p' those of its first place" if "'" in written else ""
    if written:
        meaning = f"r, j, p: receptive field, jump and padding before the layer{own}{letters}"
        lines.append(Terms(((WORKING.title if report.whole else "", meaning),)))
    return lines


def _per_axis(values: Sequence[Fraction | int | None], unknown: str = "–", *, halves: bool = False) -> str:
    """A figure per axis, once if it is the same for all."""
    texts = [unknown if value is None else _text(value, halves=halves) for value in values]
    return texts[0] if len(set(texts)) == 1 else "×".join(texts)


def _text(value: Fraction | int | None, *, halves: bool = False) -> str:
    """A number for reading; `halves` have a decimal point."""
    if value is None:
        return "–"
    if value.denominator == 1:
        return exact_number(value.numerator)
    text = decimal(abs(value.numerator), value.denominator, 1) if halves else str(abs(value))
    return f"{'−' if value < 0 else ''}{text}"


def _regions_text(regions: Regions | None) -> str:
    """From the first to the last position along each axis, `−5…189 × 0…194`."""
    if regions is None:
        return "unknown"
    if None in regions:  # along one axis nothing, so nowhere
        return "nothing"
    texts = ["…".join(map(_text, dict.fromkeys(region))) for region in regions if region]
    return texts[0] if len(set(texts)) == 1 else " × ".join(texts)
