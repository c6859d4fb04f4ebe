"""A diagram as tables: a box a line, with lines on its left that go from one to another."""

from collections.abc import Iterator

from cnncalc.render.diagram.boxes import BLOCK, INPUT, Diagram
from cnncalc.render.diagram.rails import rails
from cnncalc.render.diagram.style import heading
from cnncalc.render.page import Column, Paragraph, Row, Table


def tables(diagram: Diagram) -> Iterator[Table | Paragraph]:
    """The network, then what its blocks are made of."""
    yield table(diagram)
    for inset in diagram.insets:
        yield Paragraph((heading(inset),), "caption")
        yield table(inset.diagram)


def table(diagram: Diagram) -> Table:
    """The boxes in order of execution; what a difference says of them, if it says anything."""
    compared = any(tile.status for tile in diagram.tiles)
    rows = []
    for line, tile in zip(rails(len(diagram.tiles), diagram.links), diagram.tiles, strict=True):
        what = tile.text if tile.kind != INPUT else INPUT
        style = tile.status or ("block" if tile.kind == BLOCK else "")
        said = " ".join(filter(None, (tile.name, what, tile.repeat)))
        rows.append(Row((f"{line}  {tile.path}", *[tile.status] * compared, said, tile.size), style))
    status = (Column("", marked=True),) * compared
    columns = (Column("box", whole=True), *status, Column("what it is"), Column("output", whole=True))
    return Table(columns, tuple(rows))
