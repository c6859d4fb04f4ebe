"""A network on a device: what bounds each layer, and the least time it takes."""

from __future__ import annotations

from fractions import Fraction

from cnncalc.render import Options
from cnncalc.render.data.roofline import layer_data
from cnncalc.render.page import (
    Cell,
    Column,
    Page,
    Paragraph,
    Records,
    Row,
    Table,
    bound_text,
    exact_number,
    op_text,
    shapes_text,
    share_text,
    sum_cell,
)
from cnncalc.render.picture.draw import drawn
from cnncalc.render.picture.scene import Scene
from cnncalc.render.records import record
from cnncalc.render.scale import amount_text, seconds_text, significant
from cnncalc.render.views import roof
from cnncalc.render.views.columns import name_cell, output_cell, what_cell
from cnncalc.render.views.meanings import assumed
from cnncalc.report.roofline import MEMORY, LayerRoofline, Roofline
from cnncalc.report.rows import rows_of
from cnncalc.text import plural

INTENSITY = "MACs/byte"
MOST_SLOWEST = 10
HINT = "--more tells what is counted, and where the device's figures are from; --depth all shows every layer."
COLUMNS = (
    Column("layer"),
    Column("what it is", optional=6, wrap=True),
    Column("output", optional=5, whole=True),
    Column("MACs", right=True, optional=3),
    Column("bytes", right=True, optional=2),
    Column(INTENSITY, right=True, optional=1),
    Column("bound"),
    Column("time at least", right=True),
    Column("share", right=True, optional=4, bars=True),
)
UNKNOWN = "unknown"
SOURCE = "Williams, Waterman and Patterson, Roofline, CACM 52(4), 2009"


def page(roofline: Roofline, options: Options) -> Page:
    """The verdict, the slowest layers, all of them in the rows that a summary has; and more, what the bounds mean."""
    shapes = shapes_text(roofline.input_shapes)
    setting = f"{roofline.dtype.name}, batch {exact_number(roofline.batch)}, on {roofline.device.title}"
    title = f"{roofline.title}   {shapes}, {setting}"
    chart = roof.points(roofline) if options.pictures else None
    tables = (_every(roofline),) if options.depth == 0 else (_slowest(roofline), _folded(roofline, options))
    notes = _meaning(roofline) if options.more else (*assumed_of(roofline), HINT)
    result = Paragraph((*_result(roofline), *_too_large(roofline), *_incomplete(roofline)))
    return Page(title, (result, *([chart] if chart else []), *tables, Paragraph(notes, "quiet")))


def _every(roofline: Roofline) -> Table:
    """A row for each layer that moves something."""
    rows = tuple([_row(layer, roofline) for layer in roofline.layers])
    return Table(COLUMNS, rows, (_total(roofline, _intensity_text(roofline.totals.intensity)),))


def _slowest(roofline: Roofline) -> Table:
    """The layers that take longest at least, and all others in one row."""
    order = sorted(roofline.layers, key=lambda layer: -layer.seconds)
    rows = [_row(layer, roofline) for layer in order[:MOST_SLOWEST]]
    rest = order[MOST_SLOWEST:]
    if rest:
        seconds = sum((layer.seconds for layer in rest), Fraction(0))
        cells = ("…", plural(len(rest), "other"), *[None] * 5, seconds_text(seconds), _share_of(seconds, roofline))
        rows.append(Row(cells, "quiet"))
    return Table(COLUMNS, tuple(rows), caption="The slowest layers")


def _folded(roofline: Roofline, options: Options) -> Table:
    """The network as a summary has it: what follows a layer in its row, equal blocks in one."""
    layers = {layer.path: layer for layer in roofline.layers}
    rows = []
    for row in rows_of(roofline.summary, options.depth):
        inside = [layers[layer.path] for layer in row.layers if layer.path in layers]
        seconds = sum((layer.seconds for layer in inside), Fraction(0))
        sums = [sum_cell([getattr(layer, name) for layer in inside]) or None for name in ("macs", "bytes")]
        bounds = "/".join(dict.fromkeys(layer.bound or UNKNOWN for layer in inside))
        cells = (name_cell(row), what_cell(row), output_cell(row), *sums, bounds, seconds_text(seconds))
        rows.append(Row((*cells, _share_of(seconds, roofline)), "block" if row.opened else ""))
    columns = tuple([column for column in COLUMNS if column.title != INTENSITY])
    return Table(columns, tuple(rows), (_total(roofline),), caption="All of it, layer by layer")


def _total(roofline: Roofline, *intensity: Cell) -> Row:
    """The totals; with the intensity of the whole where the table has that column."""
    totals = roofline.totals
    return Row((
        "total", plural(totals.steps, "step"), None, _sum(roofline, "macs"), _sum(roofline, "bytes"),
        *intensity, None, seconds_text(totals.seconds), None,
    ))  # fmt: skip


def scene(roofline: Roofline, options: Options) -> Scene:
    """The layers under the device's roof."""
    return drawn(roof.points(roofline), options.page_width, f"no layer of {roofline.name} has MACs")


def records(roofline: Roofline, options: Options) -> Records:
    """One record a layer."""
    header = (
        "path", "op", "description", "macs", "bytes", "macs_per_byte", "bound", "seconds_at_least", "compute_seconds",
        "memory_seconds",
    )  # fmt: skip
    return Records(header, (record(header, layer_data(layer, roofline)) for layer in roofline.layers))


def _row(layer: LayerRoofline, roofline: Roofline) -> Row:
    cells: tuple[Cell, ...] = (
        layer.path,
        op_text(layer.op, layer.description),
        str(layer.output_shape),
        UNKNOWN if layer.macs is None else layer.macs,
        UNKNOWN if layer.bytes is None else layer.bytes,
        UNKNOWN if layer.intensity is None else _intensity_text(layer.intensity),
        layer.bound or UNKNOWN,
        seconds_text(layer.seconds),
        _share_of(layer.seconds, roofline),
    )
    return Row(cells, "quiet" if layer.macs == 0 else "")


def _sum(roofline: Roofline, total: str) -> Cell:
    """A total, with a sign where it is a lower bound."""
    return bound_text(getattr(roofline.totals, total), total in roofline.totals.lower_bounds)


def _result(roofline: Roofline) -> tuple[str, ...]:
    """The verdict: how fast at most, what bounds it, and the three bounds."""
    totals = roofline.totals
    share = _share(totals.memory_seconds, totals.seconds) or "none"
    slow = sum(layer.bound == MEMORY for layer in roofline.layers)
    by_layer, runtime, fused = (
        _rate(roofline, each) for each in (totals.seconds, totals.runtime_seconds, totals.fused_seconds)
    )
    return (
        f"At most {by_layer} images a second layer by layer; {runtime} with normalisation and activation run with the "
        f"layer before them, as runtimes do; {fused} however layers are fused.",
        f"At least {seconds_text(totals.seconds)}, {seconds_text(totals.runtime_seconds)} and "
        f"{seconds_text(totals.fused_seconds)}; {share} of the first in {plural(slow, 'layer')} whose bound is memory.",
    )


def _rate(roofline: Roofline, seconds: Fraction) -> str:
    """How many images a second that is at most: rounded up, so that it stays a bound."""
    return exact_number(-(-roofline.batch // seconds)) if seconds else "any number of"


def _incomplete(roofline: Roofline) -> list[str]:
    return [f"{name} of some layers are not known: what is known is counted." for name in _unknown(roofline)]


def _too_large(roofline: Roofline) -> list[str]:
    """The paragraph that the device's memory cannot hold what a pass needs, if so."""
    needed = roofline.needed
    if needed.fits is not False:
        return []
    least = "at least " if needed.at_least else ""
    return [
        f"The device's memory, {amount_text(needed.device, 'B')}, does not hold that: parameters and the peak of "
        f"activations of a batch of {exact_number(roofline.batch)} take {least}{amount_text(needed.bytes, 'B')}."
    ]


def _unknown(roofline: Roofline) -> list[str]:
    names = {"macs": "The MACs", "bytes": "The parameters"}
    return [name for total, name in names.items() if total in roofline.totals.lower_bounds]


def _meaning(roofline: Roofline) -> tuple[str, ...]:
    """The rules, and the sources."""
    device, dtype = roofline.device, roofline.dtype.name
    views = f" ({len(roofline.views)})" if roofline.views else ""
    return (
        "Bytes: a layer reads each input whole and once, reads its parameters (and statistics) once and writes its "
        f"output once, in place or not{_example(roofline)}. Views move nothing and are not shown{views}.",
        "Time: at least the longer of the MACs at the peak rate and the bytes at the bandwidth; other operations are "
        f"not counted. From {_intensity_text(roofline.ridge)} MACs/byte on, the ridge, compute is the bound. {SOURCE}.",
        f"{device.title}: {amount_text(device.peak(dtype), 'OP/s')} in {dtype}, {device.operations_per_mac} OP for "
        f"each MAC; {amount_text(device.bandwidth, 'B/s')}; {amount_text(device.memory, 'B')}. {device.note}".rstrip(),
        *assumed_of(roofline),
        *[_source(roofline)] * bool(device.source),
    )


def _source(roofline: Roofline) -> str:
    """Where a device's figures are from, and whether that was read."""
    device = roofline.device
    read = {"secondary": " (not opened: something that repeats it was)", "recalled": " (not opened)"}
    return f"Source: {device.source}{f', {device.url}' if device.url else ''}{read.get(device.read, '')}"


def _example(roofline: Roofline) -> str:
    """The working of the first layer with parameters."""
    for layer in roofline.layers:
        if layer.traffic.parameters and layer.bytes is not None:
            return f"; {layer.path}: {roofline.working(layer)} = {exact_number(layer.bytes)}"
    return ""


def assumed_of(roofline: Roofline) -> list[str]:
    """What is assumed of the type of the values."""
    return assumed(roofline.dtype.name, trains=roofline.dtype.trains)


def _share_of(seconds: Fraction, roofline: Roofline) -> str:
    return _share(seconds, roofline.totals.seconds)


def _share(part: Fraction, whole: Fraction) -> str:
    share = part / whole if whole else Fraction(0)
    return share_text(share.numerator, share.denominator)


def _intensity_text(intensity: Fraction | None) -> str:
    """MACs a byte in three digits; nothing for none."""
    if not intensity:
        return ""
    return significant(intensity.numerator, intensity.denominator)
