"""A network as the figure of a paper draws it."""

from __future__ import annotations

from cnncalc.errors import CnncalcError
from cnncalc.render import Options
from cnncalc.render.chart import Chart
from cnncalc.render.data.drawing import volume_data
from cnncalc.render.diagram.boxes import JOIN
from cnncalc.render.diagram.captions import brief, kind_of, spaced, volume_text
from cnncalc.render.figure.model import Arc, Body, Volumes
from cnncalc.render.figure.planes import suits
from cnncalc.render.page import Page, Records, say_shape_order
from cnncalc.render.picture.draw import drawn
from cnncalc.render.picture.scene import Scene
from cnncalc.render.records import record
from cnncalc.render.views.outline import flat, inset_of
from cnncalc.report.drawing import Drawing, Volume
from cnncalc.report.fold import Unit

VOLUMES, PLANES, BLOCKS = ("volumes", "planes", "blocks")
"""How a figure may be drawn."""
MOST_VOLUMES = 60
"""The most volumes of a row; of more, boxes say more."""
MOST_APART = 4
"""How many equal layers stand beside one another; more are one with how many they are."""


def figure(drawing: Drawing, options: Options) -> Chart:
    """The row of volumes, or flat boxes where there is no row.

    Raises CnncalcError where a row is asked for and there is none.
    """
    if options.style in (VOLUMES, PLANES) and not drawing.in_a_row:
        raise CnncalcError(f"{drawing.name} does not go in a row of {options.style}", hint="--style blocks")
    insets = tuple(map(inset_of, drawing.definitions))
    row = drawing.in_a_row and len(drawing.volumes) <= MOST_VOLUMES
    if options.style == BLOCKS or not (row or options.style):
        return flat(drawing.sketch)._replace(insets=insets, title=drawing.title, legend=True)
    bodies: list[Body] = []
    first: list[int] = []
    for volume in drawing.volumes:
        first.append(len(bodies))
        bodies += _bodies(volume)
    last = [at - 1 for at in first[1:]] + [len(bodies) - 1]
    arcs = [Arc(last[each.source], first[each.target], _on_the_way(each.units)) for each in drawing.rounds]
    planes = options.style == PLANES or (not options.style and not arcs and suits(bodies))
    return Volumes(tuple(bodies), tuple(arcs), insets, drawing.title, planes)


def scene(drawing: Drawing, options: Options) -> Scene:
    """The figure as a picture."""
    return drawn(figure(drawing, options), options.page_width)


def page(drawing: Drawing, options: Options) -> Page:
    """The figure alone."""
    return Page(drawing.title, (figure(drawing, options),))


def records(drawing: Drawing, options: Options) -> Records:
    """One record a volume."""
    header = ("path", "what", "repeat", "output_shape", "rounds")
    rows = []
    for number, volume in enumerate(drawing.volumes):
        rounds = [drawing.volumes[each.source].path for each in drawing.rounds if each.target == number]
        rows.append(record(header, volume_data(volume), output_shape=volume.shape.plain, rounds=" ".join(rounds)))
    return say_shape_order(Records(header, rows))


def _bodies(volume: Volume) -> list[Body]:
    """A volume, or one for each of a few equal layers."""
    unit = volume.units[0] if volume.units else None
    main = unit.main if unit else None
    kind, shape, repeat = kind_of(unit), volume.shape, volume.repeat
    about = tuple([layer.path for each in volume.units for layer in each.layers])
    sign = brief(main) if main and kind == JOIN else ""
    apart = main is not None and repeat <= MOST_APART
    said = f"×{repeat}" if repeat > 1 and not apart else ""
    kernel = main.application.op.attributes().get("kernel", ()) if main else ()
    body = Body(kind, shape.spatial, shape.channels, volume_text(volume), said, sign, about, volume.path, tuple(kernel))
    return [body] * (repeat if apart else 1)


def _on_the_way(units: tuple[Unit, ...]) -> str:
    return ", ".join([brief(unit.main) if unit.main else spaced(unit.block) for unit in units])
