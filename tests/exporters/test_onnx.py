"""Networks as ONNX, read by a reader of the wire format that is the tests' own; the onnx package: differential."""

import pytest

import cnncalc
from cnncalc.exporters.onnx import write_onnx
from cnncalc.exporters.onnx.operators import OPERATORS
from cnncalc.language.load import example
from cnncalc.ops import OPS

GRAPH, NODE, INITIALIZER = 7, 1, 5


def fields(data: bytes) -> list[tuple[int, bytes | int]]:
    """The fields of a message: numbers and pieces."""
    found: list[tuple[int, bytes | int]] = []
    at = 0

    def varint() -> int:
        nonlocal at
        number = shift = 0
        while True:
            byte = data[at]
            at += 1
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number

    while at < len(data):
        key = varint()
        if key & 7 == 0:
            found.append((key >> 3, varint()))
            continue
        length = varint() if key & 7 == 2 else 4
        found.append((key >> 3, data[at : at + length]))
        at += length
    return found


def pieces(data: bytes, field: int) -> list[bytes]:
    return [value for number, value in fields(data) if number == field and isinstance(value, bytes)]


def operators(shape: str, *steps: str) -> list[str]:
    """The operators of a network of a few steps."""
    (graph,) = pieces(write_onnx(example(shape, "\n".join(f"  - {step}" for step in steps))), GRAPH)
    return [pieces(node, 4)[0].decode() for node in pieces(graph, NODE)]


@pytest.mark.parametrize(
    ("shape", "step", "wanted"),
    [
        ("8x8x4", "{conv: 8, kernel: 3, pad: same}", ["Conv"]),
        ("8x8x4", "silu", ["Sigmoid", "Mul"]),
        ("8x8x4", "{linear: 3, positionwise: true}", ["Transpose", "MatMul", "Add", "Transpose"]),
        ("8", "{linear: 3}", ["Gemm"]),
        ("1x1x8", "{linear: 3}", ["Flatten", "Gemm"]),
        ("8x8x4", "{global_avgpool: , keep: false}", ["GlobalAveragePool", "Flatten"]),
        ("8x8x4", "{channel_shuffle: 2}", ["Reshape", "Transpose", "Reshape"]),
        ("8x8x4", "{batchnorm: , affine: false}", ["Expand", "Expand", "BatchNormalization"]),
        ("8x8x4", "{multiply: [[], [global_avgpool, flatten]]}", ["GlobalAveragePool", "Flatten", "Reshape", "Mul"]),
        ("8x8x4", "{add: [[], []]}", ["Add"]),
    ],
)
def test_an_op_is_these_operators(shape, step, wanted):
    assert operators(shape, step) == wanted


def test_shared_weights_stand_there_once():
    steps = ("{conv: 4, kernel: 3, pad: 1, name: a}", "{conv: 4, kernel: 3, pad: 1, name: b, share: a}")
    (graph,) = pieces(write_onnx(example("8x8x4", "\n".join(f"  - {step}" for step in steps))), GRAPH)
    assert [pieces(each, 8)[0].decode() for each in pieces(graph, INITIALIZER)] == ["a.weight", "a.bias"]


@pytest.mark.parametrize(
    ("shape", "step", "said"),
    [
        ("8x8x3", "{op: mystery, output: 8x8x3}", "ONNX has no op"),
        ("7x7x3", "{adaptive_avgpool: 3}", "ONNX has no cells of unequal sizes"),
        ("8x4", "{pixel_unshuffle: 2}", "ONNX makes positions to channels of maps only"),
        ("8x8x3", "{max: 0}", "ONNX has no max"),
        ("8x8x3", "{softplus: , beta: 2}", "ONNX's Softplus has no beta"),
    ],
)
def test_what_onnx_cannot_say_is_refused_by_name(shape, step, said):
    with pytest.raises(cnncalc.CnncalcError, match=said):
        operators(shape, step)


def test_what_onnx_lacks():
    """The gap, written down: an op that comes is written for ONNX, or stands here."""
    joins = {"add", "concat", "multiply", "subtract", "divide"}
    assert {op.name for op in OPS.values() if op not in OPERATORS} - joins == {
        "op", "table_conv", "subsample", "rbf",
        "attention", "constant", "embedding", "gru", "learnt", "lstm", "positions", "rnn", "slice", "tokens",
        "max", "min", "mean", "norm", "power", "clamp", "hardtanh", "softmin", "log_softmax",
    }  # fmt: skip
