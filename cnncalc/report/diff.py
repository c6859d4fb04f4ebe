"""The difference of two networks: what was edited, what only follows, and the working of each difference."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, NamedTuple

from cnncalc.graph import Application
from cnncalc.network import Network
from cnncalc.ops.base import Op
from cnncalc.quantity.formula import difference, formula, is_worked
from cnncalc.report.align import Pair, align
from cnncalc.report.base import Report, named
from cnncalc.report.figure import FigureValue
from cnncalc.report.figures import BOUNDED, FIGURES
from cnncalc.report.layers import LayerSummary, plain_attributes
from cnncalc.report.summary import Summary, summarize
from cnncalc.report.trace import Flattened, Products, find_products, flattened_inputs, trace

MOST_KNOWN = 50_000
"""How many workings are remembered: rows that work alike may be far from each other, in a loop in a loop."""
SAME, EDITED, FOLLOWS, ADDED, REMOVED = "same", "edited", "follows", "added", "removed"
TRAINED = "trained"
"""The field of the change where a layer is frozen on one side only."""


class Change(NamedTuple):
    """A field with its old and its new value; None where there was no value, or is none."""

    field: str
    old: Any
    new: Any


class LayerDiff(NamedTuple):
    """A layer on both sides.

    `status` says whether its own fields differ (`edited`) or only its sizes, because its input changed
    (`follows`); `input_changed` can be true of an edited layer too, and `cause` names the layer it comes from.
    """

    left: LayerSummary | None
    right: LayerSummary | None
    status: str
    changes: tuple[Change, ...]
    input_changed: bool
    cause: str
    params: int | None
    """The difference, right − left; None where it is not known, as with the MACs."""
    macs: int | None
    scope: str

    @property
    def path(self) -> str:
        """The layer's path: on the right, if it is there."""
        layer = self.right or self.left
        return layer.path if layer else ""


class _DiffTask(NamedTuple):
    """The input of a layer's working in a difference: equal for layers that work alike."""

    application: Application
    flattened: tuple[Flattened | None, ...]
    owns: bool

    def counts(self) -> tuple[int, int]:
        """The parameters and the MACs as quantities."""
        traced = trace(self.application, self.flattened, owns=self.owns)
        return traced.total_parameters, traced.macs


class Workings(NamedTuple):
    """How the differences of a layer are worked out; empty where there is none, and where nothing is worked out."""

    params: str
    macs: str


NOTHING_WORKED = Workings("", "")


@dataclass(frozen=True, slots=True, repr=False)
class Diff(Report):
    """Two networks, layer by layer. Differences are right − left."""

    left: Summary
    right: Summary
    rows: tuple[LayerDiff, ...]
    left_products: Products
    """The products behind flattened outputs in the left network, for the workings."""
    right_products: Products

    @property
    def about(self) -> str:
        return named((self.left.name, self.right.name))

    @property
    def differs(self) -> bool:
        """Whether any layer is not the same."""
        return any(row.status != SAME for row in self.rows) or self.left.input_shapes != self.right.input_shapes

    @property
    def delta(self) -> dict[str, FigureValue | None]:
        """The difference of each total; None where it is not known."""
        old, new, unknown = self.left.totals, self.right.totals, self._lacking
        return {
            name: None if figure.lacks(unknown) else _less(figure.known(new), figure.known(old))
            for name, figure in FIGURES.items()
        }

    @property
    def unknown(self) -> tuple[str, ...]:
        """The totals of which the difference is not known."""
        lacking = self._lacking
        return tuple([figure.name for figure in BOUNDED if figure.lacks(lacking)])

    @property
    def _lacking(self) -> set[str]:
        """What is not known of some layer that differs (`Cost.unknown`)."""
        differing = [side for row in self.rows if row.status != SAME for side in (row.left, row.right) if side]
        return {each for layer in differing for each in layer.cost.unknown}

    def workings(self, row: LayerDiff) -> Workings:
        """The working of a row's differences; of a layer on one side only, the working of its figures."""
        return _work_out(_DiffTask.counts, *self._tasks(row)) if row.params or row.macs else NOTHING_WORKED

    def worked(self) -> Iterator[tuple[LayerDiff, Workings]]:
        """Each row with its workings; rows that work alike share one."""
        work_out = lru_cache(MOST_KNOWN)(partial(_work_out, lru_cache(MOST_KNOWN)(_DiffTask.counts)))
        for row in self.rows:
            yield row, work_out(*self._tasks(row)) if row.params or row.macs else NOTHING_WORKED

    def _tasks(self, row: LayerDiff) -> "tuple[_DiffTask | None, _DiffTask | None, bool, bool]":
        """The tasks of both sides, and whether parameters and MACs differ."""
        left, right = _task(row.left, self.left_products), _task(row.right, self.right_products)
        return left, right, bool(row.params), bool(row.macs)


class _Compared(NamedTuple):
    """What differs between two ops on inputs."""

    fields: tuple[Change, ...]
    inputs: bool
    output: bool


class _PairContext(NamedTuple):
    """What is known of both networks when a pair of layers is judged."""

    compared: dict[tuple[int, int], _Compared]
    """Memo of `_compare`; key: the ids of two applications, value: how they differ. Deep networks repeat such pairs."""
    right_layers: dict[str, LayerSummary]
    to_right: dict[str, str]
    left_sources: dict[str, str]
    right_sources: dict[str, str]


def diff(left: Network, right: Network, *, training: bool = False) -> Diff:
    """Align two networks and tell what differs."""
    before, after = summarize(left, training=training), summarize(right, training=training)
    pairs = align(before, after)
    context = _PairContext(
        {},
        {layer.path: layer for layer in after.layers},
        {pair.left.path: pair.right.path for pair in pairs if pair.left and pair.right},
        _kept_sources(before, {pair.left.path for pair in pairs if pair.left and pair.right}),
        _kept_sources(after, {pair.right.path for pair in pairs if pair.left and pair.right}),
    )
    causes: dict[str, str] = {}
    rows = tuple([_row(pair, context, causes) for pair in pairs])
    products = [find_products(each.graph, each.graph.layers(training=training)) for each in (left, right)]
    return Diff(before, after, rows, *products)


def _row(pair: Pair, context: _PairContext, causes: dict[str, str]) -> LayerDiff:
    left, right = pair.left, pair.right
    compared = _compare(left.application, right.application, context) if left and right else None
    changes = _changes(left, right, compared.fields, context) if left and right and compared else ()
    input_changed = compared is not None and compared.inputs
    status = _status(left, right, changes, compared)
    cause = _cause(left, right, context, causes) if left and right and input_changed else ""
    if right is not None:
        changed_size = compared is None or compared.output
        own = status in (EDITED, ADDED)
        causes[right.path] = right.path if own and changed_size else (cause if changed_size else "")
    params, macs = (0, 0) if status == SAME else (_difference(left, right, name) for name in ("params", "macs"))
    return LayerDiff(left, right, status, changes, input_changed, cause, params, macs, pair.scope)


def _difference(left: LayerSummary | None, right: LayerSummary | None, figure: str) -> int | None:
    """A count on the right less that on the left; None where either is not known."""
    old, new = (side.known(figure) if side else 0 for side in (left, right))
    return None if old is None or new is None else int(new - old)


def _less(new: FigureValue | None, old: FigureValue | None) -> FigureValue | None:
    return None if new is None or old is None else new - old


def _compare(left: Application, right: Application, context: _PairContext) -> _Compared:
    pair = id(left), id(right)
    if pair not in context.compared:
        fields = () if left.op == right.op else _field_changes(left.op, right.op)
        context.compared[pair] = _Compared(fields, left.inputs != right.inputs, left.output != right.output)
    return context.compared[pair]


def _status(
    left: LayerSummary | None, right: LayerSummary | None, changes: tuple[Change, ...], compared: _Compared | None
) -> str:
    if left is None:
        return ADDED
    if right is None or compared is None:
        return REMOVED
    if changes:
        return EDITED
    return FOLLOWS if compared.inputs or compared.output or left.params != right.params else SAME


def _field_changes(left: Op, right: Op) -> tuple[Change, ...]:
    changes = [Change("op", left.name, right.name)] if left.name != right.name else []
    # Of another op only what both can be told is compared: the rest is not a change of anything.
    others = plain_attributes(right)
    changes.extend(
        Change(field, old, others[field])
        for field, old in plain_attributes(left).items()
        if field in others and others[field] != old
    )
    return tuple(changes)


def _changes(
    left: LayerSummary, right: LayerSummary, fields: tuple[Change, ...], context: _PairContext
) -> tuple[Change, ...]:
    changes = [*fields]
    if left.trainable != right.trainable and left.has_parameters and right.has_parameters:
        changes.append(Change(TRAINED, left.trainable, right.trainable))
    if left.shares != right.shares:
        changes.append(Change("share", left.shares or None, right.shares or None))
    old_sources = [context.left_sources.get(path, path) for path in left.inputs]
    new_sources = [context.right_sources.get(path, path) for path in right.inputs]
    if [context.to_right.get(path, path) for path in old_sources] != new_sources:
        changes.append(Change("from", list(left.inputs), list(right.inputs)))
    return tuple(changes)


def _kept_sources(summary: Summary, kept: set[str]) -> dict[str, str]:
    """For each layer the nearest one before it (or itself) that both networks have, where there is just one.

    Layers put in between, whole residual units too, rewire nothing.
    """
    sources: dict[str, str] = {}
    for layer in summary.layers:
        before = {sources.get(path, path) for path in layer.inputs}
        sources[layer.path] = before.pop() if layer.path not in kept and len(before) == 1 else layer.path
    return sources


def _cause(left: LayerSummary, right: LayerSummary, context: _PairContext, causes: dict[str, str]) -> str:
    """The layer (or the input) that a layer's changed input comes from."""
    alike = len(left.input_shapes) == len(right.input_shapes)
    for number, path in enumerate(right.inputs):
        if alike and left.input_shapes[number] == right.input_shapes[number]:
            continue
        if path not in context.right_layers:
            return path
        if causes.get(path):
            return causes[path]
    return ""


def _task(layer: LayerSummary | None, products: Products) -> _DiffTask | None:
    if layer is None:
        return None
    return _DiffTask(layer.application, flattened_inputs(products, layer.inputs), not layer.shares)


def _work_out(
    counts: Callable[[_DiffTask], tuple[int, int]],
    left: _DiffTask | None,
    right: _DiffTask | None,
    params: bool,
    macs: bool,
) -> Workings:
    if left and right:
        texts = [formula(difference(old, new)) for old, new in zip(counts(left), counts(right), strict=True)]
    else:
        own = [formula(only) if is_worked(only) else "" for task in (left, right) if task for only in counts(task)]
        texts = own if right else [text and f"−({text})" for text in own]
    return Workings(texts[0] if params else "", texts[1] if macs else "")
