"""LaTeX, to be put into a document: tables that fit its pages, workings in math mode, the rest as comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cnncalc.render import Options, latex_table
from cnncalc.render.chart import Chart
from cnncalc.render.latex_formula import equation
from cnncalc.render.page import Cell, Derivation, Page, Paragraph, Table, exact_number, table_of
from cnncalc.render.picture import tikz
from cnncalc.render.picture.draw import drawn
from cnncalc.render.views import page_of
from cnncalc.text import printable

SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"$<$", ">": r"$>$", "×": r"$\times$", "−": "$-$",
    "·": r"$\cdot$", "→": r"$\rightarrow$", "⌊": r"$\lfloor$", "⌋": r"$\rfloor$", "⌈": r"$\lceil$", "⌉": r"$\rceil$",
    "α": r"$\alpha$", "β": r"$\beta$", "ε": r"$\epsilon$", "θ": r"$\theta$", "ρ": r"$\rho$", "σ": r"$\sigma$",
    "φ": r"$\phi$", "Σ": r"$\Sigma$", "½": r"$\frac12$", "ⁿ": "$^n$", "√": r"$\surd$", "ˣ": "$^x$", "⁻": "$^-$",
    "≤": r"$\leq$", "≥": r"$\geq$", "≈": r"$\approx$", "µ": r"$\mu$", "–": "--", "|": r"\textbar{}", "…": r"\ldots{}",
    **{sign: f"$^{digit}$" for digit, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
    **{sign: f"$_{digit}$" for digit, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")},
}  # fmt: skip
ALL_PACKAGES = ("array", "booktabs", "longtable", "pdflscape", "siunitx")
"""The packages that a page needs at most, told where its parts are made while it is written."""


def render(report: Any, options: Options) -> Iterator[str]:
    """The report's tables, headings, tasks and workings in LaTeX; its other paragraphs as comments."""
    page = page_of(report, options._replace(totals=True))
    if options.document:
        yield from _document(page, options.page_width)
        return
    caption, label = escape(options.caption), options.label
    if page.title:
        yield f"% {printable(page.title)}\n"
    if page.lead:
        yield f"% {printable(page.lead)}\n"
    yield f"% In the preamble: \\usepackage{{{','.join(_packages(page))}}}\n"
    for part in page.parts:
        yield "\n"
        lines: Iterator[str]
        if isinstance(part, Paragraph):
            lines = _paragraph(part)
        elif isinstance(part, Derivation):
            lines = _derivation(part)
        elif isinstance(part, Table):
            lines = _table(table_of(part), caption, label)
            caption = label = ""  # of the first table
        else:
            lines = _chart(part, options.page_width, caption, label)
            caption = label = ""
        for line in lines:
            yield f"{line}\n"


def _document(page: Page, width: float) -> Iterator[str]:
    """A picture as a document by itself, as large as it is; what is between its begin and end goes into others, too."""
    for part in page.parts:
        if not isinstance(part, (Table, Paragraph, Derivation)):
            scene = drawn(part, width)
            yield f"% {printable(page.title)}\n\\documentclass{{article}}\n"
            size = f"paperwidth={scene.width:.2f}bp,paperheight={scene.height:.2f}bp"
            yield f"\\usepackage[{size},margin=0pt]{{geometry}}\n\\usepackage{{fix-cm}}\n\\usepackage{{tikz}}\n"
            yield "\\pagestyle{empty}\n\\setlength{\\parindent}{0pt}\n\\setlength{\\topskip}{0pt}\n\\begin{document}\n"
            yield from (f"{each}\n" for each in tikz.write(scene, escape))
            yield "\\end{document}\n"
            return


def _packages(page: Page) -> tuple[str, ...]:
    """The packages that a page needs."""
    if not isinstance(page.parts, tuple):
        return ALL_PACKAGES
    tables = [table_of(part) for part in page.parts if isinstance(part, Table)]
    found = {package for table in tables for package in latex_table.typeset(table).packages}
    others = [part for part in page.parts if not isinstance(part, (Table, Paragraph, Derivation))]
    return tuple(sorted(found | ({"tikz"} if others else {"booktabs"})))


def _paragraph(paragraph: Paragraph) -> Iterator[str]:
    if paragraph.style == "task":
        yield r"\begin{flushleft}"
        yield " \\\\\n".join(map(_guarded, paragraph.texts()))
        yield r"\end{flushleft}"
        return
    for line in paragraph.texts():
        yield rf"\paragraph{{{escape(line)}}}" if paragraph.style == "caption" else f"% {printable(line)}"


def _derivation(derivation: Derivation) -> Iterator[str]:
    if derivation.heading:
        yield rf"\paragraph{{{escape(derivation.heading)}}}"
    yield r"\begin{description}\raggedright"
    for name, lines in derivation.figures:
        yield rf"\item[{{{escape(name)}}}] " + " \\\\\n".join(map(_guarded, lines))
    yield r"\end{description}"


def _guarded(line: str) -> str:
    """A line of a list, which may not begin as an argument of the end of the line above."""
    written = typeset(line)
    return "{}" + written if written.startswith(("[", "*")) else written


def _table(table: Table, caption: str, label: str) -> Iterator[str]:
    if table.caption:
        yield rf"\paragraph{{{escape(table.caption)}}}"
    told = [rf"\caption{{{caption}}}"] * bool(caption) + [rf"\label{{{label}}}"] * bool(label)
    titles = [escape(column.title) for column in table.columns]
    yield from latex_table.write(table, latex_table.typeset(table), titles, _cell, told)


def _chart(chart: Chart, width: float, caption: str, label: str) -> Iterator[str]:
    """A chart as a figure with its caption; without a caption it does not float."""
    yield r"\begin{figure}[htbp]" if caption else r"\begin{center}"
    yield from [r"\centering"] * bool(caption)
    yield from tikz.write(drawn(chart, width), escape)
    yield from [rf"\caption{{{caption}}}"] * bool(caption) + [rf"\label{{{label}}}"] * bool(label)
    yield r"\end{figure}" if caption else r"\end{center}"


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return exact_number(cell).replace("−", "$-$")
    indent = len(cell) - len(cell.lstrip(" "))
    return rf"\hspace*{{{indent / 2:g}em}}" * bool(indent) + typeset(cell.lstrip(" "))


def typeset(text: str) -> str:
    """A working in math mode; another text as it is."""
    text = printable(text)
    return equation(text, escape) or escape(text)


def escape(text: str) -> str:
    """A text with the signs that LaTeX would obey written otherwise."""
    return "".join(SPECIAL.get(char, char) for char in printable(text))
