"""Published figures against computed ones, at the precision they were published in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from cnncalc.errors import CnncalcError, SpecError, did_you_mean
from cnncalc.graph import chosen_by
from cnncalc.measure.depth import LAYER_KINDS, depths
from cnncalc.network import Network, Published
from cnncalc.report.accuracy import Accuracy, accuracies
from cnncalc.report.base import Report, named
from cnncalc.report.figures import parse_figure
from cnncalc.report.layers import Layer
from cnncalc.report.summary import Summary, summarize
from cnncalc.shape import Shape

MOST_LOOKUPS = 3_000_000
"""How often layers are looked at, to find those that figures are about."""
MOST_NETWORKS = 50
"""How many other networks and inputs the figures of a network may need."""
MOST_STEPS = 500_000
"""How many steps those may have in all."""
MATCH, KNOWN_WRONG, MISMATCH, UNKNOWN = "match", "known-wrong", "mismatch", "unknown"

Loader = Callable[["str | None", "str | None"], Network]
"""Loads a network of the catalogue by its name, or the one that is verified; with another input if one is given."""


Computed = int | float | Shape
"""What a figure is computed to be."""


class Checked(NamedTuple):
    """A published figure, what it is computed to be, and the verdict."""

    network: str
    figure: str
    of: str
    published: str
    computed: Computed | None
    """None where it is not known."""
    source: str
    verdict: str
    agreement: str
    """How a match agrees: `exact`, `rounded`, `cut off`, `within the range`."""
    reason: str
    """Why a figure is wrong, where that is known, or what is the matter."""
    note: str
    compared_with: str = ""
    """What is computed, where what is published may be of several: `depth` or `layers` of a number of layers."""


@dataclass(frozen=True, slots=True, repr=False)
class Verification(Report):
    """All checked figures."""

    figures: tuple[Checked, ...]
    left_out: tuple[str, ...] = ()
    """The kinds of figures that were published, too, and that nothing here computes: accuracies, or a word misspelt."""
    accuracies: tuple[Accuracy, ...] = ()
    """The accuracies among them, each with how it was measured."""

    @property
    def about(self) -> str:
        return named(figure.network for figure in self.figures)

    @property
    def mismatches(self) -> int:
        """How many figures differ and nobody has said why."""
        return sum(1 for figure in self.figures if figure.verdict == MISMATCH)


def verify(network: Network, load: Loader) -> Verification:
    """Check every published figure of a network that can be computed."""
    steps, patterns = len(network.graph.nodes), sum(len(each.of) + 1 for each in network.published)
    if steps * patterns > MOST_LOOKUPS:
        raise SpecError(
            f"{network.name}: {len(network.published):,} published figures of {steps:,} steps are too many",
            origin=network.published[0].origin,
        )
    summaries = _Summaries(network, load)
    figures = [_check(network, published, summaries) for published in network.published if published.figure in COMPUTED]
    left_out = [published.figure for published in network.published if published.figure not in COMPUTED]
    return Verification(tuple(figures), tuple(dict.fromkeys(left_out)), accuracies(network))


class _Summaries:
    """The summaries that a network's figures need, each worked out once."""

    def __init__(self, network: Network, load: Loader) -> None:
        self._network = network
        self._load = load
        self._known: dict[tuple[str | None, str, bool], Summary] = {}
        self._steps = 0

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


def _check(network: Network, published: Published, summaries: _Summaries) -> Checked:
    """A figure that may be read in several ways is read in the first that agrees, or else the first."""
    readings = READINGS.get(published.figure)
    if readings is None:
        return _checked(network, published, summaries)
    found = [_checked(network, published._replace(figure=reading), summaries) for reading in readings]
    chosen = next((each for each in found if each.verdict != MISMATCH), found[0])
    return chosen._replace(figure=published.figure, compared_with=chosen.figure)


def _checked(network: Network, published: Published, summaries: _Summaries) -> Checked:
    computed, lacking = _compute(None, published, summaries)
    if published.versus:
        other, more_lacking = _compute(published.versus, published, summaries)
        if isinstance(computed, Shape) or isinstance(other, Shape):
            raise SpecError("versus needs a figure that is a number", origin=published.origin)
        computed, lacking = computed - other, lacking or more_lacking
    agreement = _agreement(published, computed)
    verdict, reason = _verdict(published, agreement, lacking)
    return Checked(
        network.name, published.figure, _subject(published), published.value, None if lacking else computed,
        published.source, verdict, agreement if verdict == MATCH else "", reason, published.note,
    )  # fmt: skip


def _verdict(published: Published, agreement: str, lacking: str) -> tuple[str, str]:
    """The verdict, and the reason for it where there is something to say."""
    if lacking:
        return UNKNOWN, f"what {lacking} costs is not known"
    if published.wrong:
        return (MISMATCH, "it is said to be wrong, but it agrees") if agreement else (KNOWN_WRONG, published.wrong)
    return (MATCH if agreement else MISMATCH), ""


def _agreement(published: Published, computed: Computed) -> str:
    if isinstance(computed, Shape):
        return "exact" if published.value.replace(" ", "").replace("x", "×") == str(computed) else ""
    if "%" in published.value and "share" not in published.figure:
        raise SpecError(f"{published.value} is a share, and {published.figure} is none", origin=published.origin)
    try:
        return parse_figure(published.value, difference=bool(published.versus)).agreement(computed)
    except ValueError as error:
        raise SpecError(str(error), origin=published.origin) from None


def _subject(published: Published) -> str:
    """What a figure is about, in words."""
    parts = [", ".join(published.of) or published.op]
    if published.versus:
        parts.append(f"against {published.versus}")
    if published.input:
        parts.append(f"at {published.input}")
    return " ".join(filter(None, parts))


def _compute(name: str | None, published: Published, summaries: _Summaries) -> tuple[Computed, str]:
    """A figure, as far as it is known, and a layer that is not known and that it depends on, or nothing."""
    try:
        summary = summaries.of(name, published.input, training=bool(published.of))
    except CnncalcError as error:
        raise SpecError(error.message, hint=error.hint, origin=published.origin) from None
    layers, figure = _chosen(summary, published), published.figure
    counted = _whole(layers, summary) if figure.endswith("_share") else layers
    lacking = [layer.path for layer in counted if NEEDED.get(figure, figure) in layer.cost.unknown]
    return COMPUTED[figure](layers, summary), "".join(lacking[:1])


def _chosen(summary: Summary, published: Published) -> list[Layer]:
    every = [layer.path for layer in summary.layers]
    paths = {path for pattern in published.of or ("*",) for path in chosen_by(pattern, every)}
    chosen = [
        layer for layer in summary.layers if layer.path in paths and (not published.op or layer.kind == published.op)
    ]
    if not chosen:
        names = [layer.path for layer in summary.layers] + list(summary.scopes)
        hint = did_you_mean(published.of[0], names) if published.of else ""
        wanted = ", ".join(published.of) or published.op
        raise SpecError(f"{summary.name} has no layer for {wanted!r}", hint=hint, origin=published.origin)
    return chosen


def _share(layers: list[Layer], summary: Summary, figure: str) -> float:
    part, whole = (sum(getattr(layer, figure) for layer in some) for some in (layers, _whole(layers, summary)))
    return 100 * part / whole if whole else 0.0


def _whole(layers: list[Layer], summary: Summary) -> list[Layer]:
    """What some layers are a part of: without the side heads, unless they are in one."""
    in_heads = any(layer.training for layer in layers)
    return [layer for layer in summary.layers if in_heads or not layer.training]


def _depth(layers: list[Layer], summary: Summary) -> int:
    """The most layers with weights, of some, that one comes upon on a way from an input: how papers count depth."""
    chosen = {layer.path for layer in layers if layer.kind in LAYER_KINDS}
    found = depths((layer.path, layer.inputs, layer.path in chosen) for layer in summary.layers)
    return max(found[layer.path] for layer in layers)


READINGS = {"layers": ("depth", "layers")}
"""What a published figure may be of, most likely first: papers mostly mean how deep, and sometimes how many."""
NEEDED = {
    "trainable": "trainable_params", "params_with_statistics": "params", "params_share": "params", "macs_share": "macs",
}  # fmt: skip
"""What must be known of layers for a figure of them, if it is not the figure itself."""
COMPUTED: dict[str, Callable[[list[Layer], Summary], Computed]] = {
    "params": lambda layers, _: sum(layer.params for layer in layers),
    "weights": lambda layers, _: sum(layer.weights for layer in layers),
    "trainable": lambda layers, _: sum(layer.trainable_params for layer in layers),
    "params_with_statistics": lambda layers, _: sum(layer.params + layer.statistics for layer in layers),
    "macs": lambda layers, _: sum(layer.macs for layer in layers),
    "activations": lambda layers, _: sum(layer.activations for layer in layers),
    "layers": lambda layers, _: sum(1 for layer in layers if layer.kind in LAYER_KINDS),
    "depth": _depth,
    "output": lambda layers, _: layers[-1].output_shape,
    "params_share": lambda layers, summary: _share(layers, summary, "params"),
    "macs_share": lambda layers, summary: _share(layers, summary, "macs"),
}
