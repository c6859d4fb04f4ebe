"""Caffe's layers that work on each value, or on values beside each other: activations, norms, sums."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnncalc.importers.caffe.caffe_net import CaffeLayer, CaffeNet
from cnncalc.importers.caffe.caffe_windows import axis_of

FREE: dict[str, Any] = {"params": 0, "macs": 0}


def simple(op: str) -> Callable[[CaffeLayer, CaffeNet], int]:
    """What adds an op without fields."""

    def add(layer: CaffeLayer, net: CaffeNet) -> int:
        return net.add(layer, op, net.inputs(layer)[:1])

    return add


def own_like_input(layer: CaffeLayer, net: CaffeNet) -> int:
    """An op of one's own, of no parameters, whose output is like its input."""
    return net.add_own(layer, net.inputs(layer), **FREE)


def own_of_unknown_cost(layer: CaffeLayer, net: CaffeNet) -> int:
    """An op of one's own whose output is like its first input, and of which no more is known."""
    return net.add_own(layer, net.inputs(layer))


def relu(layer: CaffeLayer, net: CaffeNet) -> int:
    """max(0, x), or a slope below zero."""
    slope = layer.message.message("relu_param").number("negative_slope", 0)
    if slope:
        return net.add(layer, "leaky_relu", net.inputs(layer), slope=slope)
    return net.add(layer, "relu", net.inputs(layer))


def prelu(layer: CaffeLayer, net: CaffeNet) -> int:
    """A learnt slope below zero."""
    shared = layer.message.message("prelu_param").flag("channel_shared", default=False)
    return net.add(layer, "prelu", net.inputs(layer), per="layer" if shared else "channel")


def dropout(layer: CaffeLayer, net: CaffeNet) -> int:
    """Dropout: nothing at inference."""
    share = layer.message.message("dropout_param").number("dropout_ratio", 0.5)
    return net.add(layer, "dropout", net.inputs(layer), p=share)


def batch_norm(layer: CaffeLayer, net: CaffeNet) -> int:
    """Batch normalisation; its scale and shift are those of the Scale behind it, if one is there.

    BVLC Caffe, src/caffe/layers/batch_norm_layer.cpp.
    """
    param = layer.message.message("batch_norm_param")
    own = param.flag("scale_bias", default=False)
    scale = _scale_behind(layer, net)
    if scale is not None:
        net.merged.add(scale.message.place.at)
    return net.add(layer, "batchnorm", net.inputs(layer), affine=own or scale is not None)


def bn(layer: CaffeLayer, net: CaffeNet) -> int:
    """Batch normalisation with its scale and shift in one layer, as SegNet's and PSPNet's Caffe has it."""
    return net.add(layer, "batchnorm", net.inputs(layer), affine=True)


def _scale_behind(layer: CaffeLayer, net: CaffeNet) -> CaffeLayer | None:
    """The Scale with a shift that reads what a BatchNorm gives, and that nothing else reads before it."""
    number = net.position(layer) + 1
    behind = net.layers[number : number + 1]
    if not behind or len(layer.tops) != 1 or behind[0].type != "Scale" or behind[0].bottoms != layer.tops:
        return None
    param = behind[0].message.message("scale_param")
    plain = param.whole("axis", default=1) == 1 and param.whole("num_axes", default=1) == 1
    read_once = behind[0].tops == layer.tops or net.readers.get(layer.tops[0]) == 1
    return behind[0] if plain and read_once and param.flag("bias_term", default=False) else None


def scale(layer: CaffeLayer, net: CaffeNet) -> int:
    """A learnt factor and shift for each channel, or the product of two inputs."""
    inputs = net.inputs(layer)
    if layer.message.place.at in net.merged:
        return inputs[0]
    param = layer.message.message("scale_param")
    shift = param.flag("bias_term", default=False)
    if len(inputs) == 1:
        if param.number("num_axes", 1) != 1 or param.number("axis", 1) != 1:
            raise layer.error("a Scale is known along the channels alone: axis: 1, num_axes: 1")
        return net.add(layer, "scale", inputs, bias=shift)
    if shift:
        raise layer.error("a Scale of two inputs with a shift is not known")
    return net.add(layer, "multiply", inputs)


def bias(layer: CaffeLayer, net: CaffeNet) -> int:
    """A learnt shift for each channel, or the sum of two inputs."""
    inputs = net.inputs(layer)
    if len(inputs) > 1:
        return net.add(layer, "add", inputs, broadcast=True)
    shape = net.assembly.shape(inputs[0])
    return net.add_own(layer, inputs, params=shape.channels, macs=0, flops=shape.elements)


def lrn(layer: CaffeLayer, net: CaffeNet) -> int:
    """Local response normalisation across channels; within a channel it is an op of one's own."""
    param = layer.message.message("lrn_param")
    if param.text("norm_region") in ("WITHIN_CHANNEL", "1"):
        return net.add_own(layer, net.inputs(layer), **FREE)
    fields: dict[str, Any] = {
        key: param.number(key, default) for key, default in (("alpha", 1.0), ("beta", 0.75), ("k", 1.0))
    }
    return net.add(layer, "lrn", net.inputs(layer), size=param.whole("local_size", default=5, least=1), **fields)


def normalize(layer: CaffeLayer, net: CaffeNet) -> int:
    """Scaled to a length of 1, times a learnt factor. Liu et al., SSD, ECCV 2016, section 3.1."""
    shared = layer.message.message("norm_param").flag("channel_shared", default=True)
    inputs = net.inputs(layer)
    return net.add_own(layer, inputs, params=1 if shared else net.assembly.shape(inputs[0]).channels, macs=0)


def mvn(layer: CaffeLayer, net: CaffeNet) -> int:
    """Mean and variance of each channel taken out."""
    param = layer.message.message("mvn_param")
    if param.flag("across_channels", default=False) or not param.flag("normalize_variance", default=True):
        return net.add_own(layer, net.inputs(layer), **FREE)
    return net.add(layer, "instancenorm", net.inputs(layer), affine=False)


def softmax(layer: CaffeLayer, net: CaffeNet) -> int:
    """eˣ / Σ eˣ along an axis."""
    (x,) = net.inputs(layer)[:1]
    sizes = net.sizes(x)
    axis = axis_of(layer, layer.message.message("softmax_param"), len(sizes))
    if axis == 0:
        return net.add(layer, "softmax", [x])
    elements = net.assembly.shape(x).elements
    return net.add_own(layer, [x], **FREE, flops=5 * elements - 2 * (elements // sizes[axis]))


def eltwise(layer: CaffeLayer, net: CaffeNet) -> int:
    """A sum, a product or the largest value of several inputs, all of one shape."""
    inputs = net.inputs(layer)
    param = layer.message.message("eltwise_param")
    how = {"0": "PROD", "1": "SUM", "2": "MAX"}.get(param.text("operation"), param.text("operation") or "SUM")
    shapes = [net.assembly.shape(each) for each in inputs]
    different = next((shape for shape in shapes if shape != shapes[0]), None)
    if different is not None:
        raise layer.error(f"its inputs are {shapes[0]} and {different}, and must be equal")
    if how not in ("SUM", "PROD", "MAX") or len(inputs) < 2:
        raise layer.error(f"an Eltwise is a SUM, PROD or MAX of several inputs, not {how!r} of {len(inputs)}")
    factors = param.values("coeff")
    if factors and len(factors) != len(inputs):
        raise factors[0].place.error(f"{layer.name}: it has {len(inputs)} inputs and {len(factors)} coeff")
    scaled = sum(factor.text.lstrip("-").rstrip("0").rstrip(".") != "1" for factor in factors)
    if how == "MAX" or scaled or any(factor.text.startswith("-") for factor in factors):
        return net.add_own(layer, inputs, **FREE, flops=(len(inputs) - 1 + scaled) * shapes[0].elements)
    return net.add(layer, "multiply" if how == "PROD" else "add", inputs)


def axpy(layer: CaffeLayer, net: CaffeNet) -> int:
    """a·x + y, a factor for each channel. Hu, Shen and Sun, CVPR 2018: their Caffe's own layer."""
    inputs = net.inputs(layer)
    if len(inputs) != 3:
        raise layer.error(f"an Axpy takes three inputs, and has {len(inputs)}")
    scaled = net.add(layer, "multiply", [inputs[1], inputs[0]], "/multiply")
    return net.add(layer, "add", [scaled, inputs[2]], "/add")


def power(layer: CaffeLayer, net: CaffeNet) -> int:
    """(shift + scale·x)^power."""
    param = layer.message.message("power_param")
    inputs = net.inputs(layer)
    steps = (param.number("scale", 1) != 1) + (param.number("shift", 0) != 0) + (param.number("power", 1) != 1)
    return net.add_own(layer, inputs, **FREE, flops=steps * net.assembly.shape(inputs[0]).elements)
