"""A diagram in plain text: a box a line, and lines on its left that go from one to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cnncalc.render.diagram.boxes import Link

BOX, ALONG, ACROSS, CROSSING = "●", "│", "─", "┼"
ENDS, BEGINS, BOTH = "╯", "╮", "┤"


def rails(boxes: int, links: Iterable[Link]) -> Iterator[str]:
    """For each of so many boxes, in order, the lines beside it."""
    behind: dict[int, list[int]] = {}
    for link in links:
        behind.setdefault(link.source, []).append(link.target)
    lanes: list[int | None] = []  # where each line goes; None where there is none now
    for box in range(boxes):
        ending = [at for at, target in enumerate(lanes) if target == box]
        own = ending[0] if ending else _free(lanes)
        for at in ending:
            lanes[at] = None
        passing = {at for at, target in enumerate(lanes) if target is not None}
        beginning = []
        # Straight on goes what goes on at all, and of that the nearest.
        targets = sorted(set(behind.get(box, ())), key=lambda target: (target not in behind, target))
        for number, target in enumerate(targets):
            at = own if number == 0 else _free(lanes, own + 1)
            lanes[at] = target
            beginning.append(at)
        yield _line(own, set(ending) - {own}, set(beginning) - {own}, passing)
        while lanes and lanes[-1] is None:
            lanes.pop()


def _free(lanes: list[int | None], first: int = 0) -> int:
    """The first column without a line."""
    at = next((at for at in range(first, len(lanes)) if lanes[at] is None), len(lanes))
    while at >= len(lanes):
        lanes.append(None)
    return at


def _line(own: int, ending: set[int], beginning: set[int], passing: set[int]) -> str:
    last = max((own, *ending, *beginning))
    signs = []
    for at in range(max((last, *passing)) + 1):
        within = own < at <= last
        if at == own:
            sign = BOX
        elif at in ending and at in beginning:
            sign = BOTH
        elif at in ending or at in beginning:
            sign = (ENDS if at in ending else BEGINS) if at == last else ("┴" if at in ending else "┬")
        elif at in passing:
            sign = CROSSING if within else ALONG
        else:
            sign = ACROSS if within else " "
        signs.append(sign + (ACROSS if own <= at < last else " "))
    return "".join(signs).rstrip()
