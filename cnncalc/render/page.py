"""A report laid out for reading, before any format: paragraphs and tables with raw cells."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from cnncalc.render.scale import BINARY, SI, THOUSANDS, decimal, rounded, scaled
from cnncalc.shape import Shape

if TYPE_CHECKING:
    from cnncalc.render.chart import Chart

Cell: TypeAlias = "str | int | None"


class Column(NamedTuple):
    """A table's column.

    Where there is little room, columns with the highest `optional` go first, and texts are cut, or go on in
    further lines if they are to `wrap`; what is `whole` is never cut.
    """

    title: str
    right: bool = False
    optional: int = 0
    wrap: bool = False
    least: int = 0
    """How wide the column is at least, so that tables below one another are in line."""
    whole: bool = False
    """Whether a part of a text would say something else, as of a shape."""
    shortest: int = 0
    """How short the column's texts are cut before others are; 0 for no shorter than the others."""
    marked: bool = False
    """Whether the column's words say what a row's style means, as a verdict does."""
    bars: bool = False
    """Whether bars stand beside its shares where a terminal has room for them."""


STRUCTURE = frozenset({"title", "caption", "header", "rule", "block", "total", "task"})
"""The styles of whole rows and lines. All others mean something, and colour the words that say it."""


class Row(NamedTuple):
    """A row's cells, and the name of its style: one of `STRUCTURE`, or that of the column that is marked."""

    cells: tuple[Cell, ...]
    style: str = ""
    below: tuple[str, ...] = ()
    """Lines that stand under the row."""


class Table(NamedTuple):
    """Rows under columns; `totals` stand below a line. `caption` says what it is."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Row, ...] = ()
    caption: str = ""


class Terms(NamedTuple):
    """A line that explains what is shown, in terms by the title of their column; "" for what is always told."""

    terms: tuple[tuple[str, str], ...]

    def text(self, left_out: Collection[str]) -> str:
        """The line where columns of these titles are not shown; empty if it is about no other."""
        told = "; ".join([text for title, text in self.terms if text and title not in left_out])
        return told and f"{told.removesuffix('.')}."


class Paragraph(NamedTuple):
    """Lines of text, and the name of their style. Lines that begin with spaces keep them when wrapped.

    A style that means something is that of the words before a colon, or of the first word.
    """

    lines: tuple[str | Terms, ...]
    style: str = ""

    def texts(self, left_out: Collection[str] = ()) -> list[str]:
        """The lines where columns of these titles are not shown."""
        texts = [line.text(left_out) if isinstance(line, Terms) else line for line in self.lines]
        return [text for text, line in zip(texts, self.lines, strict=True) if text or isinstance(line, str)]

    def split(self, text: str) -> tuple[str, str]:
        """A line's words that its style is of, and the rest."""
        if not self.style or self.style == "quiet":
            return "", text
        if self.style in STRUCTURE:
            return text, ""
        words = text.partition(":" if ":" in text else " ")[0]
        return words, text[len(words) :]


class Derivation(NamedTuple):
    """Figures by name, each with the lines of its working; `heading` stands above them."""

    figures: tuple[tuple[str, tuple[str, ...]], ...]
    heading: str = ""


PagePart: TypeAlias = "Table | Paragraph | Derivation | Chart"


class Page(NamedTuple):
    """A page: what is shown of a report, from top to bottom."""

    title: str
    parts: Iterable[PagePart]
    """The parts of the page, to be gone through once: those of a walk are made while they are written."""
    lead: str = ""
    """What it comes to, in a line under the title."""


class Records(NamedTuple):
    """A report as one plain table for other programs: exact numbers, nothing folded."""

    header: tuple[str, ...]
    rows: Iterable[tuple[Cell, ...]]
    """The rows, to be gone through once."""


def say_shape_order(records: Records) -> Records:
    """The records with a column that says how the shapes in them are written: `55x55x96` has its channels last."""
    return Records((*records.header, "shape_order"), ((*row, "channels last") for row in records.rows))


def shapes_text(shapes: Iterable[Shape]) -> str:
    """Shapes in one text, height × width × channels."""
    return ", ".join(map(str, shapes))


def shapes_plain(shapes: Iterable[Shape]) -> str:
    """Shapes in one text for other programs, `55x55x96`."""
    return " ".join([shape.plain for shape in shapes])


def op_text(op: str, description: str) -> str:
    """An op with the fields that matter, in one text: `conv K=96 F=11 S=4`."""
    return f"{op} {description}".rstrip()


def plain_flag(holds: bool) -> str:
    """Whether something holds, as other programs read it: `true` or `false`."""
    return str(holds).lower()


def noted(notes: Iterable[str]) -> "tuple[Paragraph, ...]":
    """The paragraph of a report's notes, if there are any."""
    lines = tuple([f"Note: {note}" for note in notes])
    return (Paragraph(lines, "note"),) if lines else ()


def named_bounds(figures: Iterable[str], columns: Collection[str]) -> str:
    """The columns of a table whose figures are only lower bounds, or that none are."""
    return " ".join([figure for figure in figures if figure in columns]) or "none"


def known_sum(counts: Collection[int | None]) -> int | None:
    """The sum of some counts; None if one of them is not known."""
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def sum_cell(counts: Collection[int | None]) -> Cell:
    """The sum of some counts; `?` where none is known, `≥` where not all are."""
    known = [count for count in counts if count is not None]
    return bound_text(sum(known), len(known) < len(counts)) if known or not counts else "?"


def bound_text(number: int, is_bound: bool) -> Cell:
    """A number, marked if it is a lower bound."""
    return marked(exact_number(number), is_bound) if is_bound else number


def marked(figure: str, is_bound: bool) -> str:
    """A figure in a text, marked if it is a lower bound."""
    return f"≥ {figure}" if is_bound else figure


def share_text(part: int, whole: int) -> str:
    """A share in per cent; nothing for none, and nothing looks like none or like all that is not."""
    if not part or not whole:
        return ""
    if part != whole and rounded(100 * part, whole, 1) in (0, 1000):
        return "<0.1%" if 2 * part < whole else ">99.9%" if part < whole else ">100.0%"
    return f"{decimal(100 * part, whole, 1)}%"


def short_number(number: int) -> str:
    """A number in four digits at most, `105.4 M`; exact below ten thousand."""
    if abs(number) < 10_000:
        return exact_number(number)
    return f"{'−' if number < 0 else ''}{scaled(abs(number), THOUSANDS, ((2, 1_000), (1, 10_000)))}"


def si_number(number: int) -> str:
    """A number with one decimal and a prefix of SI, as papers' tables have it: `25.6 M`, `4.1 G`."""
    size = abs(number)
    return exact_number(number) if size < 1_000 else f"{'−' if number < 0 else ''}{scaled(size, SI, ((1, 10_000),))}"


def exact_number(number: int) -> str:
    """A number with every digit, `105,415,200`."""
    return f"{number:,}".replace("-", "−")


def signed_number(number: int, *, short: bool = False) -> str:
    """A difference with its sign."""
    text = short_number(number) if short else exact_number(number)
    return f"+{text}" if number > 0 else text


def bytes_text(count: int) -> str:
    """Bytes in binary units, `232.6 MiB`."""
    return scaled(count, BINARY, ((1, 10_240),)) if count >= 1024 else f"{exact_number(count)} B"


def table_of(part: "Table | Derivation | Chart") -> Table:
    """A part as a table, for formats that have columns of their own: what stands below a row is in rows, too."""
    if isinstance(part, Table):
        return part._replace(rows=tuple(each for row in part.rows for each in _with_below(row, part.columns)))
    if not isinstance(part, Derivation):
        from cnncalc.render.chart_table import tabled  # imported when asked for: most pages have no chart

        return tabled(part)
    rows = [(name if not at else "", line) for name, lines in part.figures for at, line in enumerate(lines)]
    return Table((Column("figure"), Column("working")), tuple(map(Row, rows)), caption=part.heading)


def _with_below(row: Row, columns: tuple[Column, ...]) -> Iterable[Row]:
    """A row, and a row for each line under it, in the first column that wraps."""
    yield row._replace(below=())
    at = next((number for number, column in enumerate(columns) if column.wrap), 0)
    for text in row.below:
        yield Row((*[""] * at, text, *[""] * (len(columns) - at - 1)))
