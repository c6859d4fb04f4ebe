"""`cnncalc ops`: every op and every word of the language is found, by whatever name."""

from __future__ import annotations

import json

import pytest

from cnncalc.language.constructs import CONSTRUCTS
from cnncalc.language.load import example
from cnncalc.language.statements import STATEMENTS, all_constructs
from cnncalc.ops import OPS
from tests.cli.conftest import Run

CONV = """\
As a step, on 56×56×32

  - {conv: 64, kernel: 3, stride: 2, pad: 1}

  Input       56×56×32
  Output      W₂ = ?
              W₂ = ⌊(W₁ − F + 2·P)/S⌋ + 1 = ⌊(56 − 3 + 2·1)/2⌋ + 1 = ⌊27.5⌋ + 1 = 28
              → 28×28×64
  Parameters  ?
              weights = (F·F·C)·K = (3·3·32)·64 = 18,432
              biases = K = 64
              → 18,496
  MACs        ?
              (H₂·W₂·K)·(F·F·C) = (28·28·64)·(3·3·32) = 14,450,688
"""


def test_all_are_listed_in_a_line_each(run: Run) -> None:
    lines = run("ops").out.splitlines()
    names = [line.split()[0] for line in lines if line and "what it is" not in line]
    for name in (*OPS, *(construct.name for construct in CONSTRUCTS)):
        assert names.count(name) == 1, name


@pytest.mark.parametrize("name", ["conv", "CONV2D", "Conv2d", "convolution"])
def test_one_op_by_any_of_its_names(run: Run, name: str) -> None:
    out = run("ops", name).out
    assert out.startswith("conv\n\nConvolution: ")
    assert CONV in out
    assert "kernel    the kernel's size " in out
    assert "kernel_size, kernel_shape" in out
    assert "PyTorch    nn.Conv1d, nn.Conv2d, nn.Conv3d" in out


FOUND = [
    ("GlobalAveragePooling2D", "global_avgpool\n"),
    ("nn.Upsample", "upsample\n"),
    ("keras.layers.Dense", "linear\n"),
    ("residual", "residual\n\nSteps, and a shortcut around them"),
    ("then", "if\n"),
    ("kernel_size", "kernel_size\n\nop              field   if not said"),
    ("in_channels", "in_channels\n"),
]


@pytest.mark.parametrize(("word", "begins"), FOUND)
def test_other_words(run: Run, word: str, begins: str) -> None:
    ran = run("ops", word)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(begins)


def test_a_word_that_is_an_op_and_a_field(run: Run) -> None:
    assert (
        "pad is also a field of conv, depthwise_conv, conv_transpose, maxpool, avgpool, table_conv."
        in run("ops", "pad").out
    )


def test_an_unknown_word(run: Run) -> None:
    ran = run("ops", "glu")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("no op goes by 'glu' (it is {split: [[], [sigmoid]], join: multiply}")
    assert run("ops", "kernal").err.startswith("no op goes by 'kernal' (did you mean 'kernel'? ")


def test_json(run: Run) -> None:
    listed = json.loads(run("ops", "--json").out)
    assert [op["name"] for family in listed["families"] for op in family["ops"]] == list(OPS)
    told = json.loads(run("ops", "maxpool", "--json").out)
    assert told["op"]["keras"] == ["MaxPooling1D", "MaxPooling2D", "MaxPooling3D"]
    assert told["op"]["fields"][0] == {
        "name": "kernel", "what": "the window's size", "takes": "a size: 3, 1x7", "main": True, "required": True,
        "default": None, "also": ["kernel_size", "pool_size", "kernel_shape"],
    }  # fmt: skip
    assert told["working"]["output_shape"] == [64, 56, 56]
    uses = json.loads(run("ops", "stride", "--json").out)["uses"]
    assert {use["op"]: use["field"]["default"] for use in uses}["conv"] == "1"


@pytest.mark.parametrize("name", OPS)
def test_every_op_has_an_example_that_loads(name: str, run: Run) -> None:
    op = OPS[name]
    step = op.example[1] or name
    assert [node.op.name for node in example(op.example[0], f"- {step}").graph.nodes].count(name) == 1
    assert run("ops", name).status == 0


@pytest.mark.parametrize("construct", CONSTRUCTS, ids=lambda construct: construct.name)
def test_every_construct_has_an_example_that_loads(construct: object, run: Run) -> None:
    assert run("ops", construct.name).status == 0  # type: ignore[attr-defined]


def test_every_construct_and_what_stands_beside_it_is_told() -> None:
    told = {word for construct in CONSTRUCTS for word in (construct.name, *construct.beside)}
    ops = {name for op in OPS.values() for name in op.names()}
    assert {word for statement in all_constructs() for word in statement.schema() if word not in ops} <= told


def test_constructs_are_found_by_their_keys() -> None:
    for (key, _, name), construct in zip(STATEMENTS, all_constructs(), strict=True):
        assert construct.__name__ == name
        assert construct.key == (key if key.isalpha() else "")
