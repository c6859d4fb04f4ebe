"""Slides in LaTeX's beamer class, with workings in math mode."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cnncalc.render import Options
from cnncalc.render.latex import escape, typeset
from cnncalc.render.slides import slides_of, title_of
from cnncalc.render.slides.slide import AskedFigure, Slide, fitted

SIZES = ((7, r"\normalsize"), (11, r"\small"))
"""The size of the letters by the lines that a frame has at most."""


def render(report: Any, options: Options) -> Iterator[str]:
    """A document with a frame a layer, or a change."""
    yield "\\documentclass[aspectratio=169]{beamer}\n\\usetheme{default}\n\\beamertemplatenavigationsymbolsempty\n"
    yield f"\\title{{{escape(title_of(report, options))}}}\n\\date{{}}\n\\begin{{document}}\n\\frame{{\\titlepage}}\n"
    for slide in fitted(slides_of(report, options)):
        yield "".join(f"{line}\n" for line in _frame(slide))
    yield "\\end{document}\n"


def _frame(slide: Slide) -> Iterator[str]:
    size = next((size for most, size in SIZES if slide.lines <= most), r"\footnotesize")
    yield rf"\begin{{frame}}{{{escape(slide.title)}}}{size}"
    yield r"\begin{description}[Parameters]\raggedright"
    if slide.given:
        yield rf"\item[{slide.about}] {typeset(slide.given)}"
    for number, figure in enumerate(slide.asked, start=2):
        yield _item(figure, number)
    yield "\\end{description}\n\\end{frame}"


def _item(figure: AskedFigure, step: int) -> str:
    answer = r" \\ ".join(map(typeset, figure.answer))
    return rf"\item[{{{escape(figure.name)}}}] \alt<{step}->{{{answer}}}{{{typeset(figure.question)}}}"
