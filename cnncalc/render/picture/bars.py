"""Bars: a row for each layer or block, a panel for each figure, shares at the ends of the bars."""

from collections.abc import Iterator

from cnncalc.render.chart import Bars, Panel
from cnncalc.render.picture.metrics import shortened, width_of
from cnncalc.render.picture.palette import INK, MUTED, RULE
from cnncalc.render.picture.scene import END, Box, Label, Mark, MarkGroup, Paint, Rectangle, Scene, line, moved
from cnncalc.render.picture.text_size import text_size

ROW, BAR = 1.5, 0.72
"""The height of a row as a part of its text's size, and that of a bar as a part of its row's."""
WIDEST_LABEL = 0.3
"""The part of the page's width that labels take at most."""
SHORTEST = 4.0
"""How long the longest bar is at least, in sizes of texts."""
LEAST = 0.6
"""How long a bar is at least, unless its value is 0."""
GAP = 2.2
"""Between panels, as a part of the size of texts; and half of it between a label and its bars."""


def draw(bars: Bars, width: float) -> Scene:
    """The bars on a page of a width; panels for which there is no room beside others stand below them."""
    beside = _beside(bars, width)
    marks: list[Mark] = []
    height = 0.0
    for first in range(0, len(bars.panels), beside):
        scene = _BarsDrawing(bars._replace(panels=bars.panels[first : first + beside]), width).scene()
        marks += [moved(mark, (0, height)) for mark in scene.marks]
        height += scene.height + text_size(width)
    return Scene(width, height - text_size(width), tuple(marks), bars.title)


def _beside(bars: Bars, width: float) -> int:
    """How many panels have room beside one another."""
    for count in range(len(bars.panels), 1, -1):
        drawing = _BarsDrawing(bars._replace(panels=bars.panels[:count]), width)
        if drawing.room - drawing.end_room >= SHORTEST * drawing.size:
            return -(-len(bars.panels) // -(-len(bars.panels) // count))  # as many in each row
    return 1


class _BarsDrawing:
    """Draws bars on a page of a width, which decides the sizes of all parts."""

    def __init__(self, bars: Bars, width: float) -> None:
        self.bars = bars
        self.width = width
        self.size = text_size(width)
        self.row = ROW * self.size
        self.labels = tuple(shortened(row, self.size, width * WIDEST_LABEL) for row in bars.rows)
        self.left = max((width_of(label, self.size) for label in self.labels), default=0) + GAP * self.size / 3
        self.room = (width - self.left + GAP * self.size) / len(bars.panels) - GAP * self.size
        """The width of a panel."""
        shares = [width_of(share, self.size) for panel in bars.panels for share in panel.shares]
        self.end_room = max(shares, default=0) + self.size * 0.4
        self.is_split = any(self._head_width(panel) > self.room for panel in bars.panels)
        """Whether totals stand below the titles: beside them there is no room."""
        self.most = [max((value or 0 for value in panel.values), default=0) for panel in bars.panels]
        """The largest value of each panel."""
        self.top = self.size * (3.4 if self.is_split else 2.2)

    def scene(self) -> Scene:
        """The bars as a picture."""
        height = self.top + self.row * len(self.labels) + self.size * 0.4
        marks = [*self._rows(), *(mark for at, _ in enumerate(self.bars.panels) for mark in self._frame(at, height))]
        return Scene(self.width, height, tuple(marks))

    def _head_width(self, panel: Panel) -> float:
        title = width_of(panel.title, self.size, bold=True)
        return title + self.size / 2 + width_of(panel.total, self.size)

    def _start(self, panel: int) -> float:
        return self.left + panel * (self.room + GAP * self.size)

    def _frame(self, at: int, height: float) -> Iterator[Mark]:
        """A panel's title, total and axis."""
        panel, x, y = self.bars.panels[at], self._start(at), self.size
        beside = 0 if self.is_split else width_of(panel.title, self.size, bold=True) + self.size / 2
        yield Label((x, y), shortened(panel.title, self.size, self.room, bold=True), self.size, bold=True)
        yield Label((x + beside, y + self.size * 1.2 * self.is_split), panel.total, self.size, color=MUTED)
        yield line((x, self.top - self.size * 0.3), (x, height), paint=Paint(stroke=RULE, width=0.6))

    def _rows(self) -> Iterator[Mark]:
        for number, (label, about) in enumerate(zip(self.labels, self.bars.about, strict=True)):
            y = self.top + self.row * (number + 0.5)
            end = self.left - GAP * self.size / 3
            name = Label((end, y + self.size * 0.36), label, self.size, END)
            bars = [mark for at, _ in enumerate(self.bars.panels) for mark in self._bar(at, number, y)]
            yield MarkGroup((name, *bars), about, self._told(number))

    def _bar(self, at: int, number: int, y: float) -> Iterator[Mark]:
        panel, x = self.bars.panels[at], self._start(at)
        value = panel.values[number]
        length = max(value / self.most[at] * (self.room - self.end_room), LEAST) if value else 0.0
        if length:
            height = self.row * BAR
            yield Rectangle(Box(x, y - height / 2, length, height), Paint(panel.color))
        if panel.shares[number]:
            place = (x + length + self.size * 0.4, y + self.size * 0.36)
            yield Label(place, panel.shares[number], self.size, color=MUTED if value else INK)

    def _told(self, number: int) -> str:
        values = [(panel, panel.values[number]) for panel in self.bars.panels]
        figures = [f"{panel.title} {'?' if value is None else panel.text(value)}" for panel, value in values]
        return f"{self.bars.rows[number]}: {', '.join(figures)}"
