"""A scene as TikZ, in the sans-serif font of the document that it is put into."""

from collections.abc import Callable, Iterator

from cnncalc.render.picture.palette import hex_of
from cnncalc.render.picture.scene import (
    END,
    MIDDLE,
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

ANCHORS = {START: "base west", MIDDLE: "base", END: "base east"}
LEADING = 1.2
FIT = (
    r"\providecommand\cnncalcfit[2]{\sbox0{#2}\ifdim\wd0>#1\relax"
    r"\resizebox{#1}{\height}{\usebox0}\else\usebox0\fi}"
)
"""Makes a text no wider than its place: a font may be wider than the one by which labels are placed."""


def write(scene: Scene, text: Callable[[str], str]) -> Iterator[str]:
    """The lines of the scene; `text` escapes what LaTeX would obey."""
    yield r"\begin{tikzpicture}[x=1bp, y=-1bp, inner sep=0pt, outer sep=0pt]"
    for color in sorted(_colors(scene.marks)):
        yield rf"\definecolor{{{_name(color)}}}{{HTML}}{{{color.removeprefix('#')}}}"
    yield FIT
    yield rf"\useasboundingbox (0,0) rectangle {_point((scene.width, scene.height))};"
    for mark in scene.marks:
        yield from _mark(mark, text)
    yield r"\end{tikzpicture}"


def _mark(mark: Mark, text: Callable[[str], str]) -> Iterator[str]:
    match mark:
        case MarkGroup():
            for each in mark.marks:
                yield from _mark(each, text)
        case Label():
            weight = r"\bfseries" if mark.bold else ""
            font = rf"\fontsize{{{length(mark.size)}bp}}{{{length(mark.size * LEADING)}bp}}\selectfont\sffamily{weight}"
            style = f"anchor={ANCHORS[mark.anchor]}, font={font}, text={_name(hex_of(mark.color))}"
            words = rf"\cnncalcfit{{{length(mark.width)}bp}}{{{text(mark.text)}}}"
            yield rf"\node[{style}] at {_point(mark.place)} {{{words}}};"
        case Rectangle():
            corners = f", rounded corners={length(mark.radius)}bp" if mark.radius else ""
            end = (mark.box.right, mark.box.bottom)
            yield rf"\path[{_paint(mark.paint)}{corners}] {_point(mark.box[:2])} rectangle {_point(end)};"
        case Disc():
            yield rf"\path[{_paint(mark.paint)}] {_point(mark.center)} circle[radius={length(mark.radius)}bp];"
        case Curve():
            yield rf"\path[{_paint(mark.paint)}] {_course(mark)};"


def _course(curve: Curve) -> str:
    course = _point(curve.start)
    for piece in curve.pieces:
        *handles, end = map(_point, piece)
        course += f" .. controls {' and '.join(handles)} .. {end}" if handles else f" -- {end}"
    return course + " -- cycle" * curve.closed


def _paint(paint: Paint) -> str:
    styles = []
    if paint.fill:
        styles.append(f"fill={_name(hex_of(paint.fill))}")
        styles += [f"fill opacity={length(paint.opacity)}"] * (paint.opacity < 1)
    if paint.stroke:
        styles += [f"draw={_name(hex_of(paint.stroke))}", f"line width={length(paint.width)}bp"]
    if paint.stroke and paint.dash:
        pattern = " ".join(f"{'off' if at % 2 else 'on'} {length(part)}bp" for at, part in enumerate(paint.dash))
        styles.append(f"dash pattern={pattern}")
    return ", ".join(styles)


def _colors(marks: tuple[Mark, ...]) -> set[str]:
    """Every colour that is used."""
    found: set[str] = set()
    for mark in marks:
        if isinstance(mark, MarkGroup):
            found |= _colors(mark.marks)
        else:
            used = (mark.color,) if isinstance(mark, Label) else (mark.paint.fill, mark.paint.stroke)
            found |= {hex_of(color) for color in used if color}
    return found


def _name(color: str) -> str:
    return f"cnncalc{color.removeprefix('#')}"


def _point(point: Point) -> str:
    return f"({length(point[0])},{length(point[1])})"
