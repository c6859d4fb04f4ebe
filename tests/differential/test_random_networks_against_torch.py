"""Random networks from the whole language, every layer against the same layer built and run by torch."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, note

torch = pytest.importorskip("torch")

from tests.differential.test_against_torch import differences  # noqa: E402 - it needs torch
from tests.random_networks.families import Written, networks  # noqa: E402 - it is of no use without torch

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("networks")


@given(network=networks())
def test_shapes_parameters_and_macs(network: Written, folder: Path) -> None:
    """Side heads included; what shares another layer's parameters has none of its own."""
    note(str(network.files))
    assert differences(network.load(folder)) == []
