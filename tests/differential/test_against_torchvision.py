"""Layer by layer against torchvision's own networks: convolutions, linear layers and batch normalisations."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

import pytest

import cnncalc
from tests.truth import COUNTED, our_name, torchvision_truth

torch = pytest.importorskip("torch")

from torch import Tensor, nn  # noqa: E402 - it may not be there
from torch.nn.modules.module import (  # noqa: E402 - it may not be there
    register_module_buffer_registration_hook,
    register_module_parameter_registration_hook,
)
from torch.utils.flop_counter import FlopCounterMode  # noqa: E402 - it may not be there

if find_spec("torchvision") is None:
    pytest.skip("torchvision is not installed", allow_module_level=True)

KINDS = {nn.Conv2d: "conv", nn.Linear: "linear", nn.BatchNorm2d: "batchnorm"}
OUR_KINDS = {"conv": "conv", "depthwise_conv": "conv", "linear": "linear", "batchnorm": "batchnorm"}
WITH_HEADS = {network for network, _, _ in COUNTED.values()}
NETWORKS = sorted({*(truth.name for truth in torchvision_truth() if truth.name not in COUNTED), *WITH_HEADS})


class Layer(NamedTuple):
    """A layer with parameters; its shape is channels first."""

    kind: str
    shape: tuple[int, ...]
    params: int
    macs: int


def torchvision_models() -> Any:
    """Torchvision's networks.

    They are plain Python, but importing them registers two detection ops of a compiled library, which does not load
    beside a torch it was not built for (a wheel for CUDA beside a CPU torch): then the ops are declared here first.
    """
    try:
        return import_module("torchvision.models")
    except RuntimeError:
        for op in ("nms", "qnms"):
            torch.library.define(f"torchvision::{op}", "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        return import_module("torchvision.models")


def build(name: str) -> nn.Module:
    """A network of torchvision on the meta device, so without values in its weights.

    Each parameter goes there as it is registered: RegNet computes its widths with tensors, which must have values.
    """
    options = {"init_weights": False} if name in WITH_HEADS else {}
    hooks = (
        register_module_parameter_registration_hook(to_meta),
        register_module_buffer_registration_hook(to_meta),
    )
    try:
        model: nn.Module = torchvision_models().get_model(name, weights=None, **options)
    finally:
        for hook in hooks:
            hook.remove()
    return model


def to_meta(module: nn.Module, name: str, value: Any) -> Any:
    """What a module registers instead of a parameter or buffer: the same without its values."""
    moved = value.to("meta")
    return nn.Parameter(moved) if isinstance(value, nn.Parameter) else moved


def torchvision_layers(model: nn.Module, x: Tensor) -> list[Layer]:
    """What hooks on a network see of its layers, in the order of their execution."""
    seen: list[tuple[str, nn.Module, Tensor]] = []
    for name, module in model.named_modules():
        if type(module) in KINDS:
            module.register_forward_hook(lambda module, _, output, name=name: seen.append((name, module, output)))
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(x)
    flops = counter.get_flop_counts()
    return [
        Layer(
            KINDS[type(module)],
            channels_first(module, output),
            sum(parameter.numel() for parameter in module.parameters()),
            sum(flops.get(f"{type(model).__name__}.{name}", {}).values()) // 2,
        )
        for name, module, output in seen
    ]


def channels_first(module: nn.Module, output: Tensor) -> tuple[int, ...]:
    """The shape of one example; a linear layer has its channels last."""
    sizes = tuple(output.shape[1:])
    return (sizes[-1], *sizes[:-1]) if isinstance(module, nn.Linear) else sizes


def our_layers(network: cnncalc.Network, training: bool) -> list[Layer]:
    """The same layers as cnncalc has them."""
    return [
        Layer(OUR_KINDS[layer.op], tuple(layer.output_shape.channels_first()), layer.params, layer.macs)
        for layer in network.summary(training=training).layers
        if layer.op in OUR_KINDS
    ]


@pytest.mark.parametrize(
    ("name", "training"), [*((name, False) for name in NETWORKS), *((name, True) for name in sorted(WITH_HEADS))]
)
def test_layers(name: str, training: bool) -> None:
    network = cnncalc.load(our_name(name))
    model = build(name).eval()
    model.training = training  # side heads run, while batch normalisation stays as at inference
    x = torch.empty(1, *network.graph.inputs[0].shape.channels_first(), device="meta")
    assert our_layers(network, training) == torchvision_layers(model, x)
