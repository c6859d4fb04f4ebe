"""Caffe's layers: what each becomes, in one table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from cnncalc.importers.caffe import caffe_arrange, caffe_values, caffe_windows
from cnncalc.importers.caffe.caffe_net import CaffeLayer, CaffeNet

Adds = Callable[[CaffeLayer, CaffeNet], int]
"""Adds a layer and returns the number of what comes out of it."""

LAYERS: Mapping[str, Adds] = {
    "Convolution": caffe_windows.convolution,
    "ConvolutionDepthwise": caffe_windows.depthwise,
    "DepthwiseConvolution": caffe_windows.depthwise,
    "Deconvolution": caffe_windows.deconvolution,
    "Pooling": caffe_windows.pooling,
    "InnerProduct": caffe_windows.inner_product,
    "Interp": caffe_windows.interp,
    "Upsample": caffe_windows.upsample,
    "ROIPooling": caffe_windows.roi_pooling,
    "PSROIPooling": caffe_windows.psroi_pooling,
    "BatchNorm": caffe_values.batch_norm,
    "BN": caffe_values.bn,
    "Scale": caffe_values.scale,
    "Bias": caffe_values.bias,
    "LRN": caffe_values.lrn,
    "Normalize": caffe_values.normalize,
    "MVN": caffe_values.mvn,
    "ReLU": caffe_values.relu,
    "PReLU": caffe_values.prelu,
    "Softmax": caffe_values.softmax,
    "Eltwise": caffe_values.eltwise,
    "Axpy": caffe_values.axpy,
    "Power": caffe_values.power,
    "Dropout": caffe_values.dropout,
    "SeLuDropout": caffe_values.dropout,
    "ReLU6": caffe_values.simple("relu6"),
    "ELU": caffe_values.simple("elu"),
    "SeLu": caffe_values.simple("selu"),
    "SELU": caffe_values.simple("selu"),
    "Sigmoid": caffe_values.simple("sigmoid"),
    "TanH": caffe_values.simple("tanh"),
    "BNLL": caffe_values.simple("softplus"),
    "Swish": caffe_values.simple("silu"),
    "Mish": caffe_values.simple("mish"),
    "HardSwish": caffe_values.simple("hardswish"),
    "HardSigmoid": caffe_values.simple("hardsigmoid"),
    "AbsVal": caffe_values.own_like_input,
    "Exp": caffe_values.own_like_input,
    "Log": caffe_values.own_like_input,
    "Threshold": caffe_values.own_like_input,
    "Clip": caffe_values.own_like_input,
    "DenseCRF": caffe_values.own_of_unknown_cost,
    "Concat": caffe_arrange.concat,
    "Flatten": caffe_arrange.flatten,
    "Reshape": caffe_arrange.reshape,
    "Permute": caffe_arrange.permute,
    "Crop": caffe_arrange.crop,
    "ShuffleChannel": caffe_arrange.shuffle_channel,
    "PriorBox": caffe_arrange.prior_box,
}
SEVERAL: Mapping[str, Callable[[CaffeLayer, CaffeNet], list[int]]] = {
    "Slice": caffe_arrange.slice_,
    "Split": caffe_arrange.split,
}
"""The layers that give several outputs, each of its own."""
LEFT_OUT = re.compile(r"Loss|Accuracy|OHEM|Silence|HDF5Output|DetectionEvaluate|ArgMax|DetectionOutput")
"""The layers that compare and measure, and that make a decision of the network's output."""


def add(layer: CaffeLayer, net: CaffeNet) -> None:
    """Add a layer to the network; raise SpecError for one that cannot be."""
    if not layer.bottoms and all(top in net.blobs for top in layer.tops):
        return  # its outputs are the network's inputs
    if LEFT_OUT.search(layer.type) or net.reads_labels_alone(layer):
        net.leave_out(layer)
    elif layer.type in SEVERAL:
        outputs = SEVERAL[layer.type](layer, net)
        net.blobs.update(zip(layer.tops, outputs, strict=True))
    elif layer.type in LAYERS:
        index = LAYERS[layer.type](layer, net)
        net.blobs.update(dict.fromkeys(layer.tops, index))
    else:
        net.leave_out(layer, unknown=True)  # what needs its output cannot be counted, and says so
