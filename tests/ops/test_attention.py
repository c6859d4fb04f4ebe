"""Attention: parameters, MACs part by part, what positions see."""

from __future__ import annotations

import pytest

from cnncalc.ops.attention import Attention
from tests.ops.cases import Case, Refusal, check, check_refusal, op_of, row, shapes_of, table

# Of ViT-B/16's first block, Dosovitskiy et al., ICLR 2021: 12 heads of 64 channels on 197 tokens of 768. Parameters and
# MACs are those of torch 2.13's nn.MultiheadAttention(768, 12): 2,362,368, and half of FlopCounterMode's FLOPs on the
# meta device, 464,781,312 for the projections and 2·59,610,624 for the two products.
VIT = {
    "queries": 589_824, "keys": 589_824, "values": 589_824, "output": 589_824, "biases": 3_072,
    "macs": 464_781_312, "products": 119_221_248 // 2, "multiplies": 465_708, "compares": 463_344,
    "adds": 465_708 + 463_344 + 605_184, "exponentials": 465_708, "divides": 465_708,
}  # fmt: skip
CASES = [
    row("{attention: 12}", "197x768", "197x768", **{**VIT, "products": 59_610_624}),
    # by hand: 2 heads of 3 channels on 2×2 positions, without biases: 4·6·6 MACs for each projection
    row("{attention: 2, bias: false}", "2x2x6", "2x2x6", queries=36, keys=36, values=36, output=36,
        macs=576, products=192, multiplies=32, compares=24, adds=56, exponentials=32, divides=32),
    # 5 queries of 4 channels on 3 keys and values of 6: 5·4·4 + 2·3·6·4 + 5·4·4
    row("{attention: 2}", "5x4,3x6", "5x4", queries=16, keys=24, values=24, output=16, biases=16,
        macs=304, products=120, multiplies=30, compares=20, adds=30 + 20 + 20 + 12 + 12 + 20, exponentials=30,
        divides=30),
    # windows of 2×2 on 3×4 positions, filled up to 4×4; a bias for each of 3·3 offsets and head
    row("{attention: 2, window: 2, positions: relative, bias: qkv}", "3x4x4", "3x4x4", queries=16, keys=16, values=16,
        output=16, biases=12, positions=18, macs=1_024, products=512, multiplies=128, compares=96,
        adds=128 + 96 + 192 + 128, exponentials=128, divides=128),
    # the same in a grid; one of 2×2 in 3×4 is 4 sets of 4
    row("{attention: 2, grid: 2, positions: distance, bias: out}", "3x4x4", "3x4x4", queries=16, keys=16, values=16,
        output=16, biases=4, positions=8, macs=1_024, products=512, multiplies=128, compares=96,
        adds=128 + 96 + 64 + 128, exponentials=128, divides=128),
    # along one axis: each of 12 positions sees 3; one head of keys and values for two of queries, 5 channels each
    row("{attention: 2, over: height, kv_heads: 1, head_size: 5, bias: false}", "3x4x4", "3x4x4", queries=40, keys=20,
        values=20, output=40, macs=1_440, products=720, multiplies=72, compares=48, adds=120, exponentials=72,
        divides=72),
    # the product alone, of values with other channels, and queries that are normalised and turned
    row("{attention: 2, project: false}", "5x4,3x4,3x6", "5x6", products=150, multiplies=30, compares=20, adds=50,
        exponentials=30, divides=30),
    row("{attention: 1, qk_norm: layernorm, positions: rotary, bias: false}", "2x4", "2x4", queries=16, keys=16,
        values=16, output=16, norms=16, macs=128, products=32, multiplies=4 + 48 + 32, compares=2,
        adds=6 + 64 + 16, exponentials=4, divides=4 + 12, roots=4),
    row("{attention: 1, qk_norm: rmsnorm, bias: false, features: 3}", "2x4", "2x3", queries=16, keys=16, values=16,
        output=12, norms=8, macs=120, products=32, multiplies=4 + 48, compares=2, adds=6 + 16, exponentials=4,
        divides=4 + 8, roots=4),
    # Swin-V2: Liu et al., CVPR 2022: a factor for each head, and biases of 2 coordinates by 512 features, 9 offsets
    row("{attention: 2, window: 2, shift: true, positions: continuous, qk_norm: cosine, bias: false}", "2x2x4", "2x2x4",
        queries=16, keys=16, values=16, output=16, scale=2, positions=3 * 512 + 2 * 512, macs=256 + 9 * 2_048,
        products=128, multiplies=32 + 32, compares=24 + 9 * 512, adds=32 + 24 + 32 + 32 + 9 * 512, exponentials=32,
        divides=32 + 32, roots=16),
]  # fmt: skip

REFUSALS = [
    Refusal("attention", "8x4", "heads", "attention needs 'heads': the number of heads"),
    Refusal("{attention: 3}", "8x4", "heads",
            "3 heads do not divide 4 channels (head_size: says the channels of a head)"),
    Refusal("{attention: 4, kv_heads: 3}", "8x4", "kv_heads", "3 heads of keys do not divide 4 heads"),
    Refusal("{attention: 2, window: 2, grid: 2}", "4x4x4", "grid", "say window or grid, not both"),
    Refusal("{attention: 2, shift: true}", "4x4x4", "shift", "shift moves windows: say window, too"),
    Refusal("{attention: 2, over: width}", "8x4", "over", "its input, 8×4, has no axis 'width' (it has length)"),
    Refusal("{attention: 2, project: false, features: 8}", "8x4", "features",
            "without projections there is no features"),
    Refusal("{attention: 2, project: false}", "8x4,8x6,8x4", "",
            "input 2 is 8×6, and its keys are of 2·2 channels (the keys' channels are as many for each head as the "
            "queries')"),
    Refusal("{attention: 2}", "8x4,6x4,5x4", "", "input 3 is 5×4, and the keys are 6×4 (each key has one value)"),
    Refusal("{attention: 2, window: 2}", "4x4x4,2x2x4", "",
            "input 2 is 2×2×4, and the queries are 4×4×4 (windows are of one map)"),
    Refusal("{attention: 2}", "8x4,8x4,8x4,8x4", "", "attention takes at most 3 inputs and is given 4"),
]  # fmt: skip


@table(CASES)
def test_case(case: Case) -> None:
    check(case)


@table(REFUSALS)
def test_refusal(case: Refusal) -> None:
    check_refusal(case)


PARTS = [
    ("{attention: 12}", "197x768", {"queries": 116_195_328, "keys": 116_195_328, "values": 116_195_328,
     "scores": 29_805_312, "weighted sum": 29_805_312, "output": 116_195_328}),
    ("{attention: 2, project: false, positions: distance}", "5x4,3x4,3x6", {"scores": 60, "weighted sum": 90}),
]  # fmt: skip


@pytest.mark.parametrize(("step", "inputs", "parts"), PARTS)
def test_every_part_has_its_own_macs(step: str, inputs: str, parts: dict[str, int]) -> None:
    shapes = shapes_of(inputs)
    op = op_of(step, len(shapes[0].spatial))
    assert isinstance(op, Attention)
    assert op.macs_by_part(shapes, op.infer(shapes)) == parts


DESCRIPTIONS = [
    ("{attention: 12}", "h=12"),
    ("{attention: 3, window: 7, shift: true, positions: relative}", "h=3 w=7 shift relative"),
    ("{attention: 4, kv_heads: 2, head_size: 8, bias: false, qk_norm: rmsnorm}", "h=4 d=8 g=2 rmsnorm no bias"),
    ("{attention: 4, over: [height, width], bias: qkv}", "h=4 over=height,width bias=qkv"),
    ("{attention: 4, grid: 7x8, project: false}", "h=4 grid=7×8 project=false"),
]


@pytest.mark.parametrize(("step", "text"), DESCRIPTIONS)
def test_description(step: str, text: str) -> None:
    assert op_of(step, 2).describe() == text
