"""What stands around a row of solids: channels below them, repeats above, sizes and what they are below brackets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from cnncalc.render.diagram.boxes import INPUT, POOL
from cnncalc.render.diagram.ranks import spread
from cnncalc.render.figure.model import Body
from cnncalc.render.figure.solid import Solid, alike
from cnncalc.render.picture.metrics import shortened, width_of
from cnncalc.render.picture.palette import INK, MUTED, RULE
from cnncalc.render.picture.scene import MIDDLE, Label, Mark, Paint, Point, line

SIZE, CHANNELS = 7.2, 6.8
LEADING = 8.8
MOST_LINES = 4
WIDEST = 80.0
APART = 3.0
FIXED, HELD = 1e9, 1e4
"""How firmly the edges of the page stay, and lines to words further down."""
TICK = 2.2


def channel_labels(row: Sequence[Solid], width: float) -> Iterator[Label]:
    """How many channels each body has, said once below neighbours of as many."""
    runs: list[list[Solid]] = []
    before: Solid | None = None
    for solid in row:
        if before and before is runs[-1][-1] and _same_run(before.body, solid.body):
            runs[-1].append(solid)
        elif solid.body.kind != POOL and not solid.body.sign:
            runs.append([solid])
        before = solid if solid.body.kind != POOL and not solid.body.sign else None
    runs = _thinned(runs, width)
    texts = [str(run[0].body.channels) for run in runs]
    wanted = [(run[0].front.x + run[-1].front.right) / 2 for run in runs]
    for run, text, x in zip(runs, texts, _apart(texts, wanted, CHANNELS, width), strict=True):
        half = width_of(text, CHANNELS) / 2 + 1
        near = [each for each in row if each.front.x < x + half and each.right > x - half]
        below = max(each.front.bottom for each in (*run, *near))
        yield Label((x, below + 8.0), text, CHANNELS, MIDDLE, color=MUTED)


def _thinned(runs: list[list[Solid]], width: float) -> list[list[Solid]]:
    """The first, the last, and as many of those between as have room for their labels on the page."""
    while len(runs) > 2 and sum(width_of(str(run[0].body.channels), CHANNELS) + APART for run in runs) > width:
        runs = [*runs[:-1:2], runs[-1]]
    return runs


def _same_run(one: Body, other: Body) -> bool:
    return one.channels == other.channels and alike(one, other) and INPUT not in (one.kind, other.kind)


def repeat_labels(row: Sequence[Solid]) -> Iterator[Label]:
    """How often each body is repeated, above it."""
    named = [solid for solid in row if solid.body.repeat]
    texts = [solid.body.repeat for solid in named]
    places = _apart(texts, [solid.middle for solid in named], SIZE, 1e6, bold=True)
    for solid, x in zip(named, places, strict=True):
        yield Label((x, solid.top - 3.5), solid.body.repeat, SIZE, MIDDLE, bold=True)


def brackets(row: Sequence[Solid], y: float, width: float) -> Iterator[Mark]:
    """Below each size a bracket, the size, and what there is of it; two rows of words where one is too narrow."""
    groups = _groups(row)
    columns = [_words(group) for group in groups]
    widths = [max([label.width for label in column], default=0.0) for column in columns]
    spans = [(group[0].front.x, group[-1].front.right) for group in groups]
    wanted = [(left + right) / 2 for left, right in spans]
    everyone = set(range(len(groups)))
    rows = [everyone] if sum(widths) + APART * len(widths) <= width else [set(range(0, len(groups), 2)), everyone]
    paint = Paint(stroke=RULE, width=0.6)
    for left, right in spans:
        yield line((left, y - TICK), (left, y), (right, y), (right, y - TICK), paint=paint)
    first = y + 10.0
    done: set[int] = set()
    ways = wanted  # where lines to words further down go past those above
    for members in rows:
        members = members - done
        room = [widths[at] if at in members else 0.0 if at in done else 1.0 for at in range(len(groups))]
        held = [1.0 if at in members else HELD for at in range(len(groups))]  # lines to words further down stay
        places = beside(room, wanted, width, held)
        for at in sorted(members):
            far = abs(places[at] - wanted[at]) > widths[at] / 2
            yield from _column(columns[at], (places[at], first), (wanted[at], y), ways[at], moved=far)
        done |= members
        ways = places
        first += LEADING * max([len(columns[at]) for at in members], default=0) + 4.0


def _column(words: Sequence[Label], place: Point, bracket: Point, way: float, *, moved: bool) -> Iterator[Mark]:
    """Words below one another, with a thin line from their bracket if they do not stand right below it."""
    (x, y), (_, top) = place, bracket
    far = y > top + 10.0
    if words and (moved or far):
        bend = ((way, top + 4.0), (way, y - 11.0)) if far else ()
        yield line(bracket, *bend, (x, y - 7.5), paint=Paint(stroke=RULE, width=0.4))
    for number, label in enumerate(words):
        yield label._replace(place=(x, y + number * LEADING))


def _groups(row: Sequence[Solid]) -> list[list[Solid]]:
    """Neighbours over one size; a slab is with what it pools, a join with what comes behind it."""
    groups: list[list[Solid]] = []
    for solid in row:
        last = groups[-1][-1].body if groups else None
        body = solid.body
        if last and (
            body.kind == POOL or (body.kind != INPUT and last.kind not in (INPUT, POOL) and alike(last, body))
        ):
            groups[-1].append(solid)
        else:
            groups.append([solid])
    return groups


def _words(group: Sequence[Solid]) -> list[Label]:
    """The size of a group, and each kind of thing in it once."""
    shown = [solid.body for solid in group if solid.body.kind != POOL] or [solid.body for solid in group]
    size = size_text(shown[0].spatial, shown[-1].spatial)
    whats = list(dict.fromkeys(body.what for body in shown if body.what))
    if len(whats) > MOST_LINES:
        whats = [*whats[: MOST_LINES - 1], "…"]
    lines = [shortened(what, SIZE, WIDEST) for what in whats]
    head = [Label((0, 0), size, SIZE, MIDDLE, bold=True, color=INK)] if size else []
    return [*head, *(Label((0, 0), text, SIZE, MIDDLE, color=MUTED) for text in lines)]


def size_text(first: tuple[int, ...], last: tuple[int, ...]) -> str:
    """A size, or how it shrinks: `570→568`."""
    if first == last or not first:
        return "×".join(map(str, first))
    square = len(set(first)) == len(set(last)) == 1
    return f"{first[0]}→{last[0]}" if square else f"{'×'.join(map(str, first))}→{'×'.join(map(str, last))}"


def _apart(
    texts: Sequence[str], wanted: Sequence[float], size: float, width: float, *, bold: bool = False
) -> list[float]:
    return beside([width_of(text, size, bold=bold) for text in texts], wanted, width)


def beside(
    widths: Sequence[float], wanted: Sequence[float], width: float, weights: Sequence[float] = ()
) -> list[float]:
    """Where texts of some widths are centred, apart from one another and on the page."""
    if not widths:
        return []
    weights = weights or [1.0] * len(widths)
    sides = [0.0, *widths, 0.0]
    between = [(one + other) / 2 + APART for one, other in pairwise(sides)]
    between[0] -= APART
    between[-1] -= APART
    return spread([0.0, *wanted, width], [10 * FIXED, *weights, 10 * FIXED], between)[1:-1]
