"""The catalogue's totals against what torchvision's and timm's own networks have, to the last digit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cnncalc
from tests.truth import TimmTruth, Truth, digest, timm_truth, torchvision_truth


@pytest.mark.parametrize("truth", torchvision_truth(), ids=lambda truth: truth.name)
def test_torchvision(truth: Truth) -> None:
    network = cnncalc.load(truth.ours)
    params = network.summary(training=truth.heads_have_params).totals.params
    macs = network.summary(training=truth.heads_run).totals.macs
    assert (params, macs) == (truth.params, truth.macs)


@pytest.mark.parametrize("truth", timm_truth(), ids=lambda truth: truth.ours)
def test_timm_layer_by_layer(truth: TimmTruth) -> None:
    network = cnncalc.load(truth.ours, input=f"{truth.input}x{truth.input}x3")
    totals = network.summary().totals
    each = sorted(int(layer.macs) for layer in network.summary().layers if layer.macs)
    assert (totals.params, totals.macs) == (truth.params, truth.macs)
    assert not truth.layers or (len(each), digest(each)) == (truth.layers, truth.each)


TRANSFORMERS = json.loads(
    (Path(__file__).parent / "data" / "torchvision-transformers.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", TRANSFORMERS["models"])
def test_transformers_of_torchvision(name: str) -> None:
    """Products of attention are among the MACs, as FlopCounterMode counts them on the meta device."""
    for size, figures in TRANSFORMERS["models"][name].items():
        totals = cnncalc.load(name, input=f"{size}x{size}x3").totals()
        assert {"params": totals.params, "macs": totals.macs} == figures


# timm's count of parameters, and half of what FlopCounterMode gives on the meta device
DEIT = [("deit_tiny", 5_717_416, 1_253_683_200), ("deit_tiny-distilled", 5_910_800, 1_261_003_776)]


@pytest.mark.parametrize(("name", "params", "macs"), DEIT)
def test_deit(name: str, params: int, macs: int) -> None:
    totals = cnncalc.load(name).totals()
    assert (totals.params, totals.macs) == (params, macs)
