"""What one place of each layer sees of the input, as a picture."""

from __future__ import annotations

from cnncalc.render.chart import Extent, Extents
from cnncalc.report.receptive_field import FieldReport, LayerField
from cnncalc.text import ends_of

MOST = 8
"""The most layers that are drawn."""


def seen_extents(report: FieldReport) -> Extents | None:
    """The layers that see more than those before them, as a picture; of many, some. None without any."""
    found = _growing(report)
    source = found[0].source if found else None
    if source is None or not source.spatial:
        return None
    chosen = [found[round(at * (len(found) - 1) / (MOST - 1))] for at in range(MOST)] if len(found) > MOST else found
    names = ends_of([layer.path for layer in chosen])
    place = f"place {','.join(map(str, report.at))}" if report.at else "the middle place"
    title = f"What {place} of each layer of {report.title} sees of the input"
    drawn = [_extent(layer, name, report.at) for layer, name in zip(chosen, names, strict=True)]
    return Extents(title, source.axes, source.spatial, tuple(drawn))


def _growing(report: FieldReport) -> list[LayerField]:
    """The layers over the first input that is seen whose places see more than any before them, or those asked for."""
    found: dict[tuple[int, ...], LayerField] = {}
    source = next((layer.field.source for layer in report.layers if layer.field), None)
    for layer in report.layers:
        field, seen = layer.field, layer.seen_from(report.at)
        if field is None or seen is None or None in seen or field.source != source:
            continue
        found.setdefault(field.size if report.whole else (len(found),), layer)
    return sorted(found.values(), key=lambda layer: max(layer.field.size if layer.field else (), default=0))


def _extent(layer: LayerField, name: str, at: tuple[int, ...]) -> Extent:
    ends = tuple([region for region in layer.seen_from(at) or () if region is not None])
    return Extent(name, "×".join(str(last - first + 1) for first, last in ends), ends, layer.path)
