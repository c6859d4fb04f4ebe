"""How many values each step makes: views make none, as in PyTorch; and those of convolutions and linear layers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import cnncalc
from cnncalc.graph import Graph
from cnncalc.report.totals import measure_totals

# Whether the output of torch's own is in its input's memory, at inference: tests/differential/test_memory_against_torch
MADE = [
    *((step, 0) for step in (
        "identity", "dropout", "stochastic_depth", "flatten", "{reshape: 4x4x16}", "{crop: 4}",
        "{permute: [width, channels, height]}", "{channel_slice: [1, 3]}",
    )),
    ("relu", 256), ("batchnorm", 256), ("{channel_shuffle: 2}", 256), ("{pixel_unshuffle: 2}", 256),
    ("{pad: 1}", 10 * 10 * 4), ("{maxpool: 2}", 4 * 4 * 4), ("{upsample: 2}", 16 * 16 * 4), ("global_avgpool", 4),
    ("{op: mine, output: 3x3x3}", 27),
]  # fmt: skip


@pytest.mark.parametrize(("step", "values"), MADE)
def test_a_view_makes_no_values(step: str, values: int, graph_of: Callable[[str], Graph]) -> None:
    assert measure_totals(graph_of(f"input: 8x8x4\nlayers: [{step}]")).activations == values


def test_a_name_for_a_place_changes_nothing(graph_of: Callable[[str], Graph]) -> None:
    plain = "input: 8x8x4\nlayers: [{conv: 4, kernel: 1}, %s relu, %s {split: [[], [{conv: 2, kernel: 1}]]}]"
    without, named = (measure_totals(graph_of(plain % (step, step))) for step in ("", "identity,"))
    assert without.activations == named.activations == 256 + 256 + 128 + 256  # two slices of two channels are views


# fvcore 0.1.5.post20221221, ActivationCountAnalysis(model, inputs).total() on modules of our graphs
FVCORE = [
    ("alexnet-torchvision", 494_184), ("resnet50-torchvision", 11_114_984), ("mobilenet_v2", 6_679_112),
    ("vgg16", 13_556_712),
]  # fmt: skip


@pytest.mark.parametrize(("network", "values"), FVCORE)
def test_activations_of_layers_are_what_fvcore_counts(network: str, values: int) -> None:
    assert cnncalc.load(network).totals().layer_activations == values
