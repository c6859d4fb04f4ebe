"""A figure as LeNet's paper has it: feature maps as planes, and the window that one place of the next sees."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from cnncalc.render.diagram.boxes import CONV, DEPTHWISE, FC, INPUT, POOL, TRANSPOSED
from cnncalc.render.diagram.marks import arrow_head
from cnncalc.render.figure.labels import beside
from cnncalc.render.figure.model import Body, Volumes
from cnncalc.render.picture.metrics import width_of
from cnncalc.render.picture.palette import BLACK, INK, KINDS, MUTED, PAPER, RULE, mixed
from cnncalc.render.picture.scene import (
    MIDDLE,
    Box,
    Label,
    Mark,
    MarkGroup,
    Paint,
    Point,
    Rectangle,
    Scene,
    extent_of,
    line,
    moved,
    polygon,
)

TALLEST, POWER = 70.0, 0.7
"""How high the largest plane is; heights go by this power of sizes."""
MOST_PLANES, STEP, DEEPEST = 10, 4.2, 34.0
"""How many planes are drawn at most, how far each is behind the next, and how far the last is behind the first."""
BAR, SLANT = 4.5, 0.35
GAP, NARROWEST = 24.0, 10.0
MARGIN = 4.0
SIZE, SMALL, LEADING, APART = 7.5, 7.0, 9.0, 4.0
VERBS = {
    CONV: "convolution", DEPTHWISE: "depthwise convolution", TRANSPOSED: "transposed convolution", POOL: "subsampling",
    FC: "full connection",
}  # fmt: skip


class _PlaneStack(NamedTuple):
    """A body's planes, or its bar."""

    body: Body
    front: Box
    behind: float
    """How far the last plane is behind the first: to the right, and up."""

    @property
    def box(self) -> Box:
        front = self.front
        return Box(front.x, front.y - self.behind, front.width + self.behind, front.height + self.behind)


def draw(volumes: Volumes, width: float) -> Scene:
    """The figure on a page of a width."""
    room = width - 2 * MARGIN
    stacks = _placed(volumes.bodies, room)
    marks: list[Mark] = []
    marks += [MarkGroup(tuple(_stack(stack)), " ".join(stack.body.about), stack.body.name) for stack in stacks]
    for source, target in pairwise(stacks):
        marks += _window(source, target)
    marks += _words(stacks, extent_of(marks).bottom + 13.0, room)
    box = extent_of(marks)
    left = max(MARGIN, MARGIN + (room - box.width) / 2) - box.x
    placed = tuple(moved(mark, (left, MARGIN - box.y)) for mark in marks)
    return Scene(max(width, box.width + 2 * MARGIN), box.height + 2 * MARGIN, placed, volumes.title)


def _placed(bodies: Sequence[Body], room: float) -> list[_PlaneStack]:
    """The stacks in a row, in the middle of a line; smaller where there is no room."""
    scale = 1.0
    while True:
        sizes = [_size(body, bodies, scale) for body in bodies]
        total = sum(width + behind for width, _, behind in sizes) + NARROWEST * (len(sizes) - 1)
        if total <= room or scale < 0.2:
            break
        scale *= 0.95
    gap = min(GAP, NARROWEST + max(0.0, room - total) / max(len(sizes) - 1, 1))
    found: list[_PlaneStack] = []
    x = max(0.0, (room - total - (gap - NARROWEST) * (len(sizes) - 1)) / 2)
    for body, (width, height, behind) in zip(bodies, sizes, strict=True):
        found.append(_PlaneStack(body, Box(x, (behind - height) / 2, width, height), behind))
        x += width + behind + gap
    return found


def _size(body: Body, bodies: Sequence[Body], scale: float) -> tuple[float, float, float]:
    """How wide and how high a plane is, and how far back the last one is."""
    spatial = _flat(body)
    if not spatial:
        height = min(8.0 + 0.6 * body.channels, TALLEST) * scale
        return BAR + SLANT * height, height, 0.0
    largest = max(size for each in bodies for size in _flat(each))
    height, width = (max(TALLEST * (size / largest) ** POWER * scale, 3.0) for size in spatial)
    count = min(body.channels, MOST_PLANES)
    return width, height, min(STEP * (count - 1), DEEPEST) * scale


def _flat(body: Body) -> tuple[int, ...]:
    """The height and the width of a plane; nothing for a vector, as which a single place is drawn, too."""
    height, width = (1, 1, *body.spatial)[-2:]
    return (height, width) if max(height, width) > 1 else ()


def _stack(stack: _PlaneStack) -> Iterator[Mark]:
    color = KINDS[stack.body.kind]
    edge = mixed(color, BLACK, 0.5)
    if not _flat(stack.body):
        box = stack.front
        corners = ((box.x, box.y), (box.x + BAR, box.y), (box.right, box.bottom), (box.right - BAR, box.bottom))
        yield polygon(*corners, paint=Paint(color, edge, 0.6))
        return
    count = min(stack.body.channels, MOST_PLANES)
    for at in range(count - 1, -1, -1):
        by = stack.behind * at / max(count - 1, 1)
        fill = mixed(color, PAPER, 0.22) if at else color
        box = stack.front._replace(x=stack.front.x + by, y=stack.front.y - by)
        yield Rectangle(box, Paint(fill, edge, 0.5))


def _window(source: _PlaneStack, target: _PlaneStack) -> Iterator[Mark]:
    """The window that one place sees on the plane before, and lines to the place; else an arrow."""
    spatial, kernel = _flat(source.body), target.body.kernel[-2:]
    end = _place(target)
    if not spatial or not kernel:
        start = (source.box.right + 2, source.box.center[1])
        paint = Paint(stroke=RULE, width=0.9)
        tip = (target.front.center[0] - BAR if not _flat(target.body) else target.front.x, start[1])
        if tip[0] - start[0] > 5:
            yield line(start, (tip[0] - 2, tip[1]), paint=paint)
            yield arrow_head((tip[0] - 2, tip[1]), (1.0, 0.0), paint)
        return
    high, wide = (1, *kernel)[-2:]
    front = source.front
    size = (front.width * min(wide / spatial[1], 1.0), front.height * min(high / spatial[0], 1.0))
    x = front.x + (front.width - size[0]) * 0.62
    y = front.y + (front.height - size[1]) * 0.4
    paint = Paint(stroke=INK, width=0.8)
    thin = Paint(stroke=INK, width=0.5)
    yield Rectangle(Box(x, y, *size), paint)
    yield line((x + size[0], y), end, paint=thin)
    yield line((x + size[0], y + size[1]), end, paint=thin)
    if _flat(target.body):
        yield Rectangle(Box(end[0] - 1, end[1] - 1, 2, 2), Paint(fill=INK))


def _place(stack: _PlaneStack) -> Point:
    """The place of a plane or a bar that a window is seen from."""
    front = stack.front
    if _flat(stack.body):
        return front.x + front.width * 0.3, front.y + front.height * 0.45
    return front.center[0], front.center[1]


def _words(stacks: Sequence[_PlaneStack], y: float, room: float) -> Iterator[Mark]:
    """Below each stack its size and its name, and between them, a line further down, what is done."""
    heads = [_head(stack.body) for stack in stacks]
    names = [stack.body.name.rpartition(".")[2] for stack in stacks]
    widths = [
        max(width_of(head, SIZE, bold=True), width_of(name, SMALL)) for head, name in zip(heads, names, strict=True)
    ]
    centers = beside(widths, [stack.box.center[0] for stack in stacks], room)
    for x, head, name in zip(centers, heads, names, strict=True):
        yield Label((x, y), head, SIZE, MIDDLE, bold=True)
        yield Label((x, y + LEADING), name, SMALL, MIDDLE, color=MUTED)
    verbs = [_done(stack.body) for stack in stacks[1:]]
    if sum(width_of(words[0], SMALL) + APART for words in verbs) > centers[-1] - centers[0]:
        verbs = [(*words[0].split(), *words[1:]) for words in verbs]
    widths = [max(width_of(word, SMALL) for word in words) for words in verbs]
    wanted = [(one + other) / 2 for one, other in pairwise(centers)]
    low = y + 2.6 * LEADING
    for x, words in zip(beside(widths, wanted, room), verbs, strict=True):
        for row, word in enumerate(words):
            yield Label((x, low + row * LEADING), word, SMALL, MIDDLE, color=MUTED)


def _head(body: Body) -> str:
    """`6@28×28`, as LeNet's paper has it."""
    flat = _flat(body)
    return f"{body.channels}@{'×'.join(map(str, body.spatial))}" if flat else str(body.channels)


def _done(body: Body) -> tuple[str, ...]:
    kernel = "×".join(map(str, body.kernel))
    verb = VERBS.get(body.kind, body.what or body.name)
    return (verb, kernel) if kernel and body.kind != FC else (verb,)


def suits(bodies: Sequence[Body]) -> bool:
    """Whether a network is drawn so by itself: few and thin maps, one behind the other."""
    flat = [body for body in bodies if _flat(body)]
    few = len(bodies) <= 9 and not any(body.repeat or body.sign for body in bodies)
    return few and len(flat) > 1 and all(body.channels <= 2 * MOST_PLANES for body in flat if body.kind != INPUT)
