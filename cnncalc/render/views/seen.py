"""What one place of each layer sees of the input, as a picture."""

from __future__ import annotations

from cnncalc.render.chart import Extent, Extents
from cnncalc.report.receptive_field import FieldReport, LayerField
from cnncalc.text import brief, ends_of

MOST = 8
"""The most layers that are drawn."""
LARGEST = 1.7
"""How many times the input a layer sees at most, but for the last one: more than that looks alike."""


def seen_extents(report: FieldReport) -> Extents | None:
    """The layers that see more than those before them, as a picture; of many, some. None without any."""
    found = _growing(report)
    source = found[0].source if found else None
    if source is None or not source.spatial:
        return None
    chosen = _chosen(found, max(source.spatial))
    paths = [layer.path for layer in report.layers]
    names = dict(zip(paths, map(brief, ends_of(paths)), strict=True))
    place = f"place {','.join(map(str, report.at))}" if report.at else "the middle place"
    title = f"What {place} of each layer of {report.title} sees of the input"
    drawn = [_extent(layer, names[layer.path], report.at) for layer in chosen]
    return Extents(title, source.axes, source.spatial, tuple(drawn))


def _chosen(layers: list[LayerField], size: int) -> list[LayerField]:
    """At most so many layers, each seeing about as many times more than the one before; the last whatever it sees."""
    if len(layers) <= MOST:
        return layers
    drawn = [layer for layer in layers[:-1] if _most(layer) <= size * LARGEST] or layers[:-1]
    least, most = _most(drawn[0]), _most(drawn[-1])
    wanted = [least * (most / least) ** (at / (MOST - 2)) for at in range(MOST - 1)]
    nearest = [min(drawn, key=lambda layer: abs(_most(layer) - each)) for each in wanted]
    return [*{layer.path: layer for layer in nearest}.values(), layers[-1]]


def _most(layer: LayerField) -> int:
    """The most positions of the input that a layer sees along an axis."""
    return max(layer.field.size if layer.field else (), default=0)


def _growing(report: FieldReport) -> list[LayerField]:
    """The layers over the first input that is seen whose places see more than any before them, or those asked for."""
    found: dict[tuple[int, ...], LayerField] = {}
    source = next((layer.field.source for layer in report.layers if layer.field), None)
    for layer in report.layers:
        field, seen = layer.field, layer.seen_from(report.at)
        if field is None or seen is None or None in seen or field.source != source:
            continue
        found.setdefault(field.size if report.whole else (len(found),), layer)
    return sorted(found.values(), key=_most)


def _extent(layer: LayerField, name: str, at: tuple[int, ...]) -> Extent:
    ends = tuple([region for region in layer.seen_from(at) or () if region is not None])
    return Extent(name, "×".join(str(last - first + 1) for first, last in ends), ends, layer.path)
