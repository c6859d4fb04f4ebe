"""Keras's layers with weights: convolutions, dense layers, norms, embeddings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Any

from cnncalc.importers.keras.keras_layers import LayerUse
from cnncalc.importers.keras.keras_values import activated, activation_of


def conv(use: LayerUse) -> int:
    """A convolution, with its activation."""
    layer = use.layer
    groups, filters = layer.whole("groups", 1), layer.whole("filters")
    window = _window(use)
    channels = use.build.assembly.shape(use.inputs[0]).channels
    path = _main(use, "conv")
    if groups == channels > 1 and filters % groups == 0:
        index = use.build.add(layer, path, "depthwise_conv", use.inputs, multiplier=filters // groups, **window)
    else:
        index = use.build.add(layer, path, "conv", use.inputs, filters=filters, groups=groups, **window)
    return activated(use, index)


def depthwise_conv(use: LayerUse) -> int:
    """A depthwise convolution, with its activation."""
    multiplier = use.layer.whole("depth_multiplier", 1)
    index = use.build.add(
        use.layer, _main(use, "conv"), "depthwise_conv", use.inputs, multiplier=multiplier, **_window(use)
    )
    return activated(use, index)


def separable_conv(use: LayerUse) -> int:
    """A depthwise convolution without bias, and a pointwise one. Chollet, Xception, CVPR 2017."""
    layer = use.layer
    window = {**_window(use), "bias": False}
    depth = use.build.add(
        layer,
        f"{use.path}/depthwise",
        "depthwise_conv",
        use.inputs,
        multiplier=layer.whole("depth_multiplier", 1),
        **window,
    )
    pointwise = {"filters": layer.whole("filters"), "kernel": 1, "bias": layer.flag("use_bias", default=True)}
    return activated(use, use.build.add(layer, f"{use.path}/pointwise", "conv", [depth], **pointwise))


def conv_transpose(use: LayerUse) -> int:
    """A transposed convolution, with its activation."""
    window = _window(use)
    if use.layer.config.get("output_padding") is not None:
        window["output_pad"] = use.layer.config["output_padding"]
    window["pad"] = use.layer.word("padding", "valid")
    filters = use.layer.whole("filters")
    index = use.build.add(
        use.layer, _main(use, "conv_transpose"), "conv_transpose", use.inputs, filters=filters, **window
    )
    return activated(use, index)


def _window(use: LayerUse) -> dict[str, Any]:
    config, layer = use.layer.config, use.layer
    padding = layer.word("padding", "valid")
    window: dict[str, Any] = {
        "kernel": config.get("kernel_size"), "stride": config.get("strides", 1),
        "dilation": config.get("dilation_rate", 1), "bias": layer.flag("use_bias", default=True), "pad": padding,
    }  # fmt: skip
    if padding == "causal":
        sizes = [
            value[0] if isinstance(value, list) and value else value for value in (window["kernel"], window["dilation"])
        ]
        if not all(isinstance(size, int) for size in sizes):
            raise layer.error("its kernel or its dilation is no number")
        window["pad"] = [(sizes[0] - 1) * sizes[1], 0]
    return window


def _main(use: LayerUse, part: str) -> str:
    """The path of a layer: within one of its name, if an activation comes with it."""
    return f"{use.path}/{part}" if activation_of(use) else use.path


def dense(use: LayerUse) -> int:
    """A fully connected layer on the last axis, with its activation."""
    build, shape = use.build, use.build.assembly.shape(use.inputs[0])
    if shape.spatial and build.channels_first:
        raise use.layer.error("a Dense on a map whose channels come first works on its width, which is not known here")
    fields = {"features": use.layer.whole("units"), "bias": use.layer.flag("use_bias", default=True)}
    index = build.add(use.layer, _main(use, "linear"), "linear", use.inputs, positionwise=bool(shape.spatial), **fields)
    return activated(use, index)


def embedding(use: LayerUse) -> int:
    """A learnt vector for each of so many words."""
    words, size = use.layer.whole("input_dim"), use.layer.whole("output_dim")
    dims = use.build.dims(use.inputs[0])
    return use.build.add_own(use.layer, use.path, use.inputs, (*dims, size), params=words * size, macs=0, flops=0)


def batch_norm(use: LayerUse) -> int:
    """Batch normalisation over the channels."""
    layer, dims = use.layer, use.build.dims(use.inputs[0])
    axis = layer.config.get("axis", -1)
    axis = axis[0] if isinstance(axis, list) and len(axis) == 1 else axis
    if not isinstance(axis, int) or axis % (len(dims) + 1) != (1 if use.build.channels_first else len(dims)):
        raise layer.error("batch normalisation is known over the channels alone")
    shift, scale = layer.flag("center", default=True), layer.flag("scale", default=True)
    if scale and not shift:
        channels = use.build.assembly.shape(use.inputs[0]).channels
        return use.build.add_own(layer, use.path, use.inputs, params=channels, macs=0, flops=2 * prod(dims))
    return use.build.add(layer, use.path, "batchnorm", use.inputs, affine=shift, scale=scale or not shift)


def layer_norm(use: LayerUse) -> int:
    """Layer normalisation over the channels, or over everything."""
    layer, dims = use.layer, use.build.dims(use.inputs[0])
    axes = layer.config.get("axis", -1)
    axes = axes if isinstance(axes, list) else [axes]
    shift, scale = layer.flag("center", default=True), layer.flag("scale", default=True)
    if not all(isinstance(axis, int) for axis in axes):
        raise layer.error("its axis is no number")
    places = {axis % (len(dims) + 1) for axis in axes}
    last = 1 if use.build.channels_first else len(dims)
    whole = places == set(range(1, len(dims) + 1))
    if shift == scale and not layer.flag("rms_scaling", default=False) and (places == {last} or whole):
        over = "channels" if places == {last} else "all"
        return use.build.add(layer, use.path, "layernorm", use.inputs, affine=scale, over=over)
    if 0 in places:
        raise layer.error("it normalises over the examples, of which one is counted")
    each = prod(dims[place - 1] for place in places)
    return use.build.add_own(layer, use.path, use.inputs, params=each * (shift + scale), macs=0)


def group_norm(use: LayerUse) -> int:
    """Group normalisation."""
    layer, channels = use.layer, use.build.assembly.shape(use.inputs[0]).channels
    groups = layer.config.get("groups", 32)
    groups = channels if groups == -1 else groups
    shift, scale = layer.flag("center", default=True), layer.flag("scale", default=True)
    if shift != scale:
        return use.build.add_own(layer, use.path, use.inputs, params=channels, macs=0)
    return use.build.add(layer, use.path, "groupnorm", use.inputs, groups=groups, affine=scale)


def rms_norm(use: LayerUse) -> int:
    """Scaled by the root of the mean square, with a learnt factor for each channel."""
    channels = use.build.assembly.shape(use.inputs[0]).channels
    return use.build.add_own(use.layer, use.path, use.inputs, params=channels, macs=0)


def prelu(use: LayerUse) -> int:
    """A learnt slope below zero: for each value, or one along the axes that share it."""
    dims = use.build.dims(use.inputs[0])
    shared = use.layer.config.get("shared_axes") or []
    if not isinstance(shared, list) or not all(isinstance(axis, int) and 1 <= axis <= len(dims) for axis in shared):
        raise use.layer.error("shared_axes must be axes of its input")
    kept = [size for axis, size in enumerate(dims, start=1) if axis not in shared]
    last = 1 if use.build.channels_first else len(dims)
    if set(shared) == set(range(1, len(dims) + 1)) - {last}:
        return use.build.add(use.layer, use.path, "prelu", use.inputs, per="channel")
    return use.build.add_own(use.layer, use.path, use.inputs, params=prod(kept), macs=0, flops=2 * prod(dims))


def layer_scale(use: LayerUse) -> int:
    """A learnt factor for each channel."""
    return use.build.add(use.layer, use.path, "layer_scale", use.inputs)


def einsum_dense(use: LayerUse) -> int:
    """A product with a kernel by an equation, `abc,cd->abd`; its biases are along `bias_axes`."""
    layer, dims = use.layer, use.build.dims(use.inputs[0])
    left, arrow, result = layer.word("equation").replace(" ", "").partition("->")
    source, comma, kernel = left.partition(",")
    shape = layer.config.get("output_shape")
    shape = shape if isinstance(shape, list) else [shape]
    source, result = (part.replace("...", "") for part in (source, result))
    if not arrow or not comma or len(source) < 2 or len(set(source)) != len(source) or len(source) > len(dims) + 1:
        raise layer.error(f"its equation {layer.word('equation')[:40]!r} is not known")
    sizes = dict(zip(source[::-1], dims[::-1], strict=False))
    for letter, size in zip(result[::-1], shape[::-1], strict=False):
        if isinstance(size, int) and size > 0:
            sizes.setdefault(letter, size)
    letters = list(dict.fromkeys(source[1:] + kernel + result[1:]))
    if any(letter not in sizes for letter in letters) or result[:1] != source[:1]:
        raise layer.error(f"the sizes in its equation {layer.word('equation')[:40]!r} are not told")
    biases = prod(sizes.get(letter, 1) for letter in layer.word("bias_axes")) if layer.config.get("bias_axes") else 0
    macs = prod(sizes[letter] for letter in letters)
    params = prod(sizes[letter] for letter in kernel) + biases
    output = [sizes[letter] for letter in result[1:]]
    index = use.build.add_own(layer, _main(use, "product"), use.inputs, output, params=params, macs=macs)
    return activated(use, index)


LAYERS: Mapping[str, Callable[[LayerUse], int]] = {
    "Conv1D": conv,
    "Conv2D": conv,
    "Conv3D": conv,
    "Convolution2D": conv,
    "DepthwiseConv1D": depthwise_conv,
    "DepthwiseConv2D": depthwise_conv,
    "SeparableConv1D": separable_conv,
    "SeparableConv2D": separable_conv,
    "Conv1DTranspose": conv_transpose,
    "Conv2DTranspose": conv_transpose,
    "Conv3DTranspose": conv_transpose,
    "Dense": dense,
    "EinsumDense": einsum_dense,
    "Embedding": embedding,
    "BatchNormalization": batch_norm,
    "BatchNormalizationV1": batch_norm,
    "SyncBatchNormalization": batch_norm,
    "LayerNormalization": layer_norm,
    "GroupNormalization": group_norm,
    "RMSNormalization": rms_norm,
    "PReLU": prelu,
    "LayerScale": layer_scale,
}
