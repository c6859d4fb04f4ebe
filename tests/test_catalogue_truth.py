"""The catalogue's totals against what torchvision's own networks have, to the last digit."""

from __future__ import annotations

import pytest

import cnncalc
from tests.truth import Truth, torchvision_truth


@pytest.mark.parametrize("truth", torchvision_truth(), ids=lambda truth: truth.name)
def test_torchvision(truth: Truth) -> None:
    network = cnncalc.load(truth.ours)
    params = network.summary(training=truth.heads_have_params).totals.params
    macs = network.summary(training=truth.heads_run).totals.macs
    assert (params, macs) == (truth.params, truth.macs)
