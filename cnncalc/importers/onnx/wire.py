"""Protobuf's wire format, read where it lies: what is not asked for is stepped over.

https://protobuf.dev/programming-guides/encoding/, recalled.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from typing import TypeAlias

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
LONGEST_NAME = 4_096
"""The bytes of a text that are read."""
Bytes: TypeAlias = "bytes | mmap.mmap"
Span: TypeAlias = tuple[int, int]
"""Where bytes begin and end in the file."""


class WireError(Exception):
    """Bytes that are not protobuf's; `args` has the place."""


class Wire:
    """A file's bytes."""

    __slots__ = ("data", "size")

    def __init__(self, data: Bytes) -> None:
        self.data = data
        self.size = len(data)

    def varint(self, at: int, end: int) -> tuple[int, int]:
        """A number, and where it ends."""
        value = shift = 0
        while at < end and shift < 70:
            byte = self.data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value & 0xFFFFFFFFFFFFFFFF, at
            shift += 7
        raise WireError(at)

    def fields(self, span: Span) -> Iterator[tuple[int, int, int, int]]:
        """The fields of a message: number, type, and a number twice or where bytes begin and end."""
        at, end = span
        while at < end:
            key, at = self.varint(at, end)
            number, kind = key >> 3, key & 7
            if kind == VARINT:
                value, at = self.varint(at, end)
                yield number, kind, value, value
                continue
            if kind == BYTES:
                length, at = self.varint(at, end)
            else:
                length = {FIXED64: 8, FIXED32: 4}.get(kind, -1)
            if not number or length < 0 or at + length > end:
                raise WireError(at)
            yield number, kind, at, at + length
            at += length

    def text(self, start: int, end: int) -> str:
        """A text; of a very long one the beginning."""
        return self.data[start : min(end, start + LONGEST_NAME)].decode("utf-8", "replace")

    def numbers(self, kind: int, start: int, end: int) -> Iterator[int]:
        """Whole numbers, packed or one, with their signs."""
        if kind == VARINT:
            yield _signed(start)
            return
        while start < end:
            value, start = self.varint(start, end)
            yield _signed(value)

    def real(self, start: int) -> float:
        """A number of 32 bits."""
        found: float = struct.unpack_from("<f", self.data, start)[0]
        return found


def _signed(value: int) -> int:
    return value - (1 << 64) if value >> 63 else value
