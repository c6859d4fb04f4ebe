"""The working."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

import cnncalc
from cnncalc.language.catalogue import names
from cnncalc.render import Options, render
from cnncalc.report.walk import WorkingLine

LINES = [
    ("alexnet-lecture", "conv1", "sizes", WorkingLine("W₂", "(W₁ − F + 2·P)/S + 1", "(227 − 11 + 2·0)/4 + 1", 55)),
    ("alexnet-lecture", "conv1", "params", WorkingLine("weights", "(F·F·C)·K", "(11·11·3)·96", 34_848)),
    ("alexnet-lecture", "conv1", "macs", WorkingLine("macs", "(H₂·W₂·K)·(F·F·C)", "(55·55·96)·(11·11·3)", 105_415_200)),
    ("alexnet-lecture", "pool1", "sizes", WorkingLine("W₂", "(W₁ − F + 2·P)/S + 1", "(55 − 3 + 2·0)/2 + 1", 27)),
    ("alexnet-lecture", "fc1", "params", WorkingLine("weights", "(H₁·W₁·C)·N", "(2·2·256)·4096", 4_194_304)),
    ("alexnet-lecture", "fc2", "params", WorkingLine("weights", "C·N", "4096·4096", 16_777_216)),
    ("alexnet", "conv2", "params", WorkingLine("weights", "(F·F·C/G)·K", "(5·5·96/2)·256", 307_200)),
    (
        "resnet50",
        "conv1",
        "sizes",
        WorkingLine("W₂", "⌊(W₁ − F + 2·P)/S⌋ + 1", "⌊(224 − 7 + 2·3)/2⌋ + 1", 112, "⌊111.5⌋ + 1"),
    ),
    ("alexnet", "lrn1", "operations", WorkingLine("adds", "n·(H₁·W₁·C)", "5·(55·55·96)", 1_452_000)),
    ("lenet5", "C3", "params", WorkingLine("weights", "(F·F)·T", "(5·5)·60", 1_500)),
    ("lenet5", "C3", "params", WorkingLine("biases", "K", "", 16)),
    (
        "googlenet",
        "pool1",
        "sizes",
        WorkingLine("W₂", "⌈(W₁ − F + 2·P)/S⌉ + 1", "⌈(112 − 3 + 2·0)/2⌉ + 1", 56, "⌈54.5⌉ + 1"),
    ),
    ("googlenet", "inception_3a.concat", "sizes", WorkingLine("C", "C₁ + C₂ + C₃ + C₄", "64 + 128 + 32 + 32", 256)),
    ("resnet34-zeropad", "conv3_x.conv3_1.shortcut.zeros", "sizes", WorkingLine("C₂", "C + 64", "64 + 64", 128)),
]


ONE_STEP = [  # a step on 20×30×6; its lines for the output and the padding
    (
        "{conv: 1, kernel: 4, stride: 2, pad: same}",  # 10 = 20/2; 9·2 + 4 − 20 = 2, 14·2 + 4 − 30 = 2
        ["H₂ = ⌈H₁/S⌉ = ⌈20/2⌉ = 10", "W₂ = ⌈W₁/S⌉ = ⌈30/2⌉ = 15",
         "P_H = ((H₂ − 1)·S + F − H₁)/2 = ((10 − 1)·2 + 4 − 20)/2 = 1",
         "P_W = ((W₂ − 1)·S + F − W₁)/2 = ((15 − 1)·2 + 4 − 30)/2 = 1"],
    ),
    (
        "{maxpool: 1x4, stride: 1, pad: same}",  # 29 + 4 − 30 = 3 columns: one before, two after
        ["H₂ = ⌈H₁/S⌉ = ⌈20/1⌉ = 20", "W₂ = ⌈W₁/S⌉ = ⌈30/1⌉ = 30",
         "P_H = ((H₂ − 1)·S + F_H − H₁)/2 = ((20 − 1)·1 + 1 − 20)/2 = 0",
         "P_left = ⌊((W₂ − 1)·S + F_W − W₁)/2⌋ = ⌊((30 − 1)·1 + 4 − 30)/2⌋ = ⌊1.5⌋ = 1",
         "P_right = ⌈((W₂ − 1)·S + F_W − W₁)/2⌉ = ⌈((30 − 1)·1 + 4 − 30)/2⌉ = ⌈1.5⌉ = 2"],
    ),
    (
        "{depthwise_conv: 1, stride: [20, 7], pad: same}",  # 4·7 + 1 − 30 is below 0
        ["H₂ = ⌈H₁/S_H⌉ = ⌈20/20⌉ = 1", "W₂ = ⌈W₁/S_W⌉ = ⌈30/7⌉ = ⌈4.28…⌉ = 5",
         "P_H = max((H₂ − 1)·S_H + F − H₁, 0)/2 = max((1 − 1)·20 + 1 − 20, 0)/2 = 0",
         "P_W = max((W₂ − 1)·S_W + F − W₁, 0)/2 = max((5 − 1)·7 + 1 − 30, 0)/2 = 0"],
    ),
    (
        "{conv: 1, kernel: 3, stride: 1, pad: [1, 2, 3, 0]}",
        ["H₂ = (H₁ − F + P_top + P_bottom)/S + 1 = (20 − 3 + 1 + 2)/1 + 1 = 21",
         "W₂ = (W₁ − F + P_left + P_right)/S + 1 = (30 − 3 + 3 + 0)/1 + 1 = 31"],
    ),
    (
        "{conv_transpose: 1, kernel: 3, stride: 2, pad: [1, 0, 2, 2]}",
        ["H₂ = (H₁ − 1)·S − (P_top + P_bottom) + F = (20 − 1)·2 − (1 + 0) + 3 = 40",
         "W₂ = (W₁ − 1)·S − 2·P_W + F = (30 − 1)·2 − 2·2 + 3 = 57"],
    ),
    (
        "{conv_transpose: 1, kernel: [3, 4], stride: 2, pad: same}",  # what reaches beyond 2·20 and 2·30 is cut
        ["H₂ = S·H₁ = 2·20 = 40", "W₂ = S·W₁ = 2·30 = 60", "P_top = ⌊(F_H − S)/2⌋ = ⌊(3 − 2)/2⌋ = ⌊0.5⌋ = 0",
         "P_bottom = ⌈(F_H − S)/2⌉ = ⌈(3 − 2)/2⌉ = ⌈0.5⌉ = 1", "P_W = (F_W − S)/2 = (4 − 2)/2 = 1"],
    ),
    ("{pad: [0, 1], name: p}", ["W₂ = W₁ + 2·P_W = 30 + 2·1 = 32"]),
    (
        "{maxpool: 3, stride: [20, 15], pad: 1, ceil: true}",
        ["H₂ = ⌈(H₁ − F + 2·P)/S_H⌉ + 1 = ⌈(20 − 3 + 2·1)/20⌉ + 1 = ⌈0.95⌉ + 1 = 2",
         "W₂ = ⌈(W₁ − F + 2·P)/S_W⌉ + 1 = ⌈(30 − 3 + 2·1)/15⌉ + 1 = ⌈1.93…⌉ + 1 = 3"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("step", "lines"), ONE_STEP)
def test_the_working_of_sizes_and_padding(step: str, lines: list[str], tmp_path: Path) -> None:
    (tmp_path / "net.yaml").write_text(f"input: 20x30x6\nlayers: [{step}]\n", encoding="utf-8")
    ((_, working),) = cnncalc.load(str(tmp_path / "net.yaml")).walk().worked()
    found = (*working.sizes, *working.pads)
    assert [
        " = ".join(filter(None, (line.what, line.symbols, line.numbers, line.rounding, str(line.value))))
        for line in found
    ] == lines


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
def test_a_line_of_working(name: str, layer: str, figure: str, line: WorkingLine) -> None:
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


@pytest.mark.parametrize("network", ["alexnet-lecture", "lenet5", "resnet18", "googlenet"])
def test_questions_do_not_give_answers_away(network: str) -> None:
    """No size that is worked out, and no count, stands where the questions alone do."""
    walk = cnncalc.load(network).walk()
    asked = "".join(render(walk, "table", Options(half="ask")))
    answers = {f"{count:,}" for step in walk.steps for count in (step.total_params, step.total_macs) if count}
    outputs = {str(step.output_shape) for step in walk.steps if step.output_shape.spatial}
    outputs -= {str(shape) for shape in walk.input_shapes}
    assert not [answer for answer in answers | outputs if len(answer) > 3 and answer in asked]
    keyed = "".join(render(walk, "table", Options(half="key")))
    assert all(f"{step.total_macs:,}" in keyed for step in walk.steps if step.op == "conv" and step.total_macs)


@pytest.mark.parametrize(
    ("shape", "steps", "uses"),
    [
        ("28x28x192", "conv 32 F=5 P=same", 28 * 28),
        ("28x28x192", "conv 32 F=5 S=2", 12 * 12),
        ("28x28x192", "depthwise_conv 3 P=1", 28 * 28),
        ("28x28x192", "conv 32 F=5 G=4", 24 * 24),
        ("28x28x192", "conv_transpose 32 F=4 S=2 P=1", 28 * 28),  # once at each place of the input
        ("9216", "linear 4096", 1),
        ("28x28x192", "linear 64 positionwise=true", 28 * 28),
        ("28x28x192", "maxpool 2", None),
    ],
)
def test_how_often_a_weight_is_used(shape: str, steps: str, uses: int | None) -> None:
    assert cnncalc.from_line(shape, steps).walk().steps[0].weight_uses == uses
