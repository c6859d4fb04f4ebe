"""Protocol buffers as bytes: the few kinds of fields that ONNX has.

protobuf.dev/programming-guides/encoding, and the numbers of fields of onnx/onnx.proto (github.com/onnx/onnx).
"""

import struct
from collections.abc import Iterable, Sequence
from typing import TypeAlias

VARINT, LENGTH, FIXED32 = 0, 2, 5
MASK64 = (1 << 64) - 1

Attribute: TypeAlias = int | float | str | tuple[int, ...]

FLOAT, INT64 = 1, 7
"""`TensorProto.DataType`."""
EXTERNAL = 1
"""`TensorProto.DataLocation`."""
KINDS = {float: (1, 2), int: (2, 3), str: (3, 4), tuple: (7, 8)}
"""`AttributeProto.AttributeType` of each kind of attribute, and the field that has its value."""


def varint(number: int) -> bytes:
    """A whole number, seven bits a byte, the lowest first; negative ones as 64 bits."""
    number &= MASK64
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


def whole(field: int, number: int) -> bytes:
    """A field that is a whole number."""
    return varint(field << 3 | VARINT) + varint(number)


def piece(field: int, value: bytes | str) -> bytes:
    """A field that is a text, bytes or a message."""
    written = value.encode() if isinstance(value, str) else value
    return varint(field << 3 | LENGTH) + varint(len(written)) + written


def real(field: int, number: float) -> bytes:
    """A field that is a number of 32 bits."""
    return varint(field << 3 | FIXED32) + struct.pack("<f", number)


def attribute(name: str, value: Attribute) -> bytes:
    """An `AttributeProto`."""
    kind, field = KINDS[type(value)]
    if isinstance(value, tuple):
        said = b"".join(whole(field, number) for number in value)
    elif isinstance(value, str):
        said = piece(field, value)
    else:
        said = real(field, value) if isinstance(value, float) else whole(field, value)
    return piece(1, name) + said + whole(20, kind)


def node(kind: str, name: str, inputs: Sequence[str], outputs: Sequence[str], **attributes: Attribute) -> bytes:
    """A `NodeProto`."""
    parts = [piece(1, each) for each in inputs] + [piece(2, each) for each in outputs]
    parts += [piece(3, name), piece(4, kind)]
    parts += [piece(5, attribute(word, value)) for word, value in attributes.items()]
    return b"".join(parts)


def weight(name: str, sizes: Iterable[int], file: str) -> bytes:
    """A `TensorProto` of floats that stand in a file beside, which need not be there."""
    dims = b"".join(whole(1, size) for size in sizes)
    place = piece(13, piece(1, "location") + piece(2, file))
    return dims + whole(2, FLOAT) + piece(8, name) + place + whole(14, EXTERNAL)


def whole_numbers(name: str, values: Sequence[int]) -> bytes:
    """A `TensorProto` of whole numbers, in a row."""
    packed = struct.pack(f"<{len(values)}q", *values)
    return whole(1, len(values)) + whole(2, INT64) + piece(8, name) + piece(9, packed)


def number(name: str, value: float) -> bytes:
    """A `TensorProto` of one number, without axes."""
    return whole(2, FLOAT) + piece(8, name) + piece(9, struct.pack("<f", value))


def value(name: str, sizes: Iterable[int]) -> bytes:
    """A `ValueInfoProto` of floats."""
    shape = b"".join(piece(1, whole(1, size)) for size in sizes)
    return piece(1, name) + piece(2, piece(1, whole(1, FLOAT) + piece(2, shape)))
