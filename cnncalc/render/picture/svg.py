"""A scene as SVG: a file by itself, or a part of an HTML page whose colours it takes."""

from collections.abc import Iterable, Iterator
from html import escape

from cnncalc.render.picture.palette import DARK, LIGHT, PAPER, hex_of
from cnncalc.render.picture.scene import (
    START,
    Curve,
    Disc,
    Label,
    Mark,
    MarkGroup,
    Paint,
    Point,
    Rectangle,
    Scene,
    length,
)
from cnncalc.text import printable

FONTS = "Helvetica, Arial, Liberation Sans, Arimo, Nimbus Sans, DejaVu Sans Condensed, sans-serif"
"""The first five have the widths that labels are placed by; letters of others are made as wide."""
PIXELS = 1.75
"""How many of a screen's a point takes on a page: texts are as large as those around the picture, nearly."""
LEAST_PIXELS = 520
"""How wide a picture is at least, where it would take more room: a telephone moves it to and fro."""
PREFIX = "--cnncalc-"
"""What the names of the palette's colours begin with in an HTML page."""


def write(scene: Scene, unit: str = "pt") -> Iterator[str]:
    """The scene as a file."""
    size = f'width="{length(scene.width)}{unit}" height="{length(scene.height)}{unit}"'
    yield from _picture(scene, f'xmlns="http://www.w3.org/2000/svg" {size}', inline=False)


def written_scene(scene: Scene, more: Iterable[str]) -> Iterator[str]:
    """The scene as a file with more elements on top, as they are written."""
    *pieces, end = write(scene)
    yield from (*pieces, *more, end)


def written_mark(mark: Mark) -> str:
    """A mark as an element of a file."""
    return _mark(mark, inline=False)


def write_inline(scene: Scene, *, styled: bool = True) -> Iterator[str]:
    """The scene as an element of an HTML page that has the rules of `color_rules`; as wide as there is room at most.

    Where it is not `styled`, the page's own rules say how wide it is.
    """
    least = length(min(scene.width * 4 / 3, LEAST_PIXELS))
    size = f'width="{length(scene.width * PIXELS)}"'
    size += f' style="max-width:100%;min-width:{least}px;height:auto"' if styled else ""
    yield from _picture(scene, size, inline=True)


def color_rules(*, dark: bool = False) -> str:
    """The palette as rules of CSS."""
    return ";".join(f"{PREFIX}{name}:{color}" for name, color in (DARK if dark else LIGHT).items())


def _picture(scene: Scene, size: str, *, inline: bool) -> Iterator[str]:
    named = f' aria-label="{_text(scene.title)}"' if scene.title else ""
    view = f'viewBox="0 0 {length(scene.width)} {length(scene.height)}"'
    yield f'<svg {size} {view} font-family="{FONTS}" role="img"{named}>\n'
    if scene.title and not inline:  # on a page, the title of a picture would lie over those of its parts
        yield f"<title>{_text(scene.title)}</title>\n"
    if scene.description:
        yield f"<desc>{_text(scene.description)}</desc>\n"
    if not inline:
        yield f"{_mark(Rectangle(scene.box, Paint(PAPER)), inline)}\n"
    for mark in scene.marks:
        yield f"{_mark(mark, inline)}\n"
    yield "</svg>\n"


def _mark(mark: Mark, inline: bool) -> str:
    match mark:
        case MarkGroup():
            return _group(mark, inline)
        case Label():
            return _label(mark, inline)
        case Rectangle():
            box = mark.box
            shape = f'<rect x="{length(box.x)}" y="{length(box.y)}" width="{length(box.width)}"'
            round_off = f' rx="{length(mark.radius)}"' if mark.radius else ""
            return f'{shape} height="{length(box.height)}"{round_off}{_paint(mark.paint, inline)}/>'
        case Disc():
            x, y = mark.center
            shape = f'<circle cx="{length(x)}" cy="{length(y)}" r="{length(mark.radius)}"'
            return f"{shape}{_paint(mark.paint, inline)}/>"
        case Curve():
            return f'<path d="{_course(mark)}"{_paint(mark.paint, inline)}/>'


def _group(group: MarkGroup, inline: bool) -> str:
    about = f' data-about="{_text(group.about)}"' if group.about else ""
    title = f"<title>{_text(group.title)}</title>" if group.title else ""
    return f"<g{about}>{title}{''.join(_mark(mark, inline) for mark in group.marks)}</g>"


def _label(label: Label, inline: bool) -> str:
    x, y = label.place
    anchor = "" if label.anchor == START else f' text-anchor="{label.anchor}"'
    bold = ' font-weight="bold"' if label.bold else ""
    wide = f' textLength="{length(label.width)}" lengthAdjust="spacingAndGlyphs"' if len(label.text) > 1 else ""
    shape = f'<text x="{length(x)}" y="{length(y)}" font-size="{length(label.size)}"{anchor}{bold}{wide}'
    return f'{shape} fill="{_color(label.color, inline)}">{_text(label.text)}</text>'


def _paint(paint: Paint, inline: bool) -> str:
    written = f' fill="{_color(paint.fill, inline) if paint.fill else "none"}"'
    if paint.fill and paint.opacity < 1:
        written += f' fill-opacity="{length(paint.opacity)}"'
    if paint.stroke:
        written += f' stroke="{_color(paint.stroke, inline)}" stroke-width="{length(paint.width)}"'
    if paint.stroke and paint.dash:
        written += f' stroke-dasharray="{" ".join(map(length, paint.dash))}"'
    return written


def _course(curve: Curve) -> str:
    course, here = "M" + _points((curve.start,)), curve.start
    for piece in curve.pieces:
        x, y = end = piece[-1]
        if len(piece) == 1 and y == here[1]:
            course += f"H{length(x)}"
        elif len(piece) == 1 and x == here[0]:
            course += f"V{length(y)}"
        else:
            course += ("L" if len(piece) == 1 else "C") + _points(piece)
        here = end
    return course + "Z" * curve.closed


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"{length(x)} {length(y)}" for x, y in points)


def _color(color: str, inline: bool) -> str:
    return f"var({PREFIX}{color})" if inline and not color.startswith("#") else hex_of(color)


def _text(text: str) -> str:
    return escape(printable(text))
