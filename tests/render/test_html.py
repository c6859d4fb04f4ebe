"""A page in HTML: for any width, light or dark, and among others without touching them."""

from __future__ import annotations

import re

import pytest

import cnncalc
from cnncalc.render import Options, render
from cnncalc.render.html import DARK, LIGHT, ROOT, fragment

LEAST_CONTRAST = 4.5
"""W3C, Web Content Accessibility Guidelines 2.1, success criterion 1.4.3."""
BACKGROUNDS = [("#ffffff", LIGHT), ("#121212", DARK), ("#1e1e1e", DARK), ("#111111", DARK)]
"""White; what Chromium, VS Code and JupyterLab have where it is dark."""


def luminance(color: str) -> float:
    """WCAG 2.1, relative luminance."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("background", "colors"), BACKGROUNDS)
def test_every_colour_can_be_read(background: str, colors: dict[str, str]) -> None:
    for color in colors.values():
        low, high = sorted((luminance(color), luminance(background)))
        assert (high + 0.05) / (low + 0.05) >= LEAST_CONTRAST


def test_a_page_fits_a_telephone_and_says_so() -> None:
    page = "".join(render(cnncalc.load("lenet5").summary(), "html", Options()))
    assert '<meta name="viewport" content="width=device-width,initial-scale=1">' in page
    assert "overflow-x:auto" in page


def test_its_style_reaches_no_further_than_the_report() -> None:
    text = fragment(cnncalc.load("lenet5").summary(), Options())
    assert text.startswith(f'<div class="{ROOT}">')
    tables = re.sub("<svg.*?</svg>", "", text, flags=re.DOTALL)
    assert not re.search("<(html|head|body|meta|title)", tables)
    (style,) = re.findall("<style>(.*?)</style>", text, re.DOTALL)
    selectors = re.findall(r"([^{}]+)\{", re.sub(r"@media\([^{]*\{", "", style))
    assert len(selectors) > 15
    for selector in selectors:
        assert all(f".{ROOT}" in each for each in selector.split(",")), selector


def test_the_words_that_carry_the_meaning_are_coloured() -> None:
    difference = cnncalc.diff(cnncalc.load("alexnet"), cnncalc.load("zfnet"))
    rows = fragment(difference, Options()).splitlines()
    (removed,) = [row for row in rows if "<td>lrn1</td>" in row]
    assert removed.startswith('<tr><td>lrn1</td><td class="w removed">removed</td>')


def test_a_notebook_shows_a_network_and_a_difference_with_their_pictures() -> None:
    left, right = cnncalc.load("alexnet"), cnncalc.load("zfnet")
    network = left._repr_html_()
    assert network.count("<svg ") == 2  # the figure above the table, the graph below it
    assert network.index("<svg ") < network.index("<table>") < network.rindex("<svg ")
    difference = cnncalc.diff(left, right)._repr_html_()
    assert difference.count("<svg ") == 1
    assert "11×11 /4, 96 → 7×7 /2, 96" in difference
