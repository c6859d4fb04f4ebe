"""Slides as a page of reveal.js, which a browser fetches; without it the answers stand below the questions."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from cnncalc.render import Options
from cnncalc.render.slides import slides_of, title_of
from cnncalc.render.slides.slide import AskedFigure, Slide, fitted
from cnncalc.text import printable

HOME = "https://cdn.jsdelivr.net/npm/reveal.js@5.1.0/dist"
STYLE = (
    ".reveal dl{display:grid;grid-template-columns:max-content 1fr;gap:.4em 1em;text-align:left;"
    "font-size:.62em;margin:0}"
    ".reveal dd{margin:0;display:grid}.reveal dd>*{grid-area:1/1}.reveal h2{font-size:1.1em;text-transform:none}"
)


def render(report: Any, options: Options) -> Iterator[str]:
    """A page with a section a layer, or a change."""
    title = _text(title_of(report, options))
    yield f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n'
    yield f'<link rel="stylesheet" href="{HOME}/reveal.css"><link rel="stylesheet" href="{HOME}/theme/white.css">\n'
    yield f"<style>{STYLE}</style></head><body>\n"
    yield f'<div class="reveal"><div class="slides">\n<section><h1 style="font-size:1.5em">{title}</h1></section>\n'
    for slide in fitted(slides_of(report, options)):
        yield "".join(_section(slide))
    yield f'</div></div>\n<script src="{HOME}/reveal.js"></script>\n'
    yield "<script>Reveal.initialize({hash:true})</script>\n</body></html>\n"


def _section(slide: Slide) -> Iterator[str]:
    yield f"<section><h2>{_text(slide.title)}</h2>\n<dl>\n"
    if slide.given:
        yield f"<dt>{slide.about}</dt><dd>{_text(slide.given)}</dd>\n"
    for number, figure in enumerate(slide.asked):
        yield _figure(figure, number)
    yield "</dl></section>\n"


def _figure(figure: AskedFigure, step: int) -> str:
    question = f'<span class="fragment fade-out" data-fragment-index="{step}">{_text(figure.question)}</span>'
    answer = f'<span class="fragment" data-fragment-index="{step}">{"<br>".join(map(_text, figure.answer))}</span>'
    return f"<dt>{_text(figure.name)}</dt><dd>{question}{answer}</dd>\n"


def _text(text: str) -> str:
    return escape(printable(text))
