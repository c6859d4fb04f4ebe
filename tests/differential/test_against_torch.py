"""Every layer of every network, against the same layer built and run by torch."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import cnncalc
from cnncalc.language import catalogue
from cnncalc.ops import OPS
from cnncalc.ops.reduction import ExtremeOver, Reduction

torch = pytest.importorskip("torch")

from tests.differential.torch_modules import MODULES, Measured, class_of, run_graph  # noqa: E402 - it needs torch

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")

README = Path(__file__).parents[2] / "architectures" / "README.md"
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def cnncalc_says(network: cnncalc.Network) -> list[Measured]:
    """Every layer as the summary gives it, side heads included."""
    return [
        Measured(layer.path, tuple(layer.output_shape.channels_first()), layer.params, layer.macs)
        for layer in network.summary(training=True).layers
    ]


def differences(network: cnncalc.Network) -> list[tuple[Measured, Measured]]:
    """The layers about which cnncalc (left) and torch (right) disagree.

    MACs are compared for every op: torch counts those of convolutions and matrix products, and an op that cnncalc
    gives MACs is built of these (table_conv of one convolution for each filter, rbf of a product with the centres).
    """
    ours, theirs = cnncalc_says(network), run_graph(network.graph)
    return [(left, right) for left, right in zip(ours, theirs, strict=True) if left != right]


def variants_in(example: str) -> list[str]:
    """The network of an example by itself, "", and each of its variants."""
    document: dict[str, Any] = yaml.safe_load(example)
    return ["", *document.get("variants", {})]


def test_every_op_has_a_module() -> None:
    assert set(MODULES) - set(Reduction.__subclasses__()) - set(ExtremeOver.__subclasses__()) <= set(OPS.values())
    assert all(class_of(op) for op in set(OPS.values()) - set(MODULES))


@pytest.mark.parametrize("name", catalogue.names())
def test_catalogue(name: str) -> None:
    assert differences(cnncalc.load(name)) == []


@pytest.mark.parametrize(
    ("example", "variant"), [(example, variant) for example in EXAMPLES for variant in variants_in(example)]
)
def test_example_of_the_language_reference(example: str, variant: str, tmp_path: Path) -> None:
    file = tmp_path / "net.yaml"
    file.write_text(example, encoding="utf-8")
    network = cnncalc.load(f"{file}:{variant}" if variant else str(file))
    assert differences(network) == []
