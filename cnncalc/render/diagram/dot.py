"""DOT, the language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cnncalc.render import Options
from cnncalc.render.diagram.boxes import JOIN, Diagram, Frame, Link, Tile
from cnncalc.render.diagram.style import INK_ON_BOXES, dashed, edge_of, fill_of, heading, said_of
from cnncalc.render.picture.palette import MUTED, SKIP, STATUSES, hex_of
from cnncalc.render.views import diagram_of
from cnncalc.text import printable

FONT = "Helvetica,Arial,sans-serif"


def render(report: Any, options: Options) -> Iterator[str]:
    """The report's boxes and arrows."""
    yield from write(diagram_of(report, options))


def write(diagram: Diagram) -> Iterator[str]:
    """A diagram as a digraph; what blocks are made of stands beside it."""
    yield f"digraph {_quoted(diagram.title)} {{\n"
    yield f'  graph [fontname="{FONT}", fontsize=10, nodesep=0.3, ranksep=0.3]\n'
    yield f'  node [fontname="{FONT}", fontsize=10, shape=box, style="rounded,filled", margin="0.1,0.04"]\n'
    yield f'  edge [fontname="{FONT}", fontsize=8, fontcolor="{hex_of(MUTED)}", arrowsize=0.6]\n'
    yield from _body(diagram, "", "  ")
    for number, inset in enumerate(diagram.insets):
        yield f"  subgraph cluster_d{number} {{\n"
        yield f"    label={_quoted(heading(inset))}\n    style=dashed\n"
        yield from _body(inset.diagram, f"d{number}", "    ")
        yield "  }\n"
    yield "}\n"


def _body(diagram: Diagram, prefix: str, margin: str) -> Iterator[str]:
    yield from _inside(diagram, None, prefix, margin)
    for link in diagram.links:
        yield f"{margin}{prefix}n{link.source} -> {prefix}n{link.target}{_link(link)}\n"


def _inside(diagram: Diagram, frame: int | None, prefix: str, margin: str) -> Iterator[str]:
    """The tiles and frames that are in a frame itself, or in none."""
    for number, tile in enumerate(diagram.tiles):
        if tile.frame == frame:
            yield f"{margin}{prefix}n{number} [{_tile(tile)}]\n"
    for number, inner in enumerate(diagram.frames):
        if inner.frame == frame:
            yield f"{margin}subgraph cluster_{prefix}f{number} {{\n{margin}  {_frame(inner)}\n"
            yield from _inside(diagram, number, prefix, f"{margin}  ")
            yield f"{margin}}}\n"


def _frame(frame: Frame) -> str:
    return f'label={_quoted(said_of(frame))}; labeljust=l; style="rounded"; color="{edge_of("block")}"'


def _tile(tile: Tile) -> str:
    edge = STATUSES.get(tile.status, edge_of(tile.kind))
    marks = [f"label={_quoted(said_of(tile))}", f'fillcolor="{fill_of(tile.kind)}"', f'color="{edge}"']
    marks.append(f'fontcolor="{INK_ON_BOXES}"')
    if tile.kind == JOIN:
        marks.append("shape=circle, margin=0, width=0.3, fixedsize=false")
    if tile.repeat:
        marks.append("peripheries=2")
    if tile.status in STATUSES:
        marks.append("penwidth=2")
    if dashed(tile.status):
        marks.append('style="rounded,filled,dashed"')
    return ", ".join(marks)


def _link(link: Link) -> str:
    marks = [f"label={_quoted(link.text)}"] if link.text else []
    if link.skip:
        marks.append(f'color="{hex_of(SKIP)}", penwidth=1.5, weight=0')
    return f" [{', '.join(marks)}]" if marks else ""


def _quoted(text: str) -> str:
    return '"' + printable(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
