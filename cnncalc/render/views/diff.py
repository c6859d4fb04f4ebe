"""What differs between two networks, and the working of each difference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cnncalc.render import Options
from cnncalc.render.data.diff import difference_data
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
    known_sum,
    op_text,
    say_shape_order,
    shapes_text,
    signed_number,
)
from cnncalc.render.records import record
from cnncalc.render.views.diff_totals import delta_text, totals
from cnncalc.render.views.meanings import BOUNDS, meanings
from cnncalc.report.diff import ADDED, EDITED, FOLLOWS, REMOVED, SAME, Diff, LayerDiff, Workings
from cnncalc.report.figures import FIGURES
from cnncalc.report.layers import LayerSummary
from cnncalc.text import plural

COLUMNS = (
    Column("layer"),
    Column("", wrap=True, shortest=8, marked=True),
    Column("what changed", wrap=True),
    Column("params", right=True, optional=2),
    Column("MACs", right=True, optional=1),
)
LEGEND = (
    "edited: its own fields differ; follows: its fields are the same and its input changed. "
    "Differences are right − left."
)
EXPLAINED = (("macs", "flops"), ("peak_activation_bytes",), ("layers", "steps"))
"""What the legend explains, a line each."""


def page(diff: Diff, options: Options) -> Page:
    """The layers that differ, the working, the totals."""
    if not diff.differs:
        return Page(heading(diff), (Paragraph(("The two networks are the same, layer by layer.",)),))
    parts: list[PagePart] = [*_other_input(diff)]
    parts.append(Table(COLUMNS, tuple(rows_of(diff, options)), (_total(diff),)))
    working = workings_of(diff)
    if working:
        parts.append(Derivation(working, "Working"))
    parts.append(totals(diff))
    lines = [LEGEND, *(" ".join(meanings([FIGURES[name] for name in names])) for names in EXPLAINED)]
    if diff.left.totals.lower_bounds or diff.right.totals.lower_bounds:
        lines.append(BOUNDS)
    parts.append(Paragraph(tuple(lines), "quiet"))
    if options.pictures:
        from cnncalc.render.views.pictured import changes_of  # imported when asked for: few formats draw

        parts += changes_of(diff, options)
    return Page(heading(diff), tuple(parts))


def heading(diff: Diff) -> str:
    """Which networks are compared."""
    return f"{diff.left.title} → {diff.right.title}"


def _other_input(diff: Diff) -> tuple[Paragraph, ...]:
    """What is said where the networks' inputs differ."""
    old, new = diff.left.input_shapes, diff.right.input_shapes
    return (Paragraph((f"input {shapes_text(old)} → {shapes_text(new)}",), EDITED),) if old != new else ()


def frames(diff: Diff, options: Options) -> Iterator[Page]:
    """A page for each change, with its working, and one for the totals."""
    if not diff.differs:
        yield page(diff, options)
        return
    yield Page(heading(diff), _other_input(diff))
    working = workings_of(diff)
    for row in rows_of(diff, options):
        if row.style == "quiet":
            continue
        lines = tuple([each for each in working if each[0].split()[0] in str(row.cells[0]).split()])
        change = Table(COLUMNS, (row,))
        yield Page("", (change, Derivation(lines)) if lines else (change,))
    yield Page("", (totals(diff),))


def records(diff: Diff, options: Options) -> Records:
    """One record a layer."""
    header = (
        "status", "left", "right", "changes", "cause", "params", "macs", "params_working", "macs_working",
        "input_changed", "left_output", "right_output",
    )  # fmt: skip
    return say_shape_order(Records(header, (_record(header, *worked) for worked in diff.worked())))


def _record(header: tuple[str, ...], row: LayerDiff, workings: Workings) -> tuple[Cell, ...]:
    data = difference_data(row, workings)
    return record(
        header,
        {**data, **data["delta"]},
        left=row.left.path if row.left else None,
        right=row.right.path if row.right else None,
        changes="; ".join(_changes(row)),
        params_working=data["working"]["params"],
        macs_working=data["working"]["macs"],
        left_output=row.left.output_shape.plain if row.left else None,
        right_output=row.right.output_shape.plain if row.right else None,
    )


def rows_of(diff: Diff, options: Options) -> list[Row]:
    """The table's rows; runs of equal layers and whole blocks are folded, and what only follows and costs nothing."""
    rows: list[Row] = []
    for run in runs(diff, all_rows=options.all_rows):
        quiet = not options.all_rows and _is_quiet(run[0])
        if quiet and rows and rows[-1].style in (EDITED, FOLLOWS) and all(each.status == FOLLOWS for each in run):
            name, mark, what, *deltas = rows[-1].cells
            more = f"{what}; and {plural(len(run), 'step')} behind it"
            rows[-1] = rows[-1]._replace(cells=(name, mark, more, *deltas))
        else:
            rows.append(folded_row(run) if quiet or len(run) > 1 else layer_row(run[0]))
    return rows


def runs(diff: Diff, *, all_rows: bool = False) -> Iterator[list[LayerDiff]]:
    """The layers, those that go into one row together."""
    run: list[LayerDiff] = []
    for row in diff.rows:
        if run and not _folds(run[0], row, quiet=not all_rows and _is_quiet(run[0])):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _is_quiet(row: LayerDiff) -> bool:
    """Whether a layer is the same, or only follows and costs what it did, and no MACs."""
    if row.status == SAME:
        return True
    costs = [side.cost for side in (row.left, row.right) if side]
    costless = (row.params, row.macs) == (0, 0) and not any(cost.macs or cost.unknown for cost in costs)
    return row.status == FOLLOWS and costless


def _folds(first: LayerDiff, other: LayerDiff, *, quiet: bool) -> bool:
    """Whether a row goes into one with the first: both are quiet, or in blocks of one kind on one side."""
    if quiet:
        return _is_quiet(other)
    one_sided = first.scope and first.status in (ADDED, REMOVED) and first.status == other.status
    return bool(one_sided and other.scope and _parent(first.scope) == _parent(other.scope))


def _parent(path: str) -> str:
    return path.rpartition(".")[0]


def folded_row(run: list[LayerDiff]) -> Row:
    """Several layers in one row."""
    first = run[0]
    if first.status in (SAME, FOLLOWS):
        statuses = dict.fromkeys(row.status for row in run)
        return Row(("…", ", ".join(statuses), plural(len(run), "step"), None, None), "quiet")
    scopes = list(dict.fromkeys(row.scope for row in run))
    name = scopes[0] if len(scopes) == 1 else f"{scopes[0]} … {scopes[-1].rpartition('.')[2]}"
    what = plural(len(run), "step")
    if len(scopes) > 1:
        what = f"{len(scopes)} blocks, {what}"
    return Row((name, first.status, what, *_deltas(run)), first.status)


def layer_row(row: LayerDiff) -> Row:
    """A layer in a row of its own."""
    left, right = row.left, row.right
    name = row.path
    if left and right and left.path != right.path:
        name = f"{left.path} → {right.path}"
    return Row(
        (name, _mark(row), _what(row), *_deltas([row])),
        "quiet" if row.status == SAME else row.status,
    )


def _mark(row: LayerDiff) -> str:
    if row.status == EDITED and row.input_changed:
        return "edited, follows"
    return row.status


def _what(row: LayerDiff) -> str:
    left, right = row.left, row.right
    if left is None or right is None:
        layer = right or left
        return op_text(layer.op, layer.description) if layer else ""
    parts = _changes(row)
    if row.input_changed:
        old, new = (shapes_text(layer.input_shapes) for layer in (left, right))
        parts.append(f"input {old} → {new}" + (f" from {row.cause}" if row.cause else ""))
    elif left.output_shape != right.output_shape:
        parts.append(f"output {left.output_shape} → {right.output_shape}")
    return "; ".join(parts)


def _changes(row: LayerDiff) -> list[str]:
    return [
        f"{field} {_value(row.left, field, old)} → {_value(row.right, field, new)}" for field, old, new in row.changes
    ]


def _value(layer: LayerSummary | None, field: str, value: Any) -> str:
    """What a field was or is; one of an op as that writes it."""
    if layer is not None and field in layer.application.op.fields:
        return layer.field_text(field)
    if isinstance(value, list):
        return ", ".join(value)
    return "–" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _deltas(rows: list[LayerDiff]) -> list[str]:
    """The differences of some layers' parameters and MACs together."""
    return [delta_text(FIGURES[name], known_sum([getattr(row, name) for row in rows])) for name in ("params", "macs")]


def _total(diff: Diff) -> Row:
    params, macs = (delta_text(FIGURES[name], diff.delta[name]) for name in ("params", "macs"))
    return Row(("total", None, None, params, macs))


def workings_of(diff: Diff) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The working of every difference; equal lines of repeated blocks once."""
    lines: dict[str, list[str]] = {}
    for row, (params, macs) in diff.worked():
        if params and row.params:
            lines.setdefault(f"params  {params} = {signed_number(row.params)}", []).append(row.path)
        if macs and row.macs:
            lines.setdefault(f"MACs    {macs} = {signed_number(row.macs)}", []).append(row.path)
    return tuple([(_paths(paths), (text,)) for text, paths in lines.items()])


def _paths(paths: list[str]) -> str:
    return paths[0] if len(paths) == 1 else f"{paths[0]} (and {len(paths) - 1} more)"
