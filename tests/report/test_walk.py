"""The working."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

import cnncalc
from cnncalc.report.walk import Line
from cnncalc.spec.catalogue import names

LINES = [
    ("alexnet-lecture", "conv1", "sizes", Line("W₂", "(W₁ − F + 2·P)/S + 1", "(227 − 11 + 2·0)/4 + 1", 55)),
    ("alexnet-lecture", "conv1", "params", Line("weights", "(F·F·C)·K", "(11·11·3)·96", 34_848)),
    ("alexnet-lecture", "conv1", "macs", Line("macs", "(H₂·W₂·K)·(F·F·C)", "(55·55·96)·(11·11·3)", 105_415_200)),
    ("alexnet-lecture", "pool1", "sizes", Line("W₂", "(W₁ − F + 2·P)/S + 1", "(55 − 3 + 2·0)/2 + 1", 27)),
    ("alexnet-lecture", "fc1", "params", Line("weights", "(H₁·W₁·C)·N", "(2·2·256)·4096", 4_194_304)),
    ("alexnet-lecture", "fc2", "params", Line("weights", "C·N", "4096·4096", 16_777_216)),
    ("alexnet", "conv2", "params", Line("weights", "(F·F·C/G)·K", "(5·5·96/2)·256", 307_200)),
    ("resnet50", "conv1", "sizes", Line("W₂", "⌊(W₁ − F + 2·P)/S⌋ + 1", "⌊(224 − 7 + 2·3)/2⌋ + 1", 112)),
    ("alexnet", "lrn1", "operations", Line("adds", "n·(H₁·W₁·C)", "5·(55·55·96)", 1_452_000)),
    ("lenet5", "C3", "params", Line("weights", "(F·F)·T", "(5·5)·60", 1_500)),
    ("lenet5", "C3", "params", Line("biases", "K", "", 16)),
    ("googlenet", "pool1", "sizes", Line("W₂", "⌈(W₁ − F + 2·P)/S⌉ + 1", "⌈(112 − 3 + 2·0)/2⌉ + 1", 56)),
]


TWO_FLATTENED = """
input: {p: 4x4x2, q: 2x8x2}
layers:
  - {flatten: null, from: p}
  - {linear: 3, name: a}
  - {flatten: null, from: q}
  - {linear: 3, name: b}
  - {add: null, from: [a, b]}
"""


@pytest.mark.parametrize(("name", "layer", "figure", "line"), LINES)
def test_a_line_of_working(name: str, layer: str, figure: str, line: Line) -> None:
    workings = {step.path: working for step, working in cnncalc.load(name).walk().worked()}
    assert line in getattr(workings[layer], figure)


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_the_working_adds_up_to_the_summary(name: str) -> None:
    network = cnncalc.load(name)
    totals = network.summary().totals
    walk = network.walk()
    assert (walk.params, walk.macs) == (totals.params, totals.macs)
    assert network.walk(biases=False).params == totals.weights


@pytest.mark.parametrize(
    ("layer", "paths"),
    [
        ("conv1", ["conv1"]),
        ("fc?", ["fc6", "fc7", "fc8"]),
        ("pool*", ["pool1", "pool2", "pool3"]),
    ],
)
def test_a_part_of_the_walk(layer: str, paths: list[str]) -> None:
    assert [step.path for step in cnncalc.load("alexnet").walk().only(layer).steps] == paths


def test_a_layer_that_is_not_there() -> None:
    with pytest.raises(cnncalc.CnncalcError, match=r"alexnet has no layer 'conv9' \(did you mean 'conv5'\?\)"):
        cnncalc.load("alexnet").walk().only("conv9")


def test_a_walk_can_be_pickled() -> None:
    walk = cnncalc.load("resnet18").walk()
    assert pickle.loads(pickle.dumps(walk)) == walk


def test_what_is_flattened_is_told_apart_by_its_sides(tmp_path: Path) -> None:
    """Both linear layers see 32 values, of other sides."""
    (tmp_path / "net.yaml").write_text(TWO_FLATTENED, encoding="utf-8")
    walk = cnncalc.load(str(tmp_path / "net.yaml")).walk()
    weights = {step.path: working.params[0].numbers for step, working in walk.worked() if step.op == "linear"}
    assert weights == {"a": "(4·4·2)·3", "b": "(2·8·2)·3"}
    assert walk.only("a").steps[0]._replace(path="b") != walk.only("b").steps[0]
