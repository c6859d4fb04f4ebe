"""Which layers go by a pattern."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import cnncalc
from cnncalc.errors import UnknownLayerError
from cnncalc.graph import chosen_by
from cnncalc.text import LONGEST_TEXT

LONG = "x" * LONGEST_TEXT

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
    (f"{LONG}x.conv1", f"{LONG}x", True),
    (f"stem.{LONG}x.conv1", f"{LONG}x", False),
]


@pytest.mark.parametrize(("path", "pattern", "goes"), MATCHES)
def test_matches(path: str, pattern: str, goes: bool) -> None:
    assert chosen_by(pattern, [path]) == ({path} if goes else set())


CHOSEN = [
    # a pattern, and those of the paths that go by it
    ("conv1", ["conv1"]),
    (".conv1", ["conv1"]),
    ("conv2", ["g.conv2", "g.h.conv2"]),
    (".conv2", []),
    ("g", ["g.conv1", "g.conv2", "g.h.conv2"]),
    ("h", ["g.h.conv2"]),
    ("conv?", ["conv1", "g.conv1", "g.conv2", "g.h.conv2"]),
]


@pytest.mark.parametrize(("pattern", "paths"), CHOSEN)
def test_a_whole_path_comes_before_a_name(pattern: str, paths: list[str]) -> None:
    assert sorted(chosen_by(pattern, ["conv1", "g.conv1", "g.conv2", "g.h.conv2", "relu1"])) == paths


SHARING = "input: 4x4x3\nlayers: [{conv: 2, kernel: 1, name: a}, {conv: 2, kernel: 1, from: input, share: a}]\n"


@pytest.mark.parametrize(
    ("frozen", "trained", "params"), [([], ["conv2"], 8), (["conv2"], [], 0), (["a"], [], 0), (["conv2"], ["a"], 8)]
)
def test_shared_parameters_are_one(frozen: list[str], trained: list[str], params: int, tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(SHARING)
    assert cnncalc.load(str(path), freeze=frozen, train=trained).totals().trainable_params == params


@pytest.mark.parametrize(
    "look",
    [
        lambda: cnncalc.walk(cnncalc.load("alexnet")).only("conv9"),
        lambda: cnncalc.receptive_field(cnncalc.load("alexnet")).only("conv9"),
        lambda: cnncalc.load("alexnet", freeze=["conv9"]),
        lambda: cnncalc.load("alexnet", train=["conv9"]),
    ],
)
def test_a_layer_that_is_not_there_is_one_mistake(look: Callable[[], object]) -> None:
    with pytest.raises(UnknownLayerError, match=r"^alexnet has no layer 'conv9' \(did you mean 'conv5'\?\)$"):
        look()
