"""Caffe's layers with windows and weights: convolutions, poolings, inner products, what changes the resolution."""

from __future__ import annotations

from math import prod
from typing import Any

from cnncalc.importers.caffe.caffe_net import CaffeLayer, CaffeNet
from cnncalc.importers.protobuf_text import Message

CONVOLUTION = (
    "num_output", "bias_term", "pad", "kernel_size", "group", "stride", "weight_filler", "bias_filler",
    "pad_h", "pad_w", "kernel_h", "kernel_w", "stride_h", "stride_w", "axis", "force_nd_im2col", "engine",
    "dilation", "hole", "hole_h", "hole_w",
)  # fmt: skip
POOLING = (
    "pool", "pad", "pad_h", "pad_w", "kernel_size", "kernel_h", "kernel_w", "stride", "stride_h", "stride_w", "engine",
    "global_pooling", "round_mode", "ceil_mode",
)  # fmt: skip
INNER_PRODUCT = ("num_output", "bias_term", "weight_filler", "bias_filler", "axis", "transpose")


def convolution(layer: CaffeLayer, net: CaffeNet) -> int:
    """A convolution. BVLC Caffe, src/caffe/layers/conv_layer.cpp."""
    param = _convolving(layer)
    return _convolve(layer, net, param, param.whole("group", default=1, least=1))


def depthwise(layer: CaffeLayer, net: CaffeNet) -> int:
    """A convolution with a group for each channel, as faster code for it has it."""
    (x,) = _one(layer, net)
    return _convolve(layer, net, _convolving(layer), net.assembly.shape(x).channels)


def _convolve(layer: CaffeLayer, net: CaffeNet, param: Message, groups: int) -> int:
    (x,) = _one(layer, net)
    channels, axes = net.assembly.shape(x).channels, len(net.assembly.shape(x).spatial)
    filters = param.whole("num_output", least=1)
    window: dict[str, Any] = {
        "kernel": _sizes(param, axes, "kernel_size", "kernel", 0, 1),
        "stride": _sizes(param, axes, "stride", "stride", 1, 1),
        "pad": _sizes(param, axes, "pad", "pad", 0, 0),
        "dilation": _sizes(param, axes, "hole" if param.values("hole", "hole_h") else "dilation", "hole", 1, 1),
        "bias": param.flag("bias_term", default=True),
    }
    if groups == channels > 1 and filters % channels == 0:
        return _learnt(layer, net, "depthwise_conv", [x], multiplier=filters // channels, **window)
    return _learnt(layer, net, "conv", [x], filters=filters, groups=groups, **window)


def deconvolution(layer: CaffeLayer, net: CaffeNet) -> int:
    """A transposed convolution. BVLC Caffe, src/caffe/layers/deconv_layer.cpp."""
    (x,) = _one(layer, net)
    param, axes = _convolving(layer), len(net.assembly.shape(x).spatial)
    return _learnt(
        layer, net, "conv_transpose", [x],
        filters=param.whole("num_output", least=1),
        kernel=_sizes(param, axes, "kernel_size", "kernel", 0, 1),
        stride=_sizes(param, axes, "stride", "stride", 1, 1),
        pad=_sizes(param, axes, "pad", "pad", 0, 0),
        dilation=_sizes(param, axes, "dilation", "dilation", 1, 1),
        groups=param.whole("group", default=1, least=1),
        bias=param.flag("bias_term", default=True),
    )  # fmt: skip


def pooling(layer: CaffeLayer, net: CaffeNet) -> int:
    """A pooling, its output rounded up. BVLC Caffe, src/caffe/layers/pooling_layer.cpp."""
    (x,) = _one(layer, net)
    param = layer.message.message("pooling_param")
    _check(layer, param, POOLING, net)
    how = param.text("pool") or "MAX"
    if how not in ("MAX", "AVE", "STOCHASTIC", "0", "1", "2"):
        raise param.place.error(f"{layer.name}: pool is MAX, AVE or STOCHASTIC, not {how!r}")
    op = {"AVE": "avgpool", "1": "avgpool"}.get(how, "maxpool")
    if param.flag("global_pooling", default=False):
        return net.add(layer, f"global_{op}", [x])
    axes = len(net.assembly.shape(x).spatial)
    down = param.text("round_mode") in ("FLOOR", "1") or not param.flag("ceil_mode", default=True)
    window: dict[str, Any] = {
        "kernel": _sizes(param, axes, "kernel_size", "kernel", 0, 1),
        "stride": _sizes(param, axes, "stride", "stride", 1, 1),
        "pad": _sizes(param, axes, "pad", "pad", 0, 0),
        "ceil": "false" if down else "caffe",
    }
    if how in ("STOCHASTIC", "2"):
        net.assembly.notes.append(f"{layer.name}: stochastic pooling is counted as a maximum of the same windows")
    return net.add(layer, op, [x], **window)


def inner_product(layer: CaffeLayer, net: CaffeNet) -> int:
    """A fully connected layer on all axes from `axis` on. BVLC Caffe, src/caffe/layers/inner_product_layer.cpp."""
    (x,) = _one(layer, net)
    param = layer.message.message("inner_product_param")
    _check(layer, param, INNER_PRODUCT, net)
    features, bias = param.whole("num_output", least=1), param.flag("bias_term", default=True)
    sizes = net.sizes(x)
    axis = axis_of(layer, param, len(sizes))
    if axis == 0:
        if max(sizes[1:], default=1) > 1:
            x = net.add(layer, "flatten", [x], "/flatten")
            return _learnt(layer, net, "linear", [x], "/linear", features=features, bias=bias)
        return _learnt(layer, net, "linear", [x], features=features, bias=bias)
    weights, rows = prod(sizes[axis:]) * features, prod(sizes[:axis])
    biases = features if bias else 0
    counts = {"params": weights + biases, "macs": rows * weights, "flops": rows * (2 * weights + biases)}
    return net.add_own(layer, [x], (*sizes[:axis], features), **counts)


def interp(layer: CaffeLayer, net: CaffeNet) -> int:
    """Bilinear interpolation, as DeepLab and PSPNet have it: src/caffe/layers/interp_layer.cpp there, recalled."""
    x = net.inputs(layer)[0]
    param = layer.message.message("interp_param")
    before, after = (-int(param.number(key, 0)) for key in ("pad_beg", "pad_end"))
    spatial = [size - before - after for size in net.assembly.shape(x).spatial]
    shrink, zoom = (param.whole(key, default=0) for key in ("shrink_factor", "zoom_factor"))
    if shrink:
        spatial = [(size - 1) // shrink + 1 for size in spatial]
    if zoom:
        spatial = [size + (size - 1) * (zoom - 1) for size in spatial]
    if not shrink and not zoom:
        if len(layer.bottoms) > 1:
            spatial = list(net.assembly.shape(net.inputs(layer)[1]).spatial)
        else:
            spatial = [param.whole(key, least=1) for key in ("height", "width")]
    return net.add(layer, "upsample", [x], size=spatial, mode="bilinear")


def upsample(layer: CaffeLayer, net: CaffeNet) -> int:
    """Values put back where a maximum was found, as SegNet's; or copied, where no such places come in."""
    x = net.inputs(layer)[0]
    param = layer.message.message("upsample_param")
    scale = param.whole("scale", default=2, least=1)
    spatial = net.assembly.shape(x).spatial
    height = param.whole("upsample_h", default=spatial[0] * scale if spatial else 1, least=1)
    width = param.whole("upsample_w", default=spatial[-1] * scale if spatial else 1, least=1)
    if len(layer.bottoms) > 1:
        counts = {"params": 0, "macs": 0, "flops": 0}
        return net.add_own(layer, net.inputs(layer), (net.assembly.shape(x).channels, height, width), **counts)
    return net.add(layer, "upsample", [x], size=[height, width])


def roi_pooling(layer: CaffeLayer, net: CaffeNet) -> int:
    """Pooling of a region to a fixed size. Girshick, Fast R-CNN, ICCV 2015."""
    param = layer.message.message("roi_pooling_param")
    size = [param.whole(key, least=1) for key in ("pooled_h", "pooled_w")]
    return _of_a_region(layer, net, size, None)


def psroi_pooling(layer: CaffeLayer, net: CaffeNet) -> int:
    """Pooling of a region, a place at a time from other channels. Dai et al., R-FCN, NIPS 2016."""
    param = layer.message.message("psroi_pooling_param")
    return _of_a_region(layer, net, [param.whole("group_size", least=1)] * 2, param.whole("output_dim", least=1))


def _of_a_region(layer: CaffeLayer, net: CaffeNet, size: list[int], channels: int | None) -> int:
    x = net.blobs.get(layer.bottoms[0]) if layer.bottoms else None
    if x is None:
        raise layer.error("it needs an input of known size")
    net.assembly.notes.append(f"{layer.name} and what follows it are counted for one region")
    return net.add_own(layer, [x], (channels or net.assembly.shape(x).channels, *size), params=0, macs=0)


def axis_of(layer: CaffeLayer, param: Message, axes: int, *, default: int = 1, key: str = "axis") -> int:
    """An axis behind the examples, 0 for channels; raise SpecError for the examples' own and for one there is not."""
    value = param.value(key)
    written = int(param.number(key, default))
    axis = written + axes + 1 if written < 0 else written
    place = layer.message.place if value is None else value.place
    if axis == 0:
        raise place.error(f"{layer.name}: {key} 0 is that of the examples, of which one is counted")
    if not 1 <= axis <= axes:
        raise place.error(f"{layer.name}: there is no {key} {written}: its input has {axes + 1} axes")
    return axis - 1


def _convolving(layer: CaffeLayer) -> Message:
    param = layer.message.message("convolution_param")
    for key in param.check_known(CONVOLUTION):
        if key in ("group_size", "output_pad"):
            raise param.place.error(f"{layer.name}: {key} is not known")
    if param.values("axis") and param.whole("axis") != 1:
        raise param.place.error(f"{layer.name}: only axis: 1 is known for a convolution")
    return param


def _sizes(param: Message, axes: int, key: str, stem: str, default: int, least: int) -> list[int]:
    """A size for each axis: repeated, or with _h and _w."""
    if param.values(f"{stem}_h", f"{stem}_w") and axes == 2:
        if param.values(key):
            raise param.place.error(f"{key} and {stem}_h, {stem}_w are both said")
        return [param.whole(f"{stem}_{side}", default=default, least=least) for side in "hw"]
    found = param.wholes(key, least=least)
    if not found:
        if default < least:
            raise param.place.error(f"{param.name} needs {key}")
        return [default] * max(axes, 1)
    if len(found) not in (1, axes):
        raise param.place.error(f"{key} has {len(found)} numbers, and the input {axes} spatial axes")
    return found * axes if len(found) == 1 else found


def _learnt(layer: CaffeLayer, net: CaffeNet, op: str, inputs: list[int], suffix: str = "", **fields: object) -> int:
    """Add a layer whose parameters may be those of another of the same `param { name }`."""
    names = [each.text("name") for each in layer.message.messages("param")] if _has_messages(layer) else [
        each.text for each in layer.message.values("param")
    ]  # fmt: skip
    name = "\n".join(names) if names and all(names) else ""
    owner = net.owners.get(name) if name else None
    index = net.add(layer, op, inputs, suffix, shares=owner, **fields)
    if name and owner is None:
        net.owners[name] = index
    return index


def _has_messages(layer: CaffeLayer) -> bool:
    return any(isinstance(each, Message) for each in layer.message.fields.get("param", []))


def _check(layer: CaffeLayer, param: Message, known: tuple[str, ...], net: CaffeNet) -> None:
    for key in param.check_known(known):
        net.assembly.notes.append(f"{layer.name}: {key} is not read")


def _one(layer: CaffeLayer, net: CaffeNet) -> list[int]:
    inputs = net.inputs(layer)
    if len(inputs) != 1:
        raise layer.error(f"a layer of the type {layer.type} takes one input, and has {len(inputs)}")
    return inputs
