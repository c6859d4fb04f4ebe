"""Networks side by side."""

from collections.abc import Callable
from typing import Any, NamedTuple

from cnncalc.render import Options
from cnncalc.render.data.compare import entry_data
from cnncalc.render.page import Cell, Column, Page, Paragraph, Records, Row, Table, Terms, bytes_text, marked
from cnncalc.render.views.columns import BOUNDS, COUNTS, choose, total_cell
from cnncalc.render.views.meanings import explained, title
from cnncalc.render.views.summary import plain_shape, shapes_text
from cnncalc.report.compare import Comparison, Entry

DEFAULT = ("network", "year", "input", "depth", "layers", "params", "macs", "memory", "peak", "sees")
OF_TRAINING = (*DEFAULT[:7], "trainable", "backward", *DEFAULT[7:])
"""The columns where it is said what is trained."""
TERMS = {
    "memory": ("parameter memory", "parameter memory: the parameters in fp32"),
    "peak": ("peak", "peak: the most memory that the activations of one example need at once, in fp32"),
    "sees": ("receptive field", "receptive field: of the last step that still has positions"),
}


def page(comparison: Comparison, options: Options) -> Page:
    """One row a network."""
    names = options.columns or DEFAULT
    chosen = choose(names, COLUMNS)
    rows = [Row(tuple(choice.of(entry) for choice in chosen)) for entry in comparison.entries]
    bounds = (BOUNDS,) if any(entry.totals.lower_bounds for entry in comparison.entries) else ()
    terms = Terms(tuple(TERMS[name] for name in names if name in TERMS))
    figures = explained(COUNTS.get(name, name) for name in names if name not in UNEXPLAINED)
    table = Table(tuple(choice.column for choice in chosen), tuple(rows))
    return Page("", (table, Paragraph((terms, *figures, *bounds), "quiet")))


def records(comparison: Comparison, options: Options) -> Records:
    """One record a network."""
    header = (
        "name", "title", "family", "form", "year", "input_shape", "params", "macs", "flops", "activations",
        "layer_activations", "backward_macs", "param_bytes",
        "activation_bytes", "peak_activation_bytes", "depth", "layers", "steps", "receptive_field", "top1",
        "top1_source",
        "trainable_params", "lower_bounds",
    )  # fmt: skip
    return Records(header, tuple(_record(entry_data(entry), entry, header) for entry in comparison.entries))


class Choice(NamedTuple):
    """A column, and what it shows of a network."""

    column: Column
    of: Callable[[Entry], Cell]


def _count(figure: str, optional: int = 0) -> Choice:
    column = Column(title(figure), right=True, optional=optional)
    return Choice(column, lambda entry: total_cell(entry.totals, figure))


def _memory(entry: Entry) -> Cell:
    return marked(bytes_text(entry.totals.param_bytes), "param_bytes" in entry.totals.lower_bounds)


def _peak(entry: Entry) -> Cell:
    return bytes_text(entry.totals.peak_activation_bytes)


def _sees(entry: Entry) -> Cell:
    field = entry.receptive_field
    if field is None:
        return "?"
    return "×".join(map(str, field if len(set(field)) > 1 else field[:1]))


COLUMNS: dict[str, Choice] = {
    "network": Choice(Column("network"), lambda entry: entry.name),
    "year": Choice(Column("year", right=True, optional=3), lambda entry: str(entry.year or "")),
    "input": Choice(Column("input", optional=2, whole=True), lambda entry: shapes_text(entry.input_shapes)),
    "depth": _count("depth", 5),
    "layers": _count("layers", 7),
    "steps": _count("steps", 8),
    **{name: _count(figure, 0 if name in ("params", "macs") else 8) for name, figure in COUNTS.items()},
    "memory": Choice(Column(title("param_bytes"), right=True, optional=1), _memory),
    "peak": Choice(Column("peak", right=True, optional=4), _peak),
    "sees": Choice(Column("receptive field", right=True, optional=6), _sees),
}
"""Every column by its name."""
UNEXPLAINED = ("params", "layers")
"""Those of which nothing need be said, or which another explains."""


def _record(data: dict[str, Any], entry: Entry, header: tuple[str, ...]) -> tuple[Cell, ...]:
    flat = {
        "input_shape": " ".join(map(plain_shape, entry.input_shapes)),
        "receptive_field": "x".join(map(str, entry.receptive_field or ())) or None,
        "top1": None if entry.top1 is None else f"{entry.top1:g}",
        "lower_bounds": " ".join(entry.totals.lower_bounds) or None,
    }
    return tuple({**data, **flat}[key] for key in header)
