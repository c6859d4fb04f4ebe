"""The whole page: what a browser may do with it, its style, the networks, its script."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files

from cnncalc.render import html
from cnncalc.render.html import text_of
from cnncalc.render.picture import svg
from cnncalc.render.web.sections import shapes, write_network, write_together
from cnncalc.report.dossier import Dossier


def render(dossier: Dossier) -> Iterator[str]:
    """The page, piece by piece."""
    style, script = _style(), _asset("page.js")
    title = text_of(dossier.title)
    yield '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, script)}">\n'
    yield '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
    yield '<meta name="color-scheme" content="light dark">\n<link rel="icon" href="data:,">\n'
    yield f"<title>{title}</title>\n<style>{style}</style></head><body>\n"
    yield f"<header><h1>{title}{_shapes(dossier)}</h1>{_views(dossier)}</header>\n<main>\n"
    if dossier.together:
        yield from write_together(dossier, dossier.together)
    for number, reports in enumerate(dossier.networks, start=1):
        yield from write_network(reports, number, len(dossier.networks))
    yield f"</main>\n<script>{script}</script>\n</body></html>\n"


def _shapes(dossier: Dossier) -> str:
    """What goes in and out, of one network."""
    return "" if dossier.together else f" <small>{text_of(shapes(dossier.networks[0].summary))}</small>"


def _views(dossier: Dossier) -> str:
    """The ways to the networks, if there are several."""
    if not dossier.together:
        return ""
    first = "differences" if dossier.together.difference else "comparison"
    links = [f'<a href="#d">{first}</a>']
    links += [f'<a href="#n{at}">{text_of(each.summary.title)}</a>' for at, each in enumerate(dossier.networks, 1)]
    return f'<nav class="views" aria-label="Networks">{"".join(links)}</nav>'


def _style() -> str:
    """The rules, with the palette of the pictures on a light and a dark page."""
    light, dark = _colors(html.LIGHT), _colors(html.DARK)
    palette = f":root{{{svg.color_rules()}}}{light}"
    night = f"@media screen and (prefers-color-scheme:dark){{:root{{{svg.color_rules(dark=True)}}}{dark}}}"
    bars = "".join(f".b{share}{{--share:{share}%}}" for share in range(101))
    return palette + night + bars + _asset("page.css")


def _colors(rules: dict[str, str]) -> str:
    return "".join(f"{names}{{color:{color}}}" for names, color in rules.items())


def _policy(style: str, script: str) -> str:
    """What a browser may run and load: this style and this script, and nothing from anywhere."""
    hashes = [f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in (style, script)]
    return f"default-src 'none';img-src data:;style-src {hashes[0]};script-src {hashes[1]}"


def _asset(name: str) -> str:
    return files("cnncalc.render.web").joinpath(name).read_text(encoding="utf-8")
