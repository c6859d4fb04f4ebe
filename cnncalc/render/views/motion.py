"""A window in motion: a picture of one frame, or of all in time; as text what it sees at each place."""

from __future__ import annotations

from collections.abc import Iterator

from cnncalc.render import Options
from cnncalc.render.data.motion import frame_data
from cnncalc.render.page import Column, Page, Paragraph, Records, Row, Table
from cnncalc.render.picture.motion import Moving, MovingScene
from cnncalc.render.picture.palette import ACTIVATIONS, GRID, INK, MUTED, PAPER, mixed
from cnncalc.render.picture.scene import Box, Label, Mark, Paint, Point, Rectangle, Scene, line
from cnncalc.render.records import record
from cnncalc.render.views.walk import equation_of
from cnncalc.report.motion import CELL, CUT, PADDING, ZERO, AxisMotion, Motion
from cnncalc.text import letters_apart

LARGEST_CELL, GAP, MARGIN = 24.0, 36.0, 10.0
TITLE, TEXT, SMALL = 11.0, 9.0, 8.0
WINDOW_FILL = "#4F94CD"
HATCH = 5.0
"""How far the lines of a hatching are apart."""
FILLS = {CELL: PAPER, ZERO: GRID}
"""What cells are filled with; padding and what is cut off are nothing but dashed lines."""
TOLD = {PADDING: "dashed: padding", ZERO: "grey: zeros put between", CUT: "dashed: cut off"}


def page(motion: Motion, options: Options) -> Page:
    """What the window sees at each place, and how the size follows."""
    columns = (Column("frame", right=True), Column("place"), Column("rows of the window"), Column("columns"))
    rows = [Row(_cells(motion, number)) for number in _numbers(motion)]
    lines = [equation_of(each, named=True) for each in motion.working]
    return Page(_title(motion), (Table(columns, tuple(rows)), Paragraph((*lines, *_told(motion)), "quiet")))


def records(motion: Motion, options: Options) -> Records:
    """One record a frame."""
    header = ("frame", "row", "column", "window_row", "window_column")
    return Records(header, tuple(record(header, frame_data(motion, number)) for number in _numbers(motion)))


def scene(motion: Motion, options: Options) -> Scene:
    """One frame as a picture: the one that is asked for, or the first."""
    return _all_frames(motion, options).still((motion.frame or 1) - 1)


def moving_scene(motion: Motion, options: Options) -> MovingScene | None:
    """All frames as one picture in which some marks move; None where one frame is asked for."""
    return None if motion.frame else _all_frames(motion, options)


def _all_frames(motion: Motion, options: Options) -> MovingScene:
    drawing = _MotionDrawing(motion, options.page_width)
    return MovingScene(
        drawing.width, drawing.height, tuple(drawing.marks()), drawing.moving(), _title(motion), _still(motion)
    )


def _still(motion: Motion) -> str:
    return "; ".join([equation_of(each, named=True) for each in motion.working])


def _title(motion: Motion) -> str:
    return f"{motion.name}   {letters_apart(motion.title)}"


def _numbers(motion: Motion) -> range:
    return range(motion.frame, motion.frame + 1) if motion.frame else range(1, len(motion.frames) + 1)


def _cells(motion: Motion, number: int) -> tuple[str | int, ...]:
    row, column = motion.frames[number - 1]
    seen = [
        ", ".join([str(axis.starts[at] + cell) for cell in axis.cells])
        for axis, at in ((motion.rows, row), (motion.columns, column))
    ]
    return (number, f"{row}, {column}", *seen)


def _told(motion: Motion) -> Iterator[str]:
    """What the signs of the picture mean, those that are in it."""
    kinds = dict.fromkeys([*motion.rows.positions, *motion.columns.positions])
    told = [TOLD[kind] for kind in kinds if kind in TOLD]
    if any(len(axis.seen) < len(axis.positions) for axis in (motion.rows, motion.columns)):
        told.append("hatched: no kernel reaches it" if motion.over_output else "hatched: no window sees it")
    if motion.along_one_axis:
        told.append("only the first row of windows is shown")
    if told:
        yield "; ".join(told)


class _MotionDrawing:
    """Two grids side by side, with a title above and the working below."""

    def __init__(self, motion: Motion, width: float) -> None:
        self._motion = motion
        wide, other = len(motion.columns.positions), len(motion.columns.starts)
        self._cell = min(LARGEST_CELL, (width - 2 * MARGIN - GAP) / (wide + other))
        self.width = width
        heights = (len(motion.rows.positions) * self._cell, len(motion.rows.starts) * self._cell)
        high = max(heights)
        self._top = MARGIN + TITLE + 2 * TEXT + 10
        self._foot = self._top + high + 18
        lines = len(motion.working) + len(list(_told(motion)))
        self.height = self._foot + lines * (SMALL + 4) + MARGIN / 2
        grids = (wide + other) * self._cell + GAP
        left = max((width - grids) / 2, MARGIN)
        first, second = (other, wide) if motion.over_output else (wide, other)
        starts = (left, left + first * self._cell + GAP)
        self._window_at, self._place_at = (starts[1], starts[0]) if motion.over_output else starts
        self._down = {self._window_at: (high - heights[0]) / 2, self._place_at: (high - heights[1]) / 2}
        self._names = (("input", left, first), ("output", starts[1], second))

    def marks(self) -> Iterator[Mark]:
        """What stays where it is."""
        motion = self._motion
        yield Label((self.width / 2, MARGIN + TITLE), _title(motion), TITLE, "middle", bold=True)
        for name, x, cells in self._names:
            middle = x + cells * self._cell / 2
            over = (name == "output") == motion.over_output
            y = self._top - 7 + self._down[self._window_at if over else self._place_at]
            yield Label((middle, y), self._size_text(name), TEXT, "middle", color=MUTED)
        yield from self._fixed_grid()
        for row in range(len(motion.rows.starts)):
            for column in range(len(motion.columns.starts)):
                yield Rectangle(self._box(self._place_at, row, column), Paint(PAPER, INK, 0.6))
        yield from self._lines()

    def moving(self) -> tuple[Moving, ...]:
        """The window, and the place that belongs to it."""
        motion, frames = self._motion, self._motion.frames
        window = [
            Rectangle(self._box(self._window_at, row, column), Paint(WINDOW_FILL, INK, 0.9, opacity=0.6))
            for row in motion.rows.cells
            for column in motion.columns.cells
        ]
        outline = self._box(self._window_at, 0, 0)
        reach = outline._replace(width=motion.columns.extent * self._cell, height=motion.rows.extent * self._cell)
        window.append(Rectangle(reach, Paint("", mixed(WINDOW_FILL, INK, 0.5), 1.8)))
        place = Rectangle(self._box(self._place_at, 0, 0), Paint(ACTIVATIONS, INK, 1.2))
        steps = [(motion.columns.starts[column], motion.rows.starts[row]) for row, column in frames]
        return (
            Moving(tuple(window), tuple([(x * self._cell, y * self._cell) for x, y in steps])),
            Moving((place,), tuple([(column * self._cell, row * self._cell) for row, column in frames]), trail=True),
        )

    def _size_text(self, name: str) -> str:
        motion = self._motion
        over = name == ("output" if motion.over_output else "input")
        axes = (motion.rows, motion.columns)
        sizes = [axis.positions.count(CELL) if over else len(axis.starts) for axis in axes]
        return f"{name} {sizes[0]}×{sizes[1]}" if not motion.along_one_axis else f"{name}, {sizes[1]} wide"

    def _fixed_grid(self) -> Iterator[Mark]:
        rows, columns = self._motion.rows, self._motion.columns
        yield from self._dashes(len(rows.positions), len(columns.positions))
        for row, down in enumerate(rows.positions):
            for column, across in enumerate(columns.positions):
                kind = next((each for each in (PADDING, CUT, ZERO) if each in (down, across)), CELL)
                if kind in FILLS:
                    yield Rectangle(self._box(self._window_at, row, column), Paint(FILLS[kind], INK, 0.6))
        yield from self._hatching(rows, columns)

    def _dashes(self, rows: int, columns: int) -> Iterator[Mark]:
        """The lines of the whole grid, of which only those of padding stay to be seen."""
        paint, edge = Paint(stroke=MUTED, width=0.6, dash=(2.0, 2.0)), self._box(self._window_at, 0, 0)
        if {PADDING, CUT}.isdisjoint((*self._motion.rows.positions, *self._motion.columns.positions)):
            return
        right, bottom = edge.x + columns * self._cell, edge.y + rows * self._cell
        for row in range(rows + 1):
            y = edge.y + row * self._cell
            yield line((edge.x, y), (right, y), paint=paint)
        for column in range(columns + 1):
            x = edge.x + column * self._cell
            yield line((x, edge.y), (x, bottom), paint=paint)

    def _hatching(self, rows: AxisMotion, columns: AxisMotion) -> Iterator[Mark]:
        """Lines over the rows and columns that no window sees."""
        paint = Paint(stroke=MUTED, width=0.6)
        for row in range(len(rows.positions)):
            for column in range(len(columns.positions)):
                if row not in rows.seen or column not in columns.seen:
                    box = self._box(self._window_at, row, column)
                    for start, end in _hatched(box):
                        yield line(start, end, paint=paint)

    def _lines(self) -> Iterator[Mark]:
        y = self._foot
        texts = [*[equation_of(each, named=True) for each in self._motion.working], *_told(self._motion)]
        for text in texts:
            label = Label((self.width / 2, y), text, SMALL, "middle")
            yield label._replace(size=max(min(SMALL, SMALL * (self.width - 2 * MARGIN) / label.width), 6.0))
            y += SMALL + 4

    def _box(self, left: float, row: int, column: int) -> Box:
        return Box(left + column * self._cell, self._top + self._down[left] + row * self._cell, self._cell, self._cell)


def _hatched(box: Box) -> Iterator[tuple[Point, Point]]:
    """Lines from lower left to upper right in a square box, so that those of neighbours meet."""
    count = max(round(box.width / HATCH), 2)
    step = box.width / count
    for at in range(1, 2 * count):
        low, high = max(at - count, 0), min(at, count)
        yield (box.x + low * step, box.y + (at - low) * step), (box.x + high * step, box.y + (at - high) * step)
