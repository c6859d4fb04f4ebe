"""Texts fit to be printed."""

from __future__ import annotations

import pytest

from cnncalc.text import encodable


@pytest.mark.parametrize(
    ("text", "encoding", "written"),
    [
        ("⌊227×227/2⌋ − ½ → é", "utf-8", "⌊227×227/2⌋ − ½ → é"),
        ("⌊227×227/2⌋ − ½ → é", "latin-1", "floor(227×227/2) - ½ -> é"),
        ("⌊227×227/2⌋ − ½ → é", "ascii", "floor(227x227/2) - ? -> ?"),
        ("×\udc80", "utf-8", "×?"),
        ("×", None, "×"),
    ],
)
def test_signs_that_an_encoding_lacks_are_spelled(text: str, encoding: str | None, written: str) -> None:
    assert encodable(text, encoding) == written
