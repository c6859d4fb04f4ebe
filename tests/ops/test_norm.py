"""Normalisations, and the factors that stand beside them."""

from __future__ import annotations

import pytest

from tests.ops.cases import Case, Refusal, check, check_refusal, op_of, row, table

CASES = [
    # Ioffe and Szegedy, ICML 2015, algorithm 2: at inference one multiplication and one addition a value; fvcore 0.1.5
    # counts 2,304 for the first
    row("batchnorm", "12x12x8", "12x12x8", scale=8, shift=8, mean=8, variance=8, multiplies=1_152, adds=1_152),
    row("{bn, affine: false}", "12x12x8", "12x12x8", mean=8, variance=8, multiplies=1_152, adds=1_152),
    row("{batchnorm, scale: false}", "12x12x8", "12x12x8",
        shift=8, mean=8, variance=8, multiplies=1_152, adds=1_152),
    row("batchnorm", "5", "5", scale=5, shift=5, mean=5, variance=5, multiplies=5, adds=5),
    row("batchnorm", "3x7x9x5", "3x7x9x5", scale=5, shift=5, mean=5, variance=5, multiplies=945, adds=945),
    # the others, for v values and s statistics. Adds: to the mean v, from it v, to the variance v, to the shift v;
    # multiplies: squares v, by 1/√ v, by the scale v; divides: mean, variance and 1/√ s each; roots s
    row("layernorm", "7x9x5", "7x9x5", scale=5, shift=5, adds=1_260, multiplies=945, divides=189, roots=63),
    row("{ln, affine: false}", "7x9x5", "7x9x5", adds=945, multiplies=630, divides=189, roots=63),
    row("{layernorm, over: all}", "7x9x5", "7x9x5",
        scale=315, shift=315, adds=1_260, multiplies=945, divides=3, roots=1),
    row("layernorm", "5", "5", scale=5, shift=5, adds=20, multiplies=15, divides=3, roots=1),
    row("{groupnorm: 2}", "7x9x4", "7x9x4", scale=4, shift=4, adds=1_008, multiplies=756, divides=6, roots=2),
    row("{gn: 4, affine: false}", "7x4", "7x4", adds=84, multiplies=56, divides=12, roots=4),
    row("instancenorm", "7x9x4", "7x9x4", adds=756, multiplies=504, divides=12, roots=4),
    row("{instancenorm, affine: true}", "7x4", "7x4",
        scale=4, shift=4, adds=112, multiplies=84, divides=12, roots=4),
    # Krizhevsky et al., NIPS 2012, section 3.3, for each value: a², α·Σ; n − 1 adds and k; one power; one division
    row("lrn", "55x55x96", "55x55x96",
        multiplies=580_800, adds=1_452_000, exponentials=290_400, divides=290_400),
    row("{lrn: 3}", "2x2x4", "2x2x4", multiplies=32, adds=48, exponentials=16, divides=16),
    # ConvNeXt-T's first block, Liu et al., CVPR 2022; Caffe's Scale layer
    row("layer_scale", "56x56x96", "56x56x96", scale=96, multiplies=301_056),
    row("scale", "7x9x4", "7x9x4", scale=4, biases=4, multiplies=252, adds=252),
    row("{scale, bias: false}", "4", "4", scale=4, multiplies=4),
]  # fmt: skip

REFUSALS = [
    Refusal("{batchnorm, affine: 1}", "7x7x3", "affine", "affine must be true or false, not 1"),
    Refusal("{batchnorm, momentum: much}", "7x7x3", "momentum", "momentum must be a number, not 'much'"),
    Refusal("{batchnorm, eps: -1}", "7x7x3", "eps", "eps must be between 0 and 1e+09, not -1"),
    Refusal("{layernorm, over: chanels}", "7x7x3", "over",
            "over must be one of channels, all, not 'chanels' (did you mean 'channels'?)"),
    Refusal("groupnorm", "7x7x4", "groups", "groupnorm needs 'groups': the number of groups"),
    Refusal("{groupnorm: 2}", "7x7x3", "groups", "2 groups do not divide 3 channels"),
    Refusal("{lrn: 0}", "7x7x4", "size", "size must be a whole number of at least 1, not 0"),
    Refusal("{layer_scale: x}", "7x7x4", "initial", "initial must be a number, not 'x'"),
    Refusal("batchnorm", "7x7x3, 7x7x3", "",
            "batchnorm takes one input and is given 2 (join them with concat, add or multiply)"),
]  # fmt: skip


@table(CASES)
def test_case(case: Case) -> None:
    check(case)


@table(REFUSALS)
def test_refusal(case: Refusal) -> None:
    check_refusal(case)


@pytest.mark.parametrize(
    ("step", "text"), [("{groupnorm: 2}", "G=2"), ("lrn", "n=5"), ("{layernorm, over: all}", "over all"), ("ln", "")]
)
def test_description(step: str, text: str) -> None:
    assert op_of(step, 2).describe() == text
