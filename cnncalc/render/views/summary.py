"""A network's layers and totals."""

from __future__ import annotations

from cnncalc.render import Options
from cnncalc.render.page import (
    Cell,
    Column,
    Page,
    Paragraph,
    Records,
    Row,
    Table,
    Terms,
    at_least,
    bytes_text,
    exact_number,
    marked,
    named_bounds,
    noted,
    say_shape_order,
    shapes_text,
)
from cnncalc.render.views import columns
from cnncalc.render.views.letters import described
from cnncalc.render.views.meanings import DEPTH, FLOPS, LAYERS, MAC, STEPS, VIEWS, examples, explained
from cnncalc.report import tree
from cnncalc.report.layers import Layer
from cnncalc.report.summary import Share, Summary, shares_by
from cnncalc.report.totals import Totals
from cnncalc.text import plural

FIGURES = ("steps", "layers", "params", "macs", "flops", "activations")
EVERY_LAYER = 10_000
MOST_OUTPUTS = 6
"""How many a title names."""
PLACE_WIDTH = 15
INPUTS = "inputs: where they come from, if not from the row before alone"
EXPLAINED = ("weights", "trainable", "backward", "layer_activations")
"""The columns that are explained where they are asked for; the others are in any case."""


def page(summary: Summary, options: Options) -> Page:
    """The table of layers, then where the costs sit, then what the figures mean."""
    rows = folded(summary, options)
    first = _by(summary, options.by) if options.by else _layers(summary, rows, options.columns)
    parts: list[Table | Paragraph] = [first, _kinds(summary), _sizes(summary)]
    letters = not options.by and "what" in (options.columns or columns.DEFAULT)
    asked = explained(columns.COUNTS[name] for name in options.columns if name in EXPLAINED)
    parts.append(Paragraph((*_footer(summary), *asked, *_legend(rows, letters=letters, folds=not options.by))))
    return Page(_title(summary), (*parts, *noted(summary.notes)))


def folded(summary: Summary, options: Options) -> tuple[tree.Row, ...]:
    """The rows of the table of layers, in their order."""
    return tree.fold(summary, EVERY_LAYER if options.depth == 0 else options.depth)


def records(summary: Summary, options: Options) -> Records:
    """One record a layer, or an op or a stage."""
    if options.by:
        shares = shares_by(summary, options.by)
        return Records(("by", *FIGURES, "lower_bounds"), map(_share_record, shares))
    header = (
        "path", "op", "description", "input_shape", "output_shape", "params", "trainable_params", "weights", "macs",
        "flops", "activations", "receptive_field", "backward_macs", "layer_activations", "inputs",
    )  # fmt: skip
    return say_shape_order(Records(header, map(_record, summary.layers)))


def _share_record(share: Share) -> tuple[Cell, ...]:
    figures = [None if name in share.unknown else getattr(share, name) for name in FIGURES]
    return (share.label, *figures, named_bounds(FIGURES, share.lower_bounds))


def _title(summary: Summary) -> str:
    shapes = [*map(str, summary.outputs.values())]
    if len(shapes) > MOST_OUTPUTS:
        shapes = [*shapes[: MOST_OUTPUTS - 1], "…", shapes[-1]]
    return f"{summary.title}   {shapes_text(summary.input_shapes)} → {', '.join(shapes)}"


def _layers(summary: Summary, rows: tuple[tree.Row, ...], names: tuple[str, ...] = ()) -> Table:
    """A row each, in the columns that are asked for; else the usual ones, with the inputs of what is no chain."""
    wanted = names or columns.DEFAULT
    chosen = list(zip(wanted, columns.choose(wanted, columns.CHOICES), strict=True))
    if not names and not all(row.follows for row in rows):
        chosen.insert(wanted.index("what") + 1, ("inputs", columns.ELSEWHERE))
    totals = summary.totals
    table = [
        Row(
            tuple(
                None if row.opened and name not in columns.ALWAYS else choice.of_row(row, totals)
                for name, choice in chosen
            ),
            _style(row),
        )
        for row in rows
    ]
    total = Row(tuple(choice.of_totals(totals) for _, choice in chosen))
    return Table(tuple(choice.column for _, choice in chosen), tuple(table), (total,))


def _style(row: tree.Row) -> str:
    if row.layer is None:
        return "block"
    return "" if row.layer.params or row.layer.macs or row.layer.cost.unknown else "quiet"


def _by(summary: Summary, what: str) -> Table:
    """Totals by op or by stage."""
    totals = summary.totals
    titles = (what, "steps", "layers", "params", "share", "MACs", "share", "FLOPs", "activations")
    optional = {"share": 1, "FLOPs": 2, "layers": 3}
    heads = tuple(Column(t, right=bool(at), optional=optional.get(t, 0)) for at, t in enumerate(titles))
    rows = [
        Row(
            (
                share.label, share.steps, share.layers,
                _figure(share, "params"), columns.part_cell(share.params, totals, "params"),
                _figure(share, "macs"), columns.part_cell(share.macs, totals, "macs"),
                _figure(share, "flops"), share.activations,
            )
        )
        for share in shares_by(summary, what)
    ]  # fmt: skip
    params, macs, flops = (columns.total_cell(totals, name) for name in ("params", "macs", "flops"))
    total = Row(("total", totals.steps, totals.layers, params, None, macs, None, flops, totals.activations))
    return Table(heads, tuple(rows), (total,))


def _figure(share: Share, name: str) -> Cell:
    return "?" if name in share.unknown else at_least(getattr(share, name), name in share.lower_bounds)


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
    numbers = ("steps", "params", "MACs", "activations")
    return (Column(title, least=PLACE_WIDTH, wrap=True), *(Column(number, right=True) for number in numbers))


def _place_row(label: str, share: Share, totals: Totals) -> Row:
    return Row(
        (
            label,
            share.steps,
            *(columns.part_cell(getattr(share, name), totals, name) for name in ("params", "macs", "activations")),
        )
    )


def _footer(summary: Summary) -> list[str]:
    totals, sizes = summary.totals, summary.sizes
    lines = [
        f"Memory, {sizes.dtype}: "
        f"parameters {marked(bytes_text(sizes.param_bytes), 'param_bytes' in totals.lower_bounds)}; "
        f"activations of {examples(sizes.batch)} "
        f"{bytes_text(sizes.activation_bytes)} in all, {bytes_text(sizes.peak_activation_bytes)} at the peak"
        + (f" ({totals.peak_layer}). " if totals.peak_layer else ". ")
        + f"{VIEWS[0].upper()}{VIEWS[1:]}.",
        f"{MAC} {FLOPS}: {_written(totals, 'flops')} FLOPs.",
        _layer_counts(summary),
    ]
    more_fixed = any("params" in layer.cost.unknown for layer in summary.layers if not layer.trainable)
    if totals.trainable_params != totals.params or more_fixed:
        fixed = marked(exact_number(totals.params - totals.trainable_params), more_fixed)
        lines.append(
            f"{_written(totals, 'trainable_params')} parameters are trained, {fixed} are not; "
            f"a backward pass takes {_written(totals, 'backward_macs')} MACs."
        )
    if totals.lower_bounds:
        lines.append(columns.BOUNDS)
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
    kinds = [share for share in summary.by_kind if share.layers]
    counts = ", ".join(
        plural(share.steps, share.label) if share.label == "convolution" else f"{share.steps} {share.label}"
        for share in kinds
    )
    return f"layers: {counts}; {DEPTH}; {STEPS}" if counts else f"{LAYERS} {STEPS}"


def _written(totals: Totals, name: str) -> str:
    return marked(exact_number(getattr(totals, name)), name in totals.lower_bounds)


def _legend(rows: tuple[tree.Row, ...], *, letters: bool, folds: bool) -> tuple[Terms, ...]:
    """What the letters in the table stand for, if it has their column, and how its blocks are opened."""
    words = described(row.layer.description for row in rows if row.layer is not None) if letters else []
    folded = folds and any(row.layer is None and not row.opened for row in rows)
    elsewhere = letters and not all(row.follows for row in rows)
    return (
        Terms((("what it is", ", ".join(words)), ("", "--depth opens the blocks" if folded else ""))),
        *((Terms((("inputs", INPUTS),)),) if elsewhere else ()),
    )


def _record(layer: Layer) -> tuple[str | int | None, ...]:
    field = "x".join(map(str, layer.receptive_field)) if layer.receptive_field is not None else None
    return (
        layer.path, layer.op, layer.description, " ".join(shape.plain for shape in layer.input_shapes),
        layer.output_shape.plain, *map(layer.known, ("params", "trainable_params", "weights", "macs", "flops")),
        layer.activations, field, layer.known("backward_macs"), layer.layer_activations, " ".join(layer.inputs),
    )  # fmt: skip
