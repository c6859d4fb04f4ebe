"""Mermaid: what GitHub, GitLab and notebooks draw from a text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cnncalc.render import Options
from cnncalc.render.diagram.boxes import BLOCK, JOIN, Diagram, Tile
from cnncalc.render.diagram.style import INK_ON_BOXES, dashed, edge_of, fill_of, heading, said_of
from cnncalc.render.picture.palette import SKIP, STATUSES, hex_of
from cnncalc.render.views import diagram_of
from cnncalc.text import printable

ESCAPED = str.maketrans({char: f"#{ord(char)};" for char in '"#&<>`'})
"""What Mermaid, or the Markdown in it, would read as its own."""


def render(report: Any, options: Options) -> Iterator[str]:
    """The report's boxes and arrows."""
    yield from write(diagram_of(report, options))


def fenced(diagram: Diagram) -> Iterator[str]:
    """A diagram in a page of Markdown."""
    yield "```mermaid\n"
    yield from write(diagram)
    yield "```\n"


def write(diagram: Diagram) -> Iterator[str]:
    """A diagram as a flowchart; what blocks are made of stands beside it."""
    yield f"---\ntitle: {_quoted(diagram.title)}\n---\nflowchart TB\n"
    yield from _body(diagram, "", "  ")
    for number, inset in enumerate(diagram.insets):
        yield f"  subgraph d{number}[{_quoted(heading(inset))}]\n    direction TB\n"
        yield from _body(inset.diagram, f"d{number}", "    ")
        yield f"  end\n  style d{number} fill:none,stroke-dasharray:4 3\n"
    tiles = [tile for each in (diagram, *(inset.diagram for inset in diagram.insets)) for tile in each.tiles]
    for kind in dict.fromkeys(tile.kind for tile in tiles):
        yield f"  classDef {kind} fill:{fill_of(kind)},stroke:{edge_of(kind)},color:{INK_ON_BOXES}\n"
    for status in dict.fromkeys(tile.status for tile in tiles if tile.status in STATUSES):
        dash = ",stroke-dasharray:5 3" if dashed(status) else ""
        yield f"  classDef {status} stroke:{STATUSES[status]},stroke-width:3px{dash}\n"
    skips = ",".join(str(number) for number, link in enumerate(_links(diagram)) if link)
    if skips:
        yield f"  linkStyle {skips} stroke:{hex_of(SKIP)},stroke-width:2px\n"


def _links(diagram: Diagram) -> Iterator[bool]:
    """Whether each arrow is a skip, in the order in which they are written."""
    for each in (diagram, *(inset.diagram for inset in diagram.insets)):
        yield from (link.skip for link in each.links)


def _body(diagram: Diagram, prefix: str, margin: str) -> Iterator[str]:
    yield from _inside(diagram, None, prefix, margin)
    for link in diagram.links:
        text = f"|{_quoted(link.text)}|" if link.text else ""
        yield f"{margin}{prefix}n{link.source} -->{text} {prefix}n{link.target}\n"


def _inside(diagram: Diagram, frame: int | None, prefix: str, margin: str) -> Iterator[str]:
    """The tiles and frames that are in a frame itself, or in none."""
    for number, tile in enumerate(diagram.tiles):
        if tile.frame == frame:
            yield f"{margin}{prefix}n{number}{_box(tile)}:::{tile.kind}\n"
            if tile.status in STATUSES:
                yield f"{margin}class {prefix}n{number} {tile.status}\n"
    for number, inner in enumerate(diagram.frames):
        if inner.frame == frame:
            yield f"{margin}subgraph {prefix}f{number}[{_quoted(said_of(inner))}]\n"
            yield from _inside(diagram, number, prefix, f"{margin}  ")
            yield f"{margin}end\n{margin}style {prefix}f{number} fill:none,stroke:{edge_of(BLOCK)}\n"


def _box(tile: Tile) -> str:
    said = _quoted(said_of(tile))
    if tile.kind == JOIN:
        return f"(({said}))"
    return f"[[{said}]]" if tile.repeat else f"({said})"


def _quoted(text: str) -> str:
    return '"' + printable(text).translate(ESCAPED) + '"'
