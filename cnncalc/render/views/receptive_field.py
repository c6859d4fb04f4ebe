"""Receptive fields: a row a layer with its working; for layers that were asked for, the whole of it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cnncalc.render import Options
from cnncalc.render.numbers import numbers
from cnncalc.render.page import Cell, Column, Page, Paragraph, Records, Row, Table
from cnncalc.render.views.summary import plain_shape, shapes_text
from cnncalc.report.receptive_field import FieldReport, Layer, Line, Regions

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
PLACE_COLUMNS = (Column("place sees"), Column("within the input"))
TITLES = {"size": "Receptive field", "jump": "Jump", "padding": "Padding", "center": "Centre"}
MEANING = (
    "receptive field: the positions of the input, from the first to the last, that one place of the layer sees",
    "jump: how far apart neighbours see, the effective stride; padding: how far the first place sees before the input",
    "centre: the middle of what the first place sees, from the middle of the first pixel, 0",
    "Fields are theoretical: they reach into the padding, and can be larger than the input.",
)
LETTERS = {
    "F": "kernel", "S": "stride", "P": "padding", "D": "dilation", "C": "positions cut off", "N": "positions there are",
    "W": "input size", "n": "output size",
}  # fmt: skip


def page(report: FieldReport, options: Options) -> Page:
    """The table of the layers that change what is seen (or of all), then the working of layers that were asked for."""
    every = options.all_rows or not report.whole
    layers = [layer for layer in report.layers if every or layer.changed]
    columns = COLUMNS + ((WORKING,) if report.whole else ()) + (PLACE_COLUMNS if report.at else ())
    if not any(shape.spatial for shape in report.input_shapes):
        return Page(_title(report), (Paragraph(("The input has no positions: every layer sees all of it.",)),))
    parts: list[Table | Paragraph] = [Table(columns, tuple(_row(layer, report) for layer in layers))]
    if not report.whole:
        for layer in layers:
            parts.append(Paragraph((_heading(layer),), "caption"))
            parts.append(Paragraph(tuple(_working_lines(layer))))
    parts.append(Paragraph(tuple(_meaning(report, layers)), "quiet"))
    return Page(_title(report), tuple(parts))


def records(report: FieldReport, options: Options) -> Records:
    """One record a layer."""
    header = (
        "path", "op", "description", "output_shape", "kernel", "stride", "receptive_field", "jump", "padding", "center",
        "whole_input", "symbols", "working", "unknown",
    )  # fmt: skip
    return Records(header, tuple(_record(layer) for layer in report.layers))


def _row(layer: Layer, report: FieldReport) -> Row:
    field = layer.field
    cells: list[Cell] = [layer.path, _per_axis(layer.kernel), _per_axis(layer.stride)]
    if field is None:
        cells += ["unknown", None, None, None]
    else:
        size = _per_axis(field.size) + (" (all)" if layer.covers else "")
        cells += [size, _per_axis(field.jump, "uneven"), _per_axis(field.padding), _per_axis(field.center, halves=True)]
    if report.whole:
        equations = [_equation(line) for line in layer.lines if line.worked.what == "size"]
        cells.append(layer.reason or "; ".join(filter(None, equations)))
    if report.at:
        seen = layer.seen
        cells += [_regions_text(seen.theory), _regions_text(seen.within)] if seen else [None, None]
    return Row(tuple(cells))


def _record(layer: Layer) -> tuple[Cell, ...]:
    field, sizes = layer.field, [line for line in layer.lines if line.worked.what == "size"]
    figures = (field.size, field.jump, field.padding, field.center) if field else ((), (), (), ())
    return (
        layer.path,
        layer.op,
        layer.description,
        plain_shape(layer.output_shape),
        *(_flat(values) for values in (layer.kernel, layer.stride, *figures)),
        str(layer.covers).lower() if field else None,
        "; ".join(filter(None, dict.fromkeys(line.worked.symbols for line in sizes))) or None,
        "; ".join(filter(None, (line.worked.numbers for line in sizes))) or None,
        layer.reason or None,
    )


def _flat(values: Sequence[Fraction | int | None]) -> str | None:
    """Numbers per axis for a table of another program, `7x7`; halves with a decimal point."""
    return "x".join("" if value is None else str(value) for value in numbers(values)) or None


def _title(report: FieldReport) -> str:
    return f"{report.title}   {shapes_text(report.input_shapes)}"


def _heading(layer: Layer) -> str:
    return f"{layer.path}   {layer.op}   {layer.description}".rstrip()


def _working_lines(layer: Layer) -> list[str]:
    if layer.reason:
        return [f"  Unknown: {layer.reason}"]
    return [f"  {TITLES[line.worked.what]:<15}  {_equation(line, named=True)}" for line in layer.lines]


def _equation(line: Line, *, named: bool = False) -> str:
    """The formula in symbols, in numbers and its value; the value alone only where `named`."""
    worked = line.worked
    if not worked.numbers and not named:
        return ""
    parts = [worked.symbols, worked.numbers, _text(worked.value, halves=worked.what == "center")]
    axes = f"{', '.join(line.axes)}: " if line.axes else ""
    return axes + " = ".join(part for part in parts if part)


def _meaning(report: FieldReport, layers: Sequence[Layer]) -> list[str]:
    """What the columns are, and the letters of the formulas that are shown."""

    def shown(line: Line) -> bool:
        return line.worked.what == "size" or not report.whole

    lines = [*MEANING]
    if any(layer.covers for layer in layers):
        lines.append("(all): every place sees the whole input.")
    if any(len(sight.regions) > 1 for layer in layers if layer.field for sight in layer.field.sights):
        lines.append("Where places see differently much, as behind upsampling, it is the most that one of them sees.")
    written = "".join(line.worked.symbols for layer in layers for line in layer.lines if shown(line))
    letters = "".join(f", {letter} {what}" for letter, what in LETTERS.items() if letter in written)
    own = ", r' and p' those of its first place" if "'" in written else ""
    return [*lines, f"r, j, p: receptive field, jump and padding before the layer{own}{letters}"] if written else lines


def _per_axis(values: Sequence[Fraction | int | None], unknown: str = "–", *, halves: bool = False) -> str:
    """A figure per axis, once if it is the same for all."""
    texts = [unknown if value is None else _text(value, halves=halves) for value in values]
    return texts[0] if len(set(texts)) == 1 else "×".join(texts)


def _text(value: Fraction | int | None, *, halves: bool = False) -> str:
    """A number for reading; `halves` have a decimal point."""
    if value is None:
        return "–"
    if value.denominator == 1:
        return f"{value.numerator:,}".replace("-", "−")
    return (f"{float(value):,.1f}" if halves else str(value)).replace("-", "−")


def _regions_text(regions: Regions | None) -> str:
    """From the first to the last position along each axis, `−5…189 × 0…194`."""
    if regions is None:
        return "unknown"
    if None in regions:  # along one axis nothing, so nowhere
        return "nothing"
    texts = ["…".join(map(_text, dict.fromkeys(region))) for region in regions if region]
    return texts[0] if len(set(texts)) == 1 else " × ".join(texts)
