"""A network's layers and totals."""

from __future__ import annotations

from functools import partial
from typing import Any

from cnncalc.render import Options
from cnncalc.render.cells import figure_cell, share_cell
from cnncalc.render.data import first
from cnncalc.render.data.summary import layer_data, share_data
from cnncalc.render.page import (
    Cell,
    Column,
    Page,
    PagePart,
    Paragraph,
    Records,
    Row,
    Table,
    Terms,
    exact_number,
    marked,
    named_bounds,
    noted,
    say_shape_order,
    shapes_plain,
    shapes_text,
)
from cnncalc.render.records import record
from cnncalc.render.views import columns
from cnncalc.render.views.letters import described
from cnncalc.render.views.meanings import BOUNDS, MAC, explained
from cnncalc.report.figure import Figure
from cnncalc.report.figures import DEPTH, FIGURES, OF_LAYERS, OF_PARTS, VIEWS
from cnncalc.report.layers import LayerSummary
from cnncalc.report.rows import MOST_ROWS, LayerRow, rows_of
from cnncalc.report.summary import Share, Summary, shares_by
from cnncalc.report.totals import Totals
from cnncalc.text import plural

BY = {"steps": 0, "layers": 3, "params": 0, "macs": 0, "flops": 2, "activations": 0}
"""The figures of a table by op or by stage; value: the order in which they go where there is little room."""
SHARES = ("params", "macs")
PLACES = ("params", "macs", "activations")
"""The figures whose share is shown by kind of layer and by size of output."""
MOST_OUTPUTS = 6
"""How many outputs a title names."""
PLACE_WIDTH = 15
INPUTS = "inputs: where they come from, if not from the row before alone"
HEADER = first(
    [figure.name for figure in OF_LAYERS],
    (
        "path", "op", "description", "input_shape", "output_shape", "params", "trainable_params", "weights", "macs",
        "flops", "activations", "receptive_field", "backward_macs", "layer_activations", "inputs",
    ),
)  # fmt: skip
BY_HEADER = first([figure.name for figure in OF_PARTS], ("by", *BY))
UNTOLD = ("params", "macs", "flops", "activations")
TOLD = {figure.option: figure for figure in OF_LAYERS if figure.name not in UNTOLD}
"""The figures that are explained where their column is asked for; others need it not, or are explained anyway."""


def page(summary: Summary, options: Options) -> Page:
    """The table of layers, then where the costs sit; if more is asked for, what the figures mean and what to know."""
    rows = () if options.by else rows_of(summary, options.depth)
    table = _by(summary, options.by) if options.by else _layers(summary, rows, options)
    parts: list[PagePart] = [table, _kinds(summary)]
    if options.more:
        letters = not options.by and "what" in (options.columns or columns.DEFAULT)
        parts += [_sizes(summary), Paragraph((*_footer(summary), *_legend(rows, letters=letters)))]
    asked = explained(TOLD[name] for name in options.columns if name in TOLD)
    hint = () if options.more else (_hint(summary, rows),)
    said = (*asked, *_always(summary), *hint)
    if said:
        parts.append(Paragraph(said))
    parts += noted(summary.notes) if options.more else ()
    if options.pictures and not (options.by or options.columns):
        from cnncalc.render.views.pictured import figure_of, graph_of  # imported when asked for: few formats draw

        parts = [*figure_of(summary, options), *parts, *graph_of(summary, options)]
    return Page(_title(summary), tuple(parts), _lead(summary))


def records(summary: Summary, options: Options) -> Records:
    """One record a layer, or an op or a stage."""
    if options.by:
        return Records((*BY_HEADER, "lower_bounds"), map(_share_record, shares_by(summary, options.by)))
    return say_shape_order(Records(HEADER, map(_record, summary.layers)))


def _share_record(share: Share) -> tuple[Cell, ...]:
    bounds = named_bounds(share.lower_bounds, BY_HEADER)
    return record((*BY_HEADER, "lower_bounds"), share_data("by", share), lower_bounds=bounds)


def _record(layer: LayerSummary) -> tuple[Cell, ...]:
    shapes = {"input_shape": shapes_plain(layer.input_shapes), "output_shape": layer.output_shape.plain}
    return record(HEADER, layer_data(layer), **shapes, description=layer.description)


def _title(summary: Summary) -> str:
    shapes = [*map(str, summary.outputs.values())]
    if len(shapes) > MOST_OUTPUTS:
        shapes = [*shapes[: MOST_OUTPUTS - 1], "…", shapes[-1]]
    return f"{summary.title}   {shapes_text(summary.input_shapes)} → {', '.join(shapes)}"


def _layers(summary: Summary, rows: tuple[LayerRow, ...], options: Options) -> Table:
    """The table of layers in the columns asked for, else in the usual ones, with inputs where the network is no chain.

    The usual totals are told under the title, and below a long table again.
    """
    wanted = options.columns or columns.DEFAULT
    chosen = columns.choose(wanted, columns.CHOICES)
    if not options.columns and not all(row.follows for row in rows):
        chosen.insert(wanted.index("what") + 1, columns.ELSEWHERE)
    totals = summary.totals
    table = [Row(tuple([choice.of_row(row, totals) for choice in chosen]), _style(row)) for row in rows]
    below = options.totals or options.columns or len(rows) > MOST_ROWS
    total = [Row(tuple([choice.of_totals(totals) for choice in chosen]))] if below else []
    return Table(tuple([choice.column for choice in chosen]), tuple(table), tuple(total))


def _style(row: LayerRow) -> str:
    if row.opened:
        return "block"
    return "" if row.share.params or row.share.macs or row.share.cost.unknown else "quiet"


def _by(summary: Summary, what: str) -> Table:
    """Totals by op or by stage."""
    columns, cells = [Column(what)], []
    for name in BY:
        figure = FIGURES[name]
        columns.append(Column(figure.called, right=True, optional=BY[name]))
        cells.append(partial(figure_cell, figure))
        if name in SHARES:
            columns.append(Column("share", right=True, optional=1, bars=True))
            cells.append(partial(_share_of, figure, summary.totals))
    rows = [Row((share.label, *(cell(share) for cell in cells))) for share in shares_by(summary, what)]
    return Table(tuple(columns), tuple(rows), (Row(("total", *(cell(summary.totals) for cell in cells))),))


def _share_of(figure: Figure, totals: Totals, part: Any) -> Cell:
    return None if part is totals else share_cell(figure, part, totals)


def _kinds(summary: Summary) -> Table:
    """Where parameters, computation and activation memory sit, by kind of layer."""
    names = {"convolution": "convolutions", "fully connected": "fully connected", "other": "everything else"}
    rows = [_place_row(names[share.label], share, summary.totals) for share in summary.by_kind]
    return Table(_place_columns("where it sits"), tuple(rows))


def _sizes(summary: Summary) -> Table:
    """Where costs sit from early layers to late, by the size of the output."""
    rows = [_place_row(share.label, share, summary.totals) for share in summary.by_size]
    return Table(_place_columns("at output size"), tuple(rows))


def _place_columns(title: str) -> tuple[Column, ...]:
    steps, *shares = [FIGURES[name].called for name in ("steps", *PLACES)]
    bars = [Column(each, right=True, bars=True) for each in shares]
    return (Column(title, least=PLACE_WIDTH, wrap=True), Column(steps, right=True), *bars)


def _place_row(label: str, share: Share, totals: Totals) -> Row:
    return Row((label, share.steps, *(share_cell(FIGURES[name], share, totals) for name in PLACES)))


def _lead(summary: Summary) -> str:
    """What the network comes to, in a line."""
    totals, sizes = summary.totals, summary.sizes
    counts = ", ".join([f"{_written(totals, name)} {FIGURES[name].called}" for name in ("params", "macs", "flops")])
    params, peak = (
        figure_cell(FIGURES[name], totals, sizes=sizes) for name in ("param_bytes", "peak_activation_bytes")
    )
    of = "" if sizes.batch == 1 else f" ({sizes.examples})"
    return f"{counts}; memory in {sizes.dtype}: params {params}, activation peak {peak}{of}"


def _hint(summary: Summary, rows: tuple[LayerRow, ...]) -> str:
    """What else there is to be seen."""
    opens = "--depth opens the blocks; " if _folds(rows) else ""
    letters = f"the letters and {plural(len(summary.notes), 'note')}" if summary.notes else "and the letters"
    return f"{opens}--more tells costs by output size, what is counted, {letters}."


def _folds(rows: tuple[LayerRow, ...]) -> bool:
    return any(row.unit.units and not row.opened for row in rows)


def _footer(summary: Summary) -> list[str]:
    totals, sizes = summary.totals, summary.sizes
    params, activations, peak = (
        figure_cell(FIGURES[name], totals, sizes=sizes)
        for name in ("param_bytes", "activation_bytes", "peak_activation_bytes")
    )
    return [
        f"Memory, {sizes.dtype}: parameters {params}; activations of {sizes.examples} {activations} in all, {peak} at "
        f"the peak{f' ({totals.peak_layer})' if totals.peak_layer else ''}. {VIEWS[0].upper()}{VIEWS[1:]}.",
        f"{MAC} {FIGURES['flops'].told()}",
        _layer_counts(summary),
    ]


def _always(summary: Summary) -> list[str]:
    """What changes how the figures are to be read."""
    totals, lines = summary.totals, []
    more_fixed = any("params" in layer.cost.unknown for layer in summary.layers if not layer.trainable)
    if totals.trainable_params != totals.params or more_fixed:
        fixed = marked(exact_number(totals.params - totals.trainable_params), more_fixed)
        lines.append(
            f"{_written(totals, 'trainable_params')} parameters are trained, {fixed} are not; "
            f"a backward pass takes {_written(totals, 'backward_macs')} MACs."
        )
    if totals.lower_bounds:
        lines.append(BOUNDS)
    if summary.heads:
        heads, run = plural(summary.heads, "side head"), "runs" if summary.heads == 1 else "run"
        params = exact_number(summary.head_params)
        lines.append(
            f"With {heads} ({params} parameters), which {run} only in training."
            if summary.training
            else f"Without {heads} that {run} only in training ({params} parameters): --training counts them."
        )
    return lines


def _layer_counts(summary: Summary) -> str:
    """What the words for how many there are stand for, with the layers by kind."""
    totals = summary.totals
    kinds = [share for share in summary.by_kind if share.layers]
    counts = ", ".join(
        plural(share.steps, share.label) if share.label == "convolution" else f"{share.steps} {share.label}"
        for share in kinds
    )
    layers = f"layers: {counts}; {DEPTH}" if counts else FIGURES["layers"].told().removesuffix(".")
    return f"{layers}: {totals.depth}; {FIGURES['steps'].told().removesuffix('.')}: {totals.steps}."


def _written(totals: Totals, name: str) -> str:
    return marked(exact_number(getattr(totals, name)), FIGURES[name].is_bound(totals))


def _legend(rows: tuple[LayerRow, ...], *, letters: bool) -> tuple[Terms, ...]:
    """What the letters in the table stand for, if it has their column, and how its blocks are opened."""
    words = described(layer.description for row in rows if row.is_layer for layer in row.unit.first) if letters else []
    elsewhere = letters and not all(row.follows for row in rows)
    return (
        Terms((("what it is", ", ".join(words)), ("", "--depth opens the blocks" if _folds(rows) else ""))),
        *((Terms((("inputs", INPUTS),)),) if elsewhere else ()),
    )
