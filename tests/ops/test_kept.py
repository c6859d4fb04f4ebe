"""What an op keeps of one example for its backward pass, as PyTorch 2.13 does: tools/autograd/derivatives.yaml."""

from __future__ import annotations

import pytest

from cnncalc.graph import infer
from cnncalc.ops.kept import KEEPS_INPUT, KEEPS_NOTHING, KEEPS_OUTPUT, Kept
from tests.ops.cases import op_of, shapes_of

TRAINS = Kept(inputs=(0,), only_to_train=True)

KEPT = [
    ("{conv: 4, kernel: 3}", "6x7x4", KEEPS_INPUT),
    ("{conv_transpose: 4, kernel: 3}", "6x7x4", KEEPS_INPUT),
    ("{depthwise_conv: 3}", "6x7x4", KEEPS_INPUT),
    # the input is for the weights' gradient only
    ("{linear: 4}", "7", TRAINS),
    ("layer_scale", "6x7x4", TRAINS),
    ("scale", "6x7x4", TRAINS),
    ("relu", "6x7x4", KEEPS_OUTPUT),
    ("sigmoid", "6x7x4", KEEPS_OUTPUT),
    ("tanh", "6x7x4", KEEPS_OUTPUT),
    ("softmax", "6x7x4", KEEPS_OUTPUT),
    ("relu6", "6x7x4", KEEPS_INPUT),
    ("gelu", "6x7x4", KEEPS_INPUT),
    ("abs", "6x7x4", KEEPS_INPUT),
    ("exp", "6x7x4", KEEPS_OUTPUT),
    ("log_softmax", "6x7x4", KEEPS_OUTPUT),
    ("softsign", "6x7x4", Kept(inputs=(0,), values=168)),
    # a number changes no derivative but that of a choice; torch.amax looks for its value once more
    ("{add: 1}", "6x7x4", KEEPS_NOTHING),
    ("{multiply: 2}", "6x7x4", KEEPS_NOTHING),
    ("{divide: 2}", "6x7x4", KEEPS_NOTHING),
    ("{max: 0}", "6x7x4", KEEPS_INPUT),
    ("{mean, over: channels}", "6x7x4", KEEPS_NOTHING),
    ("{max, over: channels}", "6x7x4", Kept(inputs=(0,), output=True)),
    ("{norm, over: channels}", "6x7x4", Kept(inputs=(0,), output=True)),
    ("subtract", "6x7x4, 6x7x4", KEEPS_NOTHING),
    ("divide", "6x7x4, 6x7x1", Kept(inputs=(0, 1))),
    ("max", "6x7x4, 6x7x4, 6x7x4", Kept(inputs=(0, 1, 2), values=168)),
    ("prelu", "6x7x4", KEEPS_INPUT),
    ("selu", "6x7x4", KEEPS_INPUT),
    ("softplus", "6x7x4", KEEPS_INPUT),
    # the tanh before its factor: 6·7·4 values
    ("scaled_tanh", "6x7x4", Kept(values=168)),
    # the input, and for each output the place of its largest value
    ("{maxpool: 2}", "6x8x4", Kept(inputs=(0,), indices=48)),
    ("global_maxpool", "6x7x4", Kept(inputs=(0,), indices=4)),
    ("{adaptive_maxpool: 2x3}", "6x7x4", Kept(inputs=(0,), indices=24)),
    ("{avgpool: 2}", "6x8x4", KEEPS_INPUT),
    # means, of which only the size matters; to one position it is a mean, to more an average pooling
    ("global_avgpool", "6x7x4", KEEPS_NOTHING),
    ("{adaptive_avgpool: 1}", "6x7x4", KEEPS_NOTHING),
    ("{adaptive_avgpool: 1x2}", "6x7x4", KEEPS_INPUT),
    # a mean and an inverse deviation: of each channel for the batch; of each position; of everything; of each group,
    # as values; of each channel, whose scale is repeated for every example
    ("batchnorm", "6x7x4", Kept(inputs=(0,), batch_statistics=8)),
    ("layernorm", "6x7x4", Kept(inputs=(0,), statistics=84)),
    ("{layernorm, over: all}", "6x7x4", Kept(inputs=(0,), statistics=2)),
    ("{groupnorm: 2}", "6x7x4", Kept(inputs=(0,), values=4)),
    ("instancenorm", "6x7x4", Kept(inputs=(0,), statistics=8)),
    ("{instancenorm, affine: true}", "6x7x4", Kept(inputs=(0,), values=4, statistics=8)),
    # the squares with two channels of zeros, 6·7·6; the divisor and its power, 6·7·4 each
    ("{lrn: 3}", "6x7x4", Kept(inputs=(0,), values=252 + 2 * 168)),
    # a factor for each value; for the example; nothing is dropped
    ("{dropout: 0.5}", "6x7x4", Kept(values=168, own_output=True)),
    ("{dropout: 0}", "6x7x4", KEEPS_NOTHING),
    ("{stochastic_depth: 0.2}", "6x7x4", Kept(values=1, own_output=True)),
    ("{stochastic_depth: 0}", "6x7x4", KEEPS_NOTHING),
    # zeros are added without looking, a border is copied from the input
    ("{pad: 1}", "6x7x4", KEEPS_NOTHING),
    ("{pad: 1, mode: reflect}", "6x7x4", KEEPS_INPUT),
    ("{pad: [0, 0, 0, 1], mode: replicate}", "6x7x4", KEEPS_INPUT),
    ("{pad: 0, mode: reflect}", "6x7x4", KEEPS_NOTHING),
    ("{upsample: 2}", "6x7x4", KEEPS_NOTHING),
    ("flatten", "6x7x4", KEEPS_NOTHING),
    # the sum of each window, then a factor: 3·4·4 values
    ("{subsample: 2}", "6x8x4", Kept(inputs=(0,), values=48)),
    ("{rbf: 4}", "7", KEEPS_INPUT),
    ("{concat}", "6x7x4,6x7x4", KEEPS_NOTHING),
    ("{add}", "6x7x4,6x7x4", KEEPS_NOTHING),
    # each factor is what the other's gradient is multiplied by; of three the product of the first two as well
    ("{multiply}", "6x7x4,1x1x4", Kept(inputs=(0, 1))),
    ("{multiply}", "6x7x4,1x1x4,6x7x4", Kept(inputs=(0, 1, 2), values=168)),
]  # fmt: skip


@pytest.mark.parametrize(("step", "inputs", "kept"), KEPT, ids=[f"{step} on {inputs}" for step, inputs, _ in KEPT])
def test_kept(step: str, inputs: str, kept: Kept) -> None:
    shapes = shapes_of(inputs)
    op = op_of(step, len(shapes[0].spatial))
    assert op.keeps(shapes, infer(op, shapes)) == kept


def test_what_an_op_of_ones_own_keeps_is_not_known() -> None:
    shapes = shapes_of("6x7x4")
    assert op_of("{op: mine, params: 3, macs: 3}", 2).keeps(shapes, shapes[0]) is None
