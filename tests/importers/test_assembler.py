"""What a reader finds in a model's file becomes a network, and is checked against what the file records."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import cnncalc
from cnncalc.cli import main
from cnncalc.errors import CnncalcError
from cnncalc.importers import READERS
from cnncalc.importers.assembler import Assembler, ModelStep
from cnncalc.importers.given import Given, read_inputs
from cnncalc.importers.paths import in_scopes, tidy
from cnncalc.limits import STANDARD
from cnncalc.network import Network
from cnncalc.ops import OPS
from cnncalc.shape import Shape

CONV = {"filters": 4, "kernel": 3, "pads": [1, 0, 1, 0]}


def assembled(**more: Any) -> Network:
    """A convolution, as a file records it, with some of that changed."""
    assembler = Assembler(Given("net.toy", {}, STANDARD))
    image = assembler.add_input("image", Shape(3, (8, 8)))
    step = ModelStep("node 'c'", "stem.c", OPS["conv"], CONV, (image,), Shape(4, (8, 6)), (108, 4))
    conv = assembler.add(step._replace(**more))
    unread = assembler.add(ModelStep("node 'd'", "stem.d", OPS["relu"], {}, (conv,)))
    relu = assembler.add(ModelStep("node 'r'", "stem", OPS["relu"], {}, (conv,)))
    assert unread != relu
    return assembler.finish([relu])


def test_a_network_is_put_together() -> None:
    network = assembled()
    assert [node.path for node in network.graph.nodes] == [
        "image",
        "stem.c",
        "stem_2",
    ]  # what nothing reads is left out
    assert list(network.graph.scopes) == ["stem"]
    assert network.name == "net"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"output": Shape(4, (8, 8))}, "conv gives 8×6×4, and the file records 8×8×4"),
        ({"parameters": (108,)}, "conv has 108 + 4 parameters, and the file records 108"),
        ({"parameters": (104, 8)}, "conv has 108 + 4 parameters, and the file records 104 + 8"),
        ({"fields": {**CONV, "groups": 2}}, "2 groups do not divide 3 input channels"),
        ({"fields": {**CONV, "stride": 0}}, "stride must be a whole number of at least 1, or 2 of them, not 0"),
    ],
)
def test_what_is_not_as_recorded_is_told(more: dict[str, Any], message: str) -> None:
    with pytest.raises(CnncalcError) as caught:
        assembled(**more)
    assert caught.value.message.startswith(f"net.toy: node 'c': {message}")


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["a", "a", "a"], ["a", "a_2", "a_3"]),
        (["a.b", "a"], ["a.b", "a_2"]),
        (["a_2", "a", "a"], ["a_2", "a", "a_3"]),
        (["-x/y\x1b[31m", "", "..", "previous"], ["x_y_31m", "step_2", "step.step.step", "step_3"]),
    ],
)
def test_names_become_paths(paths: list[str], expected: list[str]) -> None:
    assert tidy(paths) == expected


def test_steps_of_a_scope_stand_together_where_their_inputs_allow_it() -> None:
    paths = ["x", "a.1", "b.1", "a.2", "b.2", "join"]
    reads = [(), (0,), (0,), (1,), (2,), (3, 4)]
    assert [paths[index] for index in in_scopes(paths, reads)] == ["x", "a.1", "a.2", "b.1", "b.2", "join"]


def test_inputs_are_one_shape_or_several_by_name() -> None:
    assert read_inputs("8x9x3") == {"": Shape(3, (8, 9))}
    assert read_inputs("{image: 8x9x3, 'age': 1}") == {"image": Shape(3, (8, 9)), "age": Shape(1)}
    with pytest.raises(CnncalcError, match=r"--input: 'age' is not a shape"):
        read_inputs("{age}")


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A format of its own, whose files say nothing but that they are there."""
    reader = ModuleType("cnncalc.importers.toy")
    reader.__dict__["read"] = lambda given: assembled()
    monkeypatch.setitem(sys.modules, reader.__name__, reader)
    monkeypatch.setitem(READERS, ".toy", "toy")
    path = tmp_path / "net.toy"
    path.touch()
    return path


def test_every_command_and_the_library_take_a_model(
    toy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cnncalc.load(toy).summary().totals.params == 112
    for command in (["summary"], ["walk"], ["memory"], ["diff", "alexnet"], ["compare", "alexnet"], ["show"]):
        monkeypatch.setattr(sys, "argv", ["cnncalc", command[0], str(toy), *command[1:]])
        with pytest.raises(SystemExit) as left:
            main()
        assert not left.value.code
        assert capsys.readouterr().out


def test_what_a_model_cannot(toy: Path) -> None:
    with pytest.raises(CnncalcError, match=r"net.toy is no spec, whose classes could be set"):
        cnncalc.load(toy, set={"classes": 10})
    assert cnncalc.load(toy, freeze=["stem"]).summary().totals.params == 112
