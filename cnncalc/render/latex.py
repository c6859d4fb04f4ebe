"""LaTeX tables with booktabs rules, to be put into a document that loads booktabs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cnncalc.render import Options
from cnncalc.render.page import Cell, Paragraph, Table, exact_number, table_of
from cnncalc.render.views import page_of
from cnncalc.text import printable

SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"$<$", ">": r"$>$", "×": r"$\times$", "−": "$-$",
    "·": r"$\cdot$", "→": r"$\rightarrow$", "⌊": r"$\lfloor$", "⌋": r"$\rfloor$", "⌈": r"$\lceil$", "⌉": r"$\rceil$",
    "≥": r"$\geq$", "≈": r"$\approx$", "µ": r"$\mu$", "–": "--", "|": r"\textbar{}", "…": r"\ldots{}",
    **{sign: f"$^{digit}$" for digit, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
    **{sign: f"$_{digit}$" for digit, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")},
}  # fmt: skip


def render(report: Any, options: Options) -> Iterator[str]:
    """The report's tables and captions in LaTeX; its other paragraphs as comments above and below."""
    page = page_of(report, options)
    if page.title:
        yield f"% {printable(page.title)}\n"
    for number, part in enumerate(page.parts):
        if number or page.title:
            yield "\n"
        lines = _paragraph(part) if isinstance(part, Paragraph) else _table(table_of(part))
        for line in lines:
            yield f"{line}\n"


def _paragraph(paragraph: Paragraph) -> Iterator[str]:
    for line in paragraph.texts():
        yield rf"\paragraph{{{_cell(line)}}}" if paragraph.style == "caption" else f"% {printable(line)}"


def _table(table: Table) -> Iterator[str]:
    alignment = "".join("r" if column.right else "l" for column in table.columns)
    yield rf"\begin{{tabular}}{{{alignment}}}"
    yield r"\toprule"
    yield _line(tuple(column.title for column in table.columns))
    yield r"\midrule"
    for row in table.rows:
        yield _line(row.cells)
    if table.totals:
        yield r"\midrule"
        for row in table.totals:
            yield _line(row.cells)
    yield r"\bottomrule"
    yield r"\end{tabular}"


def _line(cells: tuple[Cell, ...]) -> str:
    line = " & ".join(_cell(cell) for cell in cells) + r" \\"
    # Behind the \\ of the line above, a bracket or an asterisk would be its argument.
    return "{}" + line if line.startswith(("[", "*")) else line


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return exact_number(cell).replace("−", "$-$")
    indent = len(cell) - len(cell.lstrip(" "))
    return rf"\hspace*{{{indent / 2:g}em}}" * bool(indent) + "".join(
        SPECIAL.get(char, char) for char in printable(cell.lstrip(" "))
    )
