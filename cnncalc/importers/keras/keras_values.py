"""Keras's layers that work on each value: activations, sums and products, pooling, what only training needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Any

from cnncalc.importers.keras.keras_config import KerasPlace
from cnncalc.importers.keras.keras_layers import LayerUse

ACTIVATIONS = {
    "relu": "relu", "relu6": "relu6", "sigmoid": "sigmoid", "tanh": "tanh", "softmax": "softmax", "elu": "elu",
    "selu": "selu", "gelu": "gelu", "silu": "silu", "swish": "silu", "hard_sigmoid": "hardsigmoid",
    "hard_silu": "hardswish", "hard_swish": "hardswish", "softplus": "softplus", "leaky_relu": "leaky_relu",
    "mish": "mish",
}  # fmt: skip
"""Keras's activations as our ops; any other is an op of its own."""
FREE: dict[str, Any] = {"params": 0, "macs": 0}


def activation_of(use: LayerUse) -> str:
    """The name of a layer's activation; empty if it has none."""
    written = use.layer.config.get("activation")
    if isinstance(written, dict):
        inner = written.get("config")
        name = inner if isinstance(inner, str) else inner.get("name") if isinstance(inner, dict) else None
        written = name or written.get("class_name")
    if written is None or written == "linear":
        return ""
    if not isinstance(written, str):
        raise use.layer.error("its activation is no name")
    return written.rpartition(">")[2].lower()


def activated(use: LayerUse, index: int) -> int:
    """Add the activation that comes with a layer, if one does."""
    name = activation_of(use)
    return _activation(use, index, f"{use.path}/{name}", name) if name else index


def _activation(use: LayerUse, index: int, path: str, name: str) -> int:
    if name in ACTIVATIONS:
        return use.build.add(use.layer, path, ACTIVATIONS[name], [index])
    return use.build.assembly.add_own(path, name, [index], KerasPlace(use.layer), **FREE)


def activation(use: LayerUse) -> int:
    """An activation by itself."""
    name = activation_of(use)
    return _activation(use, use.inputs[0], use.path, name) if name else use.inputs[0]


def relu(use: LayerUse) -> int:
    """max(0, x); up to 6, or with a slope below zero."""
    config = use.layer.config
    most, slope = config.get("max_value"), config.get("negative_slope") or 0
    if config.get("threshold"):
        return own(use)
    if most is None:
        return (
            use.build.add(use.layer, use.path, "leaky_relu", use.inputs, slope=slope) if slope else _plain(use, "relu")
        )
    return _plain(use, "relu6") if most == 6 and not slope else own(use)


def leaky_relu(use: LayerUse) -> int:
    """A fixed slope below zero."""
    slope = use.layer.config.get("negative_slope", use.layer.config.get("alpha", 0.3))
    return use.build.add(use.layer, use.path, "leaky_relu", use.inputs, slope=slope)


def softmax(use: LayerUse) -> int:
    """eˣ / Σ eˣ along the last axis."""
    axis, dims = use.layer.config.get("axis", -1), use.build.dims(use.inputs[0])
    if axis in (-1, len(dims)) and not use.build.channels_first:
        return _plain(use, "softmax")
    return own(use)


def _plain(use: LayerUse, op: str) -> int:
    return use.build.add(use.layer, use.path, op, use.inputs[:1])


def simple(op: str) -> Callable[[LayerUse], int]:
    """What adds an op without fields."""
    return lambda use: _plain(use, op)


def own(use: LayerUse) -> int:
    """An op of one's own, without parameters, whose output is like its input."""
    return use.build.add_own(use.layer, use.path, use.inputs[:1], **FREE)


def passed(use: LayerUse) -> int:
    """What does nothing at inference: noise, random changes of pictures."""
    return _plain(use, "identity")


def dropout(use: LayerUse) -> int:
    """Dropout: nothing at inference."""
    return use.build.add(use.layer, use.path, "dropout", use.inputs[:1], p=use.layer.config.get("rate", 0.5))


def stochastic_depth(use: LayerUse) -> int:
    """Stochastic depth: nothing at inference."""
    share = use.layer.config.get("drop_path_rate", 0.2)
    return use.build.add(use.layer, use.path, "stochastic_depth", use.inputs[:1], p=share)


def scaled(use: LayerUse) -> int:
    """A fixed factor and shift for each value, as Rescaling and Normalization have them."""
    elements = use.build.assembly.shape(use.inputs[0]).elements
    return use.build.add_own(use.layer, use.path, use.inputs[:1], **FREE, flops=2 * elements)


def scaled_sum(use: LayerUse) -> int:
    """X + scale·y: the residual of Inception-ResNet."""
    elements = use.build.assembly.shape(use.inputs[0]).elements
    return use.build.add_own(use.layer, use.path, use.inputs, **FREE, flops=2 * elements)


def add(use: LayerUse) -> int:
    """The sum of the inputs."""
    return joined(use, "add")


def multiply(use: LayerUse) -> int:
    """The product of the inputs."""
    return joined(use, "multiply")


def joined(use: LayerUse, op: str) -> int:
    """Inputs joined value by value; an axis of size 1 stretches to any."""
    shapes = {use.build.assembly.shape(index) for index in use.inputs}
    if op == "add" and len(shapes) > 1:
        return use.build.add(use.layer, use.path, op, use.inputs, broadcast=True)
    return use.build.add(use.layer, use.path, op, use.inputs)


def combined(steps: int) -> Callable[[LayerUse], int]:
    """What combines inputs of one shape with so many more operations a value than there are inputs."""

    def combine(use: LayerUse) -> int:
        shapes = [use.build.assembly.shape(index) for index in use.inputs]
        if any(shape != shapes[0] for shape in shapes):
            raise use.layer.error(f"its inputs are {', '.join(map(str, shapes[:5]))}, and must be equal")
        return use.build.add_own(use.layer, use.path, use.inputs, **FREE,
                                 flops=(len(shapes) + steps) * shapes[0].elements)  # fmt: skip

    return combine


def pool(op: str) -> Callable[[LayerUse], int]:
    """What adds a pooling over windows."""

    def adds(use: LayerUse) -> int:
        size = use.layer.config.get("pool_size", 2)
        strides = use.layer.config.get("strides") or size
        padding = use.layer.word("padding", "valid")
        return use.build.add(use.layer, use.path, op, use.inputs[:1], kernel=size, stride=strides, pad=padding)

    return adds


def global_pool(op: str) -> Callable[[LayerUse], int]:
    """What adds a pooling over everything."""

    def adds(use: LayerUse) -> int:
        keep = use.layer.flag("keepdims", default=False)
        return use.build.add(use.layer, use.path, op, use.inputs[:1], keep=keep)

    return adds


def adaptive_pool(op: str) -> Callable[[LayerUse], int]:
    """What adds a pooling to a given size."""
    return lambda use: use.build.add(use.layer, use.path, op, use.inputs[:1], size=use.layer.config.get("output_size"))


FUNCTIONS: Mapping[str, str] = {
    "Add": "add", "add": "add", "multiply": "multiply", "Multiply": "multiply", "relu": "relu", "Relu": "relu",
    "Relu6": "relu6", "relu6": "relu6", "sigmoid": "sigmoid", "Sigmoid": "sigmoid", "tanh": "tanh", "Tanh": "tanh",
    "Silu": "silu", "silu": "silu", "Gelu": "gelu", "gelu": "gelu", "HardSigmoid": "hardsigmoid", "subtract": "",
    "HardSilu": "hardswish", "Elu": "elu", "Selu": "selu", "Subtract": "", "truediv": "", "TrueDivide": "",
    "Divide": "", "Maximum": "", "Minimum": "", "Sqrt": "", "Square": "", "Exp": "", "Log": "", "Clip": "",
    "Absolute": "", "Negative": "",
}  # fmt: skip
"""Functions on each value, `keras.src.ops.*` and TensorFlow's, as our ops; those without one are ops of their own."""


def function(use: LayerUse) -> int | None:
    """A function of `keras.ops` on each value; None for one that is not."""
    if use.layer.kind not in FUNCTIONS:
        return None
    op = FUNCTIONS[use.layer.kind]
    if op in ("add", "multiply") and len(use.inputs) > 1:
        return joined(use, op)
    if op not in ("add", "multiply", "") and len(use.inputs) == 1:
        return _plain(use, op)
    if len(use.inputs) > 1:
        return combined(-1)(use)
    dims = use.build.dims(use.inputs[0])
    return use.build.add_own(use.layer, use.path, use.inputs, **FREE, flops=prod(dims))  # with one number


LAYERS: Mapping[str, Callable[[LayerUse], int]] = {
    "Activation": activation,
    "ReLU": relu,
    "LeakyReLU": leaky_relu,
    "ELU": simple("elu"),
    "Softmax": softmax,
    "ThresholdedReLU": own,
    "UnitNormalization": own,
    "Identity": passed,
    "Dropout": dropout,
    "SpatialDropout1D": dropout,
    "SpatialDropout2D": dropout,
    "SpatialDropout3D": dropout,
    "AlphaDropout": dropout,
    "StochasticDepth": stochastic_depth,
    "GaussianNoise": passed,
    "GaussianDropout": passed,
    "ActivityRegularization": passed,
    "Masking": passed,
    "RandomFlip": passed,
    "RandomRotation": passed,
    "RandomZoom": passed,
    "RandomContrast": passed,
    "RandomTranslation": passed,
    "RandomBrightness": passed,
    "Rescaling": scaled,
    "Normalization": scaled,
    "CustomScaleLayer": scaled_sum,
    "Add": add,
    "Multiply": multiply,
    "Subtract": combined(-1),
    "Maximum": combined(-1),
    "Minimum": combined(-1),
    "Average": combined(0),
    "MaxPooling1D": pool("maxpool"),
    "MaxPooling2D": pool("maxpool"),
    "MaxPooling3D": pool("maxpool"),
    "AveragePooling1D": pool("avgpool"),
    "AveragePooling2D": pool("avgpool"),
    "AveragePooling3D": pool("avgpool"),
    "GlobalAveragePooling1D": global_pool("global_avgpool"),
    "GlobalAveragePooling2D": global_pool("global_avgpool"),
    "GlobalAveragePooling3D": global_pool("global_avgpool"),
    "GlobalMaxPooling1D": global_pool("global_maxpool"),
    "GlobalMaxPooling2D": global_pool("global_maxpool"),
    "GlobalMaxPooling3D": global_pool("global_maxpool"),
    "AdaptiveAveragePooling1D": adaptive_pool("adaptive_avgpool"),
    "AdaptiveAveragePooling2D": adaptive_pool("adaptive_avgpool"),
    "AdaptiveMaxPooling1D": adaptive_pool("adaptive_maxpool"),
    "AdaptiveMaxPooling2D": adaptive_pool("adaptive_maxpool"),
}
