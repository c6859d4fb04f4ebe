"""What ops say that PyTorch and Keras call them is there, and all that those can be told is known here."""

from __future__ import annotations

import inspect
import os
from functools import reduce
from typing import Any

import pytest

from cnncalc.ops import OPS, find_op

PYTORCH = [(op, name) for op in OPS for name in OPS[op].torch]
KERAS = [(op, name) for op in OPS for name in OPS[op].keras]
UNSAID = {"self", "args", "kwargs", "name", "input", "inputs", "x", "tensors", "antialias", "out"}
"""Parameters that are no property of a layer."""


def found(root: Any, name: str) -> Any:
    return reduce(getattr, name.split("."), root)


def told(op: str, layer: type) -> set[str]:
    """The parameters of a layer that an op knows no word for."""
    known = OPS[op]
    return set(inspect.signature(layer.__init__).parameters) - UNSAID - {*known.spellings, *known.words}


@pytest.mark.parametrize(("op", "name"), PYTORCH)
def test_pytorch(op: str, name: str) -> None:
    torch = pytest.importorskip("torch")
    if name.startswith("torchvision."):
        torch = pytest.importorskip("torchvision")
    layer = found(torch, name.removeprefix("torch.").removeprefix("torchvision."))
    assert find_op(name.rpartition(".")[2]) is OPS[op]
    if isinstance(layer, type):
        assert not told(op, layer)


@pytest.mark.parametrize(("op", "name"), KERAS)
def test_keras(op: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras")
    layer = found(keras, name if "." in name else f"layers.{name}")
    assert find_op(name.rpartition(".")[2]) is OPS[op]
    if isinstance(layer, type):
        assert not told(op, layer)
