"""Names that are no ops: what is said to write instead, of the same kind or nothing."""

from __future__ import annotations

import re

import pytest

import cnncalc
from cnncalc.language.load import example
from cnncalc.ops import find_op, framework_names, hint_for
from cnncalc.ops.framework_names import NAMES

OTHERWISE = "'cnncalc ops' lists them all, {op: …} counts one of your own"

SAID = [
    ("cov", "did you mean 'conv'?"),
    ("rellu", "did you mean 'relu'?"),
    ("tahn", "did you mean 'tanh'?"),
    ("BatchNrom2d", "did you mean 'batchnorm2d'?"),
    ("max_pol", "did you mean 'maxpool'?"),
    ("separable_conv", "it is two: {depthwise_conv: 3, pad: 1}, then {conv: 64, kernel: 1};"),
    ("SeparableConv2D", "it is two: {depthwise_conv: 3, pad: 1}, then {conv: 64, kernel: 1};"),
    ("glu", "it is {split: [[], [sigmoid]], join: multiply}, with another gate where it has one;"),
    (
        "TransformerEncoderLayer",
        "write it as a block, of {residual: [layernorm, {attention: 12}]} and {residual: [layernorm, {mlp: 3072}]};",
    ),
    ("LSTMCell", "a cell is one step: lstm, gru and rnn run along an axis;"),
    ("pool", "which one: maxpool, avgpool, global_avgpool, global_maxpool or adaptive_avgpool?"),
    ("Dropout2d", "dropout is the same at inference; in training it keeps a mask of every value;"),
    ("softshrink", "there is no such activation: {op: softshrink, params: 0, macs: 0} counts it as told;"),
    ("nn.ReLU", "did you mean 'ReLU'?"),
    ("nn.LSTMCell", "a cell is one step: lstm, gru and rnn run along an axis;"),
    ("xyzzy", ""),
]


@pytest.mark.parametrize(("name", "said"), SAID)
def test_an_unknown_op(name: str, said: str) -> None:
    assert hint_for(name) == f"{said} {OTHERWISE}".lstrip()


@pytest.mark.parametrize("name", [name for names in NAMES.values() for name in names])
def test_a_name_known_from_elsewhere(name: str) -> None:
    assert find_op(name) or hint_for(name) != OTHERWISE


def test_what_is_an_op_is_not_known_from_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though it was before there was an op of it."""
    monkeypatch.setattr(framework_names, "instead_of", lambda name: "there is no such activation")
    assert hint_for("nn.Mish") == f"did you mean 'Mish'? {OTHERWISE}"


STEPS = re.findall(r"(?<=it is )\{.*?\}(?=$|, with)|\{(?:depthwise_)?conv: .*?\}", "\n".join(NAMES), re.MULTILINE)


@pytest.mark.parametrize("step", STEPS)
def test_what_is_to_be_written_instead_loads(step: str) -> None:
    assert example("56x56x64", f"- {step}").graph.nodes


def test_a_block_is_suggested_too() -> None:
    with pytest.raises(cnncalc.CnncalcError, match=r"unknown op 'untt' \(did you mean 'unit'\?"):
        example("8x8x4", "- {untt: 3}\nblocks: {unit: [relu]}")
