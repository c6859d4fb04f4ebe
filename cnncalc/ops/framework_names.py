"""What to write for names of other frameworks and papers that no op goes by.

Asked for those alone: a name may stand here before there is an op of it, and stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from cnncalc.ops.framework_words import plain_name

SEPARABLE = "it is two: {depthwise_conv: 3, pad: 1}, then {conv: 64, kernel: 1}"
ENCODER = "write it as a block, of {residual: [layernorm, {attention: 12}]} and {residual: [layernorm, {mlp: 3072}]}"
CELL = "a cell is one step: lstm, gru and rnn run along an axis"
NO_ACTIVATION = "there is no such activation: {op: NAME, params: 0, macs: 0} counts it as told"
GATED = "it is {split: [[], [sigmoid]], join: multiply}, with another gate where it has one"
SAME_AT_INFERENCE = "dropout is the same at inference; in training it keeps a mask of every value"
BY_NAME = "write {concat, from: [a, b]} for layers a and b, or from: a on the step that goes on from a"
A_BLOCK = "write it as a block, of residual:, concat:, split: and ops; blocks: defines it"
SQUEEZE = "it is {multiply: [[], [global_avgpool, {conv: 16, kernel: 1}, relu, {conv: 64, kernel: 1}, sigmoid]]}"
WHICH_NORM = "which one: batchnorm, layernorm, groupnorm, instancenorm or lrn?"
WHICH_POOL = "which one: maxpool, avgpool, global_avgpool, global_maxpool or adaptive_avgpool?"
WHICH_JOIN = "which one: add, multiply or concat?"
ITSELF = "write the activation's own name as a step: relu, sigmoid, gelu"
NO_LOSS = "a loss is no part of the network: leave it out"
NOT_COUNTED = "it is no part of the network: leave it out"

NAMES: Mapping[str, tuple[str, ...]] = {
    SEPARABLE: ("separable_conv", "separable_convolution", "depthwise_separable_conv", "sepconv", "dsconv"),
    GATED: ("glu", "geglu", "swiglu", "reglu", "gated_linear_unit"),
    ENCODER: (
        "transformer", "transformer_encoder", "transformer_decoder", "transformer_encoder_layer",
        "transformer_decoder_layer", "transformer_block",
    ),
    "there is no such attention: {op: NAME, params: …, macs: …} counts it as told": ("additive_attention",),
    CELL: ("lstm_cell", "gru_cell", "rnn_cell"),
    "write {lstm: 256, bidirectional: true}": ("bidirectional",),
    "write it as a block of concat:, conv: and multiply, and repeat it": ("conv_lstm",),
    NO_ACTIVATION: (
        "celu", "softsign", "hardtanh", "hard_tanh", "softshrink", "soft_shrink", "hardshrink",
        "hard_shrink", "tanhshrink", "tanh_shrink", "threshold", "log_sigmoid", "log_softmax", "softmin", "rrelu",
        "exponential", "squareplus", "sparsemax", "maxout", "crelu", "clip", "hswish6", "quick_gelu", "snake",
    ),
    SAME_AT_INFERENCE: (
        "dropout1d", "dropout2d", "dropout3d", "spatial_dropout", "alpha_dropout", "feature_alpha_dropout",
        "gaussian_dropout", "dropblock",
    ),
    BY_NAME: ("route", "skip", "skip_connection", "shortcut"),
    A_BLOCK: (
        "basic_block", "bottleneck", "residual_block", "resblock", "res_block", "conv_block", "dense_block",
        "inception", "inverted_residual", "mbconv", "fused_mbconv", "fire", "fire_module", "convnext_block", "c2f",
        "c3", "csp", "aspp", "spp", "sppf", "fpn", "focus", "conv_bn_relu", "conv_bn", "conv_relu", "convbnrelu", "cbr",
        "bn_relu",
    ),
    SQUEEZE: ("se", "se_block", "se_layer", "squeeze_excite", "squeeze_excitation", "squeeze_and_excitation"),
    WHICH_NORM: ("norm", "normalization", "normalisation", "normalize"),
    WHICH_POOL: ("pool", "pooling"),
    WHICH_JOIN: ("eltwise", "merge", "join"),
    ITSELF: ("activation", "act", "nonlinearity"),
    NO_LOSS: (
        "cross_entropy", "cross_entropy_loss", "nll_loss", "mse_loss", "softmax_loss", "softmax_with_loss",
        "bce_loss", "euclidean_loss",
    ),
    NOT_COUNTED: ("accuracy", "data", "masking", "gaussian_noise", "rescaling", "resizing", "image_data"),
    "the input's shape is said at the top: input: 224x224x3": ("input", "input_layer"),
    "a list of steps is a sequence; {layers: […], name: stem} is one with a name": ("sequential", "module_list"),
    "it is {linear: 64, positionwise: true}": ("time_distributed", "einsum_dense", "pointwise_linear", "token_linear"),
    "it is {conv: 64, kernel: 1}": ("pointwise_conv", "conv1x1", "pointwise", "pwconv"),
    "it is {conv: 64, kernel: 3, pad: 1}": ("conv3x3",),
    "it is {conv: 64, kernel: 3, groups: 32}": ("group_conv", "grouped_conv"),
    "it is {conv: 64, kernel: 3, dilation: 2}": ("dilated_conv", "atrous_conv"),
    "it is linear, or {conv: 64, kernel: 1}": ("gemm", "matmul"),
    "crop: takes the size that is left, and offset: what is cut off before": ("cropping",),
    "write {upsample: 2, mode: bilinear}, or mode: nearest": ("upsampling_bilinear", "upsampling_nearest"),
    "write {reshape: 7x7x128}": ("unflatten",),
    "write {pad: 1}, with mode: reflect or mode: replicate for what is not zero": ("constant_pad", "circular_pad"),
    "there is no such normalisation: {op: NAME, params: …, macs: 0} counts it as told": (
        "rmsnorm", "rms_norm", "rms_normalization", "unit_normalization", "weight_norm", "spectral_norm",
        "spectral_normalization",
    ),
    "it is {conv: 768, kernel: 16, stride: 16}, then tokens": ("patch_embed", "patch_embedding"),
    "there is no such layer: {op: NAME, output: …, params: …, macs: 0} counts it as told": (
        "embedding_bag",
    ),
}  # fmt: skip
_BY_NAME = {plain_name(name): words for words, names in NAMES.items() for name in names}


def instead_of(name: str) -> str:
    """What to write for a name of another framework, with or without `2d` and `lazy`; empty if not known."""
    plain = plain_name(name)
    bare = re.sub(r"[123]d$", "", plain.removeprefix("lazy"))
    return (_BY_NAME.get(plain) or _BY_NAME.get(bare, "")).replace("NAME", name)
