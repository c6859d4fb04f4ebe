"""What each node of ONNX is here: one table. Any other node is an op of one's own, with what the file knows of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from cnncalc.importers.onnx import joins, layer_nodes, shapes
from cnncalc.importers.onnx.converter import Converter
from cnncalc.importers.onnx.patterns import Chain
from cnncalc.importers.onnx.proto import OnnxNode
from cnncalc.importers.onnx.tensors import OnnxValue

Handler: TypeAlias = Callable[[Converter, OnnxNode], "OnnxValue | list[OnnxValue]"]


def _plain(kind: str, fields: Mapping[str, tuple[str, float]] | None = None) -> Handler:
    """The handler of a node that is an op of ours on one value; `fields` are attributes with their defaults."""

    def handler(self: Converter, node: OnnxNode) -> OnnxValue:
        own: dict[str, Any] = {}
        for key, (attribute, default) in (fields or {}).items():
            own[key] = node.attributes.get(attribute, default)
        return self.step(node, kind, own, [self.value(node)])

    return handler


HANDLERS: dict[str, Handler] = {
    "Relu": _plain("relu"), "Sigmoid": _plain("sigmoid"), "Tanh": _plain("tanh"), "Elu": _plain("elu"),
    "Selu": _plain("selu"), "Gelu": _plain("gelu"), "HardSigmoid": _plain("hardsigmoid"),
    "HardSwish": _plain("hardswish"), "Softplus": _plain("softplus"), "Mish": _plain("mish"),
    "Swish": _plain("silu"), "LeakyRelu": _plain("leaky_relu", {"slope": ("alpha", 0.01)}),
    "LRN": _plain("lrn", {"size": ("size", 5), "alpha": ("alpha", 1e-4), "beta": ("beta", 0.75), "k": ("bias", 1)}),
    "PRelu": layer_nodes.prelu, "Clip": joins.clip, "Softmax": joins.softmax,
    "Conv": layer_nodes.conv, "ConvTranspose": layer_nodes.conv_transpose, "Gemm": layer_nodes.gemm,
    "MatMul": layer_nodes.matmul, "QLinearConv": layer_nodes.quantised_conv, "ConvInteger": layer_nodes.quantised_conv,
    "QLinearMatMul": layer_nodes.quantised_matmul, "MatMulInteger": layer_nodes.quantised_matmul,
    "BatchNormalization": layer_nodes.batch_norm, "LayerNormalization": layer_nodes.layer_norm,
    "GroupNormalization": layer_nodes.group_norm, "InstanceNormalization": layer_nodes.instance_norm,
    "MaxPool": layer_nodes.pool, "AveragePool": layer_nodes.pool,
    "GlobalAveragePool": layer_nodes.global_pool, "GlobalMaxPool": layer_nodes.global_pool,
    "ReduceMean": layer_nodes.reduce_mean, "ReduceMax": layer_nodes.reduce_mean, "ReduceSum": layer_nodes.reduce_mean,
    "ReduceMin": layer_nodes.reduce_mean, "ReduceL2": layer_nodes.reduce_mean,
    "Identity": shapes.same, "Dropout": shapes.same, "Cast": shapes.same, "QuantizeLinear": shapes.same,
    "DequantizeLinear": shapes.same, "Transpose": shapes.transpose, "Reshape": shapes.reshape,
    "Flatten": shapes.flatten, "Squeeze": shapes.squeeze, "Unsqueeze": shapes.unsqueeze, "Expand": shapes.expand,
    "Concat": shapes.concat, "Split": shapes.split, "Slice": shapes.slice_, "Gather": shapes.gather,
    "Pad": shapes.pad, "Resize": shapes.resize, "Upsample": shapes.resize,
    "DepthToSpace": shapes.depth_to_space, "SpaceToDepth": shapes.depth_to_space,
    **dict.fromkeys(
        ("Add", "Sum", "Mul", "Sub", "Div", "Pow", "Max", "Min", "Mean", "Mod", "Where", "Greater", "Less", "Equal",
         "GreaterOrEqual", "LessOrEqual", "And", "Or"),
        joins.elementwise,
    ),
    **dict.fromkeys(
        ("Erf", "Sqrt", "Exp", "Log", "Abs", "Neg", "Reciprocal", "Sin", "Cos", "Floor", "Ceil", "Round", "Sign"),
        joins.unary,
    ),
}  # fmt: skip

CHAINS: dict[str, Callable[[Converter, Chain], OnnxValue | None]] = {
    "linear": layer_nodes.linear_chain,
    "layernorm": layer_nodes.layer_norm_chain,
    "channel_shuffle": shapes.channel_shuffle_chain,
    "": joins.activation_chain,
}
"""How the patterns' ops are made; activations all alike."""
