"""Writes small ONNX files in protobuf's wire format, for tests of what reads them."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any

FLOAT, INT64 = 1, 7


def varint(value: int) -> bytes:
    value &= 0xFFFFFFFFFFFFFFFF
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def field(number: int, value: int | str | bytes | float) -> bytes:
    """A field: a whole number, a real number, or bytes."""
    if isinstance(value, float):
        return varint(number << 3 | 5) + struct.pack("<f", value)
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def tensor(name: str, dims: Sequence[int], values: Sequence[float] | None = None) -> bytes:
    """A tensor; without values its data are in a file that is not there."""
    head = b"".join(field(1, size) for size in dims) + field(8, name)
    if values is None:
        return head + field(2, FLOAT) + field(13, field(1, "location") + field(2, "/etc/passwd")) + field(14, 1)
    whole = all(isinstance(value, int) for value in values)
    raw = struct.pack(f"<{len(values)}{'q' if whole else 'f'}", *values)
    return head + field(2, INT64 if whole else FLOAT) + field(9, raw)


def attribute(name: str, value: Any) -> bytes:
    head = field(1, name)
    if isinstance(value, (list, tuple)):
        return head + field(8, b"".join(map(varint, value)))
    if isinstance(value, bytes):
        return head + field(6 if value == b"graph" else 5, value)
    return head + field({int: 3, float: 2, str: 4}[type(value)], value)


def node(op: str, inputs: str, output: str, name: str = "", **attributes: Any) -> bytes:
    """A node; its inputs and outputs are words."""
    parts = [field(1, each) for each in inputs.split()] + [field(2, each) for each in output.split()]
    parts += [field(3, name or f"/{output}/{op}"), field(4, op)]
    return b"".join(parts + [field(5, attribute(key, value)) for key, value in attributes.items()])


def value(name: str, dims: Sequence[int | str]) -> bytes:
    sizes = b"".join(field(1, field(1, size) if isinstance(size, int) else field(2, size)) for size in dims)
    return field(1, name) + field(2, field(1, field(1, FLOAT) + field(2, sizes)))


def model(
    nodes: Sequence[bytes],
    weights: Mapping[str, Any] | None = None,
    *,
    shape: Sequence[int | str] = (1, 8, 12, 12),
    output: str = "y",
    recorded: Mapping[str, Sequence[int | str]] | None = None,
) -> bytes:
    """A file: weights are sizes, or sizes and values."""
    parts = [field(1, each) for each in nodes]
    for name, said in (weights or {}).items():
        dims, values = said if isinstance(said[0], (list, tuple)) else (said, None)
        parts.append(field(5, tensor(name, dims, values)))
    parts += [field(11, value("x", shape)), field(12, value(output, (recorded or {}).get(output, ("?",))))]
    parts[-1:] = [field(12, field(1, output))] if output not in (recorded or {}) else parts[-1:]
    parts += [field(13, value(name, dims)) for name, dims in (recorded or {}).items() if name != output]
    return field(1, 8) + field(8, field(2, 17)) + field(7, b"".join(parts))
