"""What published figures are about: networks, inputs and layers, and what is computed of them."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from cnncalc.errors import CnncalcError, SpecError, UnknownLayerError
from cnncalc.graph import chosen_from
from cnncalc.limits import EFFORT
from cnncalc.network import Network
from cnncalc.published import Published
from cnncalc.report.arithmetic import Asked, evaluate
from cnncalc.report.computed import COMPUTED, NEEDED, SEEN, ComputedValue, whole_network
from cnncalc.report.layers import LayerSummary
from cnncalc.report.summary import Summary, summarize
from cnncalc.shape import Shape

MOST_NETWORKS = 50
"""How many other networks and inputs the figures of a network may need."""
MOST_STEPS = 500_000
"""How many steps those may have in all."""
NAME = r"([A-Za-z0-9][A-Za-z0-9_+-]*)?"
"""A network of the catalogue, or none: no path, which a file may not read."""
Loader = Callable[["str | None", "str | None"], Network]
"""Loads a network of the catalogue by its name, or the one that is verified; with another input if one is given."""


class Subjects:
    """The summaries that a network's figures need, each worked out once, and how often layers are looked for."""

    def __init__(self, network: Network, load: Loader) -> None:
        self._network = network
        self._load = load
        self._known: dict[tuple[str | None, str, bool], Summary] = {}
        self._steps = 0
        self._lookups = 0

    def look(self, patterns: int) -> None:
        """Note that arithmetic looks for layers of the network; raise ValueError where it does too often."""
        self._lookups += len(self._network.graph.nodes) * (patterns + 1)
        if self._lookups > EFFORT:
            raise ValueError("the arithmetic on published figures looks at too many layers")

    def of(self, name: str | None, shape: str, *, training: bool) -> Summary:
        """The summary of the network, or of another, with an input (or its own)."""
        key = (name, shape, training)
        if key not in self._known:
            network = self._network if name is None and not shape else self._load(name, shape or None)
            self._steps += len(network.graph.nodes)
            if len(self._known) >= MOST_NETWORKS or self._steps > MOST_STEPS:
                raise CnncalcError(
                    f"published figures need more than {MOST_NETWORKS} networks and inputs, or {MOST_STEPS:,} steps"
                )
            self._known[key] = summarize(network, training=training)
        return self._known[key]


def look_up(published: Published, subjects: Subjects, asked: Asked) -> Decimal:
    """A figure that a rule or a reason asks for; raise ValueError where there is none."""
    if asked.figure not in COMPUTED or asked.figure == "output":
        raise ValueError(f"there is no figure {asked.figure!r} to compute with")
    if not re.fullmatch(NAME, asked.network):
        raise ValueError(f"network takes a network of the catalogue, not {asked.network!r}")
    subjects.look(len(asked.of))
    where = published._replace(
        figure=asked.figure, of=asked.of or published.of, op="" if asked.of else published.op,
        input=asked.input or ("" if asked.network else published.input),
    )  # fmt: skip
    value, lacking = compute(asked.network or None, where, subjects, anywhere=bool(asked.of))
    if lacking or isinstance(value, Shape):
        raise ValueError(f"{asked.figure} is not known" if lacking else f"{asked.figure} is no number")
    return Decimal(value)


def compute(
    name: str | None, published: Published, subjects: Subjects, *, anywhere: bool = False
) -> tuple[ComputedValue, str]:
    """A figure as far as it is known, and why it is not, or nothing."""
    if published.figure not in COMPUTED:
        try:
            return evaluate(published.figure, partial(look_up, published, subjects)), ""
        except ValueError as error:
            raise SpecError(str(error), origin=published.origin) from None
    try:
        summary = subjects.of(name, published.input, training=bool(published.of))
    except CnncalcError as error:
        raise SpecError(error.message, hint=error.hint, origin=published.origin) from None
    layers, figure = _chosen(summary, published, anywhere=anywhere), published.figure
    counted = whole_network(layers, summary) if figure.endswith("_share") else layers
    lacking = [layer.path for layer in counted if set(NEEDED.get(figure, ())) & set(layer.cost.unknown)]
    computed = COMPUTED[figure](layers, summary)
    if computed is None:
        return 0, "what its places see is not one known size" if figure == SEEN else "only a whole network has it"
    return computed, f"what {lacking[0]} costs is not known" if lacking else ""


def _chosen(summary: Summary, published: Published, *, anywhere: bool) -> Sequence[LayerSummary]:
    """The layers that a figure is about: by name or, in arithmetic, by an op's name or a kind, too."""
    found: list[LayerSummary] = []
    for pattern in published.of:
        alike = [layer for layer in summary.layers if anywhere and pattern in (layer.op, layer.kind)]
        found += alike
        try:
            found += chosen_from(summary.layers, pattern, summary.name)
        except UnknownLayerError as error:
            error.origin = published.origin
            if not alike:
                raise
    paths = {layer.path for layer in found or summary.layers}
    chosen = [layer for layer in summary.layers if layer.path in paths and published.op in ("", layer.kind)]
    if not chosen:
        wanted = ", ".join(published.of) or published.op
        raise UnknownLayerError(f"{summary.name} has no layer for {wanted!r}", origin=published.origin)
    if anywhere:  # side heads are meant only where nothing else is
        chosen = [layer for layer in chosen if not layer.training] or chosen
    return chosen
