"""Tables in LaTeX that fit a page of `article`: as they are, smaller, wrapped, or turned, by what is in them."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from math import ceil
from typing import NamedTuple

from cnncalc.render.page import Cell, Column, Table, exact_number

TEXT_WIDTH, TEXT_HEIGHT = 345.0, 550.0
"""The text of `article`, 10pt, on letter paper, in points; a turned page is as wide as it was high. A4 has as much."""
GAP, NARROW_GAP = 12.0, 8.0
"""The space between columns, twice `\\tabcolsep`: the usual one, and that of smaller type."""
CLOSER = r"\setlength{\tabcolsep}{4pt}"
SIZES = {"": 1.0, r"\small": 0.93, r"\footnotesize": 0.86}
"""The sizes of type, each with the part of the usual room that a text takes."""
NARROW, WIDE = frozenset("iljtfrI.,;:'|!()[] "), frozenset("mwMW·−→≥+=<>%")
"""Letters of Computer Modern that are much narrower or wider than the usual ones."""
NARROWEST, NARROWEST_TURNED = 80.0, 60.0
"""The narrowest that a text is wrapped to, upright and turned."""
MOST_LINES = 40
"""The most lines of a table that is kept on one page."""
NUMBER = re.compile(r"[+−]?[0-9]{1,3}(,[0-9]{3})*\Z")


class TableSetting(NamedTuple):
    """How a table is set."""

    size: str
    columns: tuple[str, ...]
    """The column types of LaTeX's tabular."""
    numeric: tuple[bool, ...]
    """Whether siunitx sets a column's numbers."""
    turned: bool
    long: bool

    @property
    def packages(self) -> tuple[str, ...]:
        """The packages that the table needs."""
        needed = {
            "array": any(">" in column for column in self.columns), "booktabs": True, "longtable": self.long,
            "pdflscape": self.turned, "siunitx": any(self.numeric),
        }  # fmt: skip
        return tuple(package for package, is_needed in needed.items() if is_needed)


def typeset(table: Table) -> TableSetting:
    """The most readable way to set a table: in usual type, upright, and with nothing wrapped, if there is room."""
    numeric = tuple([_is_numeric(cells) for cells in _columns(table)])
    widths = [
        max(map(text_points, (column.title, *map(_text, cells))))
        for column, cells in zip(table.columns, _columns(table), strict=True)
    ]
    for turned, wraps, size in product((False, True), (False, True), SIZES):
        room = _room(len(widths), size, turned)
        squeezed = _squeeze(table.columns, numeric, widths, room, NARROWEST if wraps else None)
        if squeezed is not None:
            break
    else:
        squeezed = _squeeze_all(table.columns, numeric, widths, room)
    columns = tuple(
        _column(column, cells, is_numeric, kept, width, SIZES[size])
        for column, cells, is_numeric, kept, width in zip(
            table.columns, _columns(table), numeric, squeezed, widths, strict=True
        )
    )
    return TableSetting(size, columns, numeric, turned, turned or _lines(table, squeezed) > MOST_LINES)


def _lines(table: Table, widths: Sequence[float]) -> int:
    """How many lines a table has, its cells wrapped in columns of these widths."""
    return sum(
        max(
            [ceil(text_points(_text(cell)) / max(width, 1.0)) for cell, width in zip(row.cells, widths, strict=True)],
            default=1,
        )
        for row in (*table.rows, *table.totals)
    )


def _room(columns: int, size: str, turned: bool) -> float:
    """How wide the columns may be together, as if in usual type."""
    gaps = (NARROW_GAP if size else GAP) * (columns - 1)
    return ((TEXT_HEIGHT if turned else TEXT_WIDTH) - gaps) / SIZES[size]


def text_points(text: str) -> float:
    """About how wide a text is in 10pt Computer Modern; rather more than less."""
    return sum(
        12.3 if char in "×…" else 3.7 if char in NARROW else 8.2 if char in WIDE else 7.2 if char.isupper() else 5.15
        for char in text
    )


def _columns(table: Table) -> list[list[Cell]]:
    return [[row.cells[at] for row in (*table.rows, *table.totals)] for at in range(len(table.columns))]


def _text(cell: Cell) -> str:
    return "" if cell is None else exact_number(cell) if isinstance(cell, int) else cell


def _is_numeric(cells: Sequence[Cell]) -> bool:
    """Whether a column holds whole numbers, but for places that are empty or not known."""
    texts = [text for text in map(_text, cells) if text not in ("", "?", "–")]
    return bool(texts) and all(map(NUMBER.match, texts))


def _squeeze(
    columns: Sequence[Column], numeric: Sequence[bool], widths: Sequence[float], room: float, narrowest: float | None
) -> list[float] | None:
    """The widths in so much room; None if there is not enough. Only texts that may be wrapped give way."""
    flexible = [at for at, column in enumerate(columns) if column.wrap and not numeric[at]]
    return _give_way(widths, room, flexible if narrowest else [], narrowest or 0.0)


def _squeeze_all(
    columns: Sequence[Column], numeric: Sequence[bool], widths: Sequence[float], room: float
) -> list[float]:
    """The widths in so much room where every text gives way, as far as it goes."""
    flexible = [at for at, column in enumerate(columns) if not column.right and not numeric[at]]
    return _give_way(widths, room, flexible, NARROWEST_TURNED) or [
        min(width, NARROWEST_TURNED) if at in flexible else width for at, width in enumerate(widths)
    ]


def _give_way(widths: Sequence[float], room: float, flexible: Sequence[int], narrowest: float) -> list[float] | None:
    """Take from the widest columns what is too much; None if there is not enough to take."""
    kept = list(widths)
    while sum(kept) > room + 0.01:
        over = [at for at in flexible if kept[at] > narrowest]
        if not over:
            return None
        widest = max(over, key=lambda at: kept[at])
        kept[widest] = max(kept[widest] - max((sum(kept) - room) / len(over), 1.0), narrowest)
    return kept


def _column(column: Column, cells: Sequence[Cell], is_numeric: bool, kept: float, width: float, scale: float) -> str:
    if is_numeric:
        texts = list(map(_text, cells))
        digits = max(sum(char.isdigit() for char in text) for text in texts)
        signed = "+" if any(text[:1] in ("+", "−") for text in texts if text) else ""
        return f"S[table-format={signed}{digits}.0]"
    if kept < width:
        side = r"\raggedleft" if column.right else r"\raggedright"
        return rf">{{{side}\arraybackslash}}p{{{kept * scale:.0f}pt}}"
    return "r" if column.right else "l"


def write(
    table: Table, fitted: TableSetting, titles: Sequence[str], cell: Callable[[Cell], str], told: Sequence[str]
) -> Iterator[str]:
    """A table's lines; `cell` writes what is in one. With a caption, `told`, it floats if it is shorter than a page."""
    setup = [r"\sisetup{group-separator={,},group-minimum-digits=4,retain-explicit-plus}"] * any(fitted.numeric)
    head = _line([f"{{{title}}}" * bool(title) for title in titles])
    size = [fitted.size, CLOSER] * bool(fitted.size)
    rows = [_row(row.cells, fitted, cell) for row in table.rows]
    totals = [r"\midrule", *(_row(row.cells, fitted, cell) for row in table.totals)] if table.totals else []
    columns = "@{}" + "".join(fitted.columns) + "@{}"
    if not fitted.long:
        around = "table" if told else "center"
        yield rf"\begin{{{around}}}" + "[htbp]" * bool(told)
        yield from [r"\centering"] * bool(told) + size + setup + [*told]
        yield from (rf"\begin{{tabular}}{{{columns}}}", r"\toprule", head, r"\midrule", *rows, *totals)
        yield from (r"\bottomrule", r"\end{tabular}", rf"\end{{{around}}}")
        return
    yield from [r"\begin{landscape}"] * fitted.turned
    yield from ["{", *size, *setup, rf"\begin{{longtable}}{{{columns}}}"]
    yield from ["".join(told) + r"\\"] * bool(told)
    yield from (r"\toprule", head, r"\midrule", r"\endhead", r"\bottomrule", r"\endfoot", *rows, *totals)
    yield from (r"\end{longtable}", "}")
    yield from [r"\end{landscape}"] * fitted.turned


def _row(cells: Sequence[Cell], fitted: TableSetting, cell: Callable[[Cell], str]) -> str:
    return _line(
        [
            _number(each, cell) if is_numeric else _breakable(cell(each)) if column.startswith(">") else cell(each)
            for each, is_numeric, column in zip(cells, fitted.numeric, fitted.columns, strict=True)
        ]
    )


def _breakable(text: str) -> str:
    """A text whose long names may be broken, in a column that is narrower than they are."""
    return re.sub(r"(\\_|(?<=\w)\.(?=[A-Za-z]))", r"\1\\allowbreak{}", text)


def _number(number: Cell, cell: Callable[[Cell], str]) -> str:
    """A number as siunitx reads it; any other text in braces."""
    text = _text(number)
    return text.replace(",", "").replace("−", "-") if NUMBER.match(text) else f"{{{cell(number)}}}" * bool(text)


def _line(cells: Sequence[str]) -> str:
    line = " & ".join(cells) + r" \\"
    # Behind the \\ of the line above, a bracket or an asterisk would be its argument.
    return "{}" + line if line.startswith(("[", "*")) else line
