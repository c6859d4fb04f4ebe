"""Texts fit to be printed."""

from __future__ import annotations

import pytest

from cnncalc.text import brief, encodable, ends_of


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


def test_the_ends_of_paths_tell_them_apart() -> None:
    assert ends_of(["conv1", "a.conv1", "a.b.conv1", "a.b.fc"]) == ["conv1", "a.conv1", "b.conv1", "b.fc"]
    assert ends_of(["s1.u1", "s1.u2", "s2.u1", "s2.u3"]) == ["s1.u1", "s1.u2", "s2.u1", "s2.u3"]
    assert ends_of(["x.y", "x.y"]) == ["x.y", "x.y"]
    assert brief("stage3.mbconv2.expand.conv1") == "stage3…expand.conv1"
    assert brief("a.b.c") == "a.b.c"
