"""Which layers go by a pattern."""

from __future__ import annotations

import pytest

from cnncalc.graph import LONGEST_PATTERN, matches

LONG = "x" * LONGEST_PATTERN

MATCHES = [
    # a name, a path, or a block around it
    ("conv1", "conv1", True),
    ("stem.left.conv1", "conv1", True),
    ("stem.left.conv1", "stem.left.conv1", True),
    ("stem.left.conv1", "stem", True),
    ("stem.left.conv1", "left", True),
    ("stem.left.conv1", "stem.left", True),
    ("stem.left.conv1", "left.conv1", False),
    ("stem.left.conv1", "ste", False),
    ("stem.left.conv1", "tem", False),
    ("conv10", "conv1", False),
    ("conv1", "conv10", False),
    # patterns, of the name or of the whole path
    ("stem.left.conv1", "conv?", True),
    ("stem.left.conv1", "stem.*", True),
    ("stem.left.conv1", "*.conv[12]", True),
    ("stem.left.conv1", "left.*", False),
    ("stem.left.conv1", "CONV*", False),
    ("stem.left.conv1", "stem?left.conv1", True),
    # what is longer than a pattern may be is a name
    (f"stem.{LONG}", f"{LONG[1:]}?", True),
    (f"stem.{LONG}x", f"{LONG}x", True),
    (f"stem.{LONG}x", f"stem.{LONG}x", True),
    (f"stem.{LONG}x", f"{LONG}?", False),
    (f"{LONG}x.conv1", f"{LONG}x", False),
]


@pytest.mark.parametrize(("path", "pattern", "goes"), MATCHES)
def test_matches(path: str, pattern: str, goes: bool) -> None:
    assert matches(path, pattern) is goes
