"""Tokens, learnt and constant values, positions, words."""

from __future__ import annotations

import pytest

from tests.ops.cases import Case, Refusal, check, check_refusal, op_of, row, table

CASES = [
    # ViT-B/16, Dosovitskiy et al., ICLR 2021: 14×14 patches, a class token of 768, 197·768 positions
    row("tokens", "14x14x768", "196x768"),
    row("{learnt: [1, 768]}", "", "1x768", values=768),
    row("positions", "197x768", "197x768", values=151_296, adds=151_296),
    # a column is a step: CRNN, Shi et al., 2015
    row("{tokens, over: width}", "1x26x512", "26x512"),
    row("{tokens, over: [depth, width]}", "4x3x2x5", "8x15"),
    row("{constant: 7}", "", "7"),
    row("{positions: sines}", "7x7x4", "7x7x4", adds=196),
    row("{slice: 0, over: length}", "197x768", "768"),
    row("{slice: [1, 6, 2], over: width}", "3x8x4", "3x3x4"),
    row("{slice: 7, over: width}", "3x8x4", "3x4"),
    # TextCNN, Kim, EMNLP 2014: 18,765 words of 300
    row("{embedding: 300, vocabulary: 18765}", "56x1", "56x300", weights=5_629_500),
]

REFUSALS = [
    Refusal("tokens", "8", "", "tokens are positions, and its input, 8, is a vector"),
    Refusal("{tokens, over: depth}", "8x8x3", "over", "its input, 8×8×3, has no axis 'depth' (it has height, width)"),
    Refusal("{slice: 8, over: length}", "8x4", "range", "8×4 has 8 positions along its length"),
    Refusal("{slice: 0, over: length}", "8x8x4", "over",
            "its input, 8×8×4, has no axis 'length' (it has height, width)"),
    Refusal("{slice: [3, 3], over: length}", "8x4", "range",
            "range must be a position or [start, stop], the start below the stop, not [3, 3]"),
    Refusal("{learnt: 5}", "8", "", "learnt takes no input (it makes its values by itself: leave from: out)"),
    Refusal("{embedding: 5, vocabulary: 9}", "8x2", "",
            "a word is one number, and its input is 8×2 (56 words are 56x1)"),
    Refusal("{embedding: 5}", "8x1", "vocabulary", "embedding needs 'vocabulary': how many words there are"),
]  # fmt: skip


@table(CASES)
def test_case(case: Case) -> None:
    check(case)


@table(REFUSALS)
def test_refusal(case: Refusal) -> None:
    check_refusal(case)


DESCRIPTIONS = [
    ("{slice: [1, 6, 2], over: width}", "1,6,2 over=width"),
    ("{learnt: [1, 768]}", "1×768"),
    ("{positions: sines}", "sines"),
    ("{embedding: 300, vocabulary: 9}", "E=300 V=9"),
    ("{tokens, over: [height, width]}", "over=height,width"),
]


@pytest.mark.parametrize(("step", "text"), DESCRIPTIONS)
def test_description(step: str, text: str) -> None:
    assert op_of(step, 2).describe() == text
