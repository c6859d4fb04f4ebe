"""Activations. Every row is counted by hand from the function in its comment, for 2·3·4 = 24 values."""

from __future__ import annotations

import pytest

from tests.ops.cases import Case, Refusal, check, check_refusal, op_of, row, table

IN = OUT = "2x3x4"

CASES = [
    row("relu", IN, OUT, compares=24),  # max(0, x)
    row("relu6", IN, OUT, compares=48),  # min(max(0, x), 6)
    row("leaky_relu", IN, OUT, compares=24, multiplies=24),  # x > 0 ? x : s·x
    row("{leaky: 0.1}", IN, OUT, compares=24, multiplies=24),
    row("prelu", IN, OUT, slopes=4, compares=24, multiplies=24),  # x > 0 ? x : a·x, an a for each channel
    row("{prelu, per: layer}", IN, OUT, slopes=1, compares=24, multiplies=24),
    row("elu", IN, OUT, compares=24, exponentials=24, adds=24, multiplies=24),  # x > 0 ? x : α·(eˣ − 1)
    row("selu", IN, OUT, compares=24, exponentials=24, adds=24, multiplies=24),  # x > 0 ? 1.0507·x : 1.7581·(eˣ − 1)
    row("sigmoid", IN, OUT, exponentials=24, adds=24, divides=24),  # 1/(1 + e⁻ˣ)
    row("tanh", IN, OUT, multiplies=24, exponentials=24, adds=48, divides=24),  # (e²ˣ − 1)/(e²ˣ + 1)
    # 1.7159·(eᵇˣ − 1)/(eᵇˣ + 1), b = 4/3
    row("scaled_tanh", IN, OUT, multiplies=48, exponentials=24, adds=48, divides=24),
    row("gelu", IN, OUT, multiplies=72, exponentials=24, adds=24),  # x·0.5·(1 + erf(x·0.7071))
    row("silu", IN, OUT, exponentials=24, adds=24, divides=24),  # x/(1 + e⁻ˣ)
    row("swish", IN, OUT, exponentials=24, adds=24, divides=24),
    row("hardsigmoid", IN, OUT, adds=24, compares=48, multiplies=24),  # min(max(0, x + 3), 6)·(1/6)
    row("hard-swish", IN, OUT, adds=24, compares=48, multiplies=48),  # x·min(max(0, x + 3), 6)·(1/6)
    row("softplus", IN, OUT, exponentials=24, adds=24, logarithms=24),  # ln(1 + eˣ)
    row("{softplus: 2}", IN, OUT, multiplies=24, exponentials=24, adds=24, logarithms=24, divides=24),  # ln(1 + e²ˣ)/2
    # x·tanh(l), l = ln(1 + eˣ): eˣ, + 1, ln; e²ˡ from a multiplication, − 1, + 1, /; · x
    row("mish", IN, OUT, exponentials=48, logarithms=24, adds=72, divides=24, multiplies=48),
    # eˣ⁻ᵐ/Σeˣ⁻ᵐ, m the largest. Over 4 channels at 6 positions: 3 comparisons for m, 4 subtractions, 3 additions
    row("softmax", IN, OUT, compares=18, adds=42, exponentials=24, divides=24),
    row("{softmax, over: all}", IN, OUT, compares=23, adds=47, exponentials=24, divides=24),
    row("softmax", "1000", "1000", compares=999, adds=1_999, exponentials=1_000, divides=1_000),
    row("relu", "7", "7", compares=7),
    row("relu", "2x3x4x5", "2x3x4x5", compares=120),
    row("{dropout: 0.5}", "4096", "4096"),
    row("{dropout: 1}", "7", "7"),
    row("stochastic_depth", "7x7x3", "7x7x3"),
]

REFUSALS = [
    Refusal("{leaky_relu: -0.1}", IN, "slope", "slope must be between 0 and 1e+09, not -0.1"),
    Refusal("{leaky_relu: steep}", IN, "slope", "slope must be a number, not 'steep'"),
    Refusal("{softplus: 0}", IN, "beta", "beta must be between 1e-09 and 1e+09, not 0"),
    Refusal("{prelu, per: pixel}", IN, "per", "per must be one of channel, layer, not 'pixel'"),
    Refusal("{softmax, over: [1]}", IN, "over", "over must be one of channels, all, not [1]"),
    Refusal("relu", "7, 7", "", "relu takes one input and is given 2 (join them with concat, add or multiply)"),
    Refusal("{dropout: 1.5}", "7", "p", "p must be between 0 and 1, not 1.5"),
    Refusal("{stochastic_depth: 2}", "7", "p", "p must be between 0 and 1, not 2"),
]

DESCRIPTIONS = [
    ("relu", ""),
    ("softmax", ""),
    ("{softmax, over: all}", "over all"),
    ("prelu", ""),
    ("{prelu, per: layer}", "one slope"),
    ("{dropout: 0.25}", "p=0.25"),
]


@table(CASES)
def test_case(case: Case) -> None:
    check(case)


@table(REFUSALS)
def test_refusal(case: Refusal) -> None:
    check_refusal(case)


@pytest.mark.parametrize(("step", "text"), DESCRIPTIONS)
def test_description(step: str, text: str) -> None:
    assert op_of(step, 2).describe() == text
