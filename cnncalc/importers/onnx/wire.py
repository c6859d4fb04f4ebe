"""Protobuf's wire format, read where it lies: what is not asked for is stepped over.

https://protobuf.dev/programming-guides/encoding/, recalled.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from typing import BinaryIO, TypeAlias

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
PIECE = 16_384
"""The bytes that are read at once."""
LONGEST_VARINT = 10
LONGEST_NAME = 4_096
"""The bytes of a text that are read."""
Span: TypeAlias = tuple[int, int]
"""Where bytes begin and end in the file."""


class WireError(Exception):
    """Bytes that are not protobuf's; `args` has the place."""


class Wire:
    """The bytes of a file, of which only those are read that are asked for.

    Not mapped into memory: with a page that is touched some systems bring in megabytes, and a file that is cut off
    meanwhile would end the process.
    """

    __slots__ = ("_piece", "_start", "file", "size")

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.size = file.seek(0, os.SEEK_END)
        self._start, self._piece = 0, b""

    def varint(self, at: int, end: int) -> tuple[int, int]:
        """A number, and where it ends."""
        place = at - self._start
        if not 0 <= place <= len(self._piece) - LONGEST_VARINT:
            self._start, self._piece, place = at, self.read(at, min(at + PIECE, self.size)), 0
        value = shift = 0
        for byte in self._piece[place : place + min(LONGEST_VARINT, end - at)]:
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value & 0xFFFFFFFFFFFFFFFF, at + shift // 7
        raise WireError(at)

    def read(self, start: int, end: int) -> bytes:
        """The bytes of a place."""
        place = start - self._start
        if place >= 0 and end - self._start <= len(self._piece):
            return self._piece[place : end - self._start]
        self.file.seek(start)
        return self.file.read(end - start)

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
        return self.read(start, min(end, start + LONGEST_NAME)).decode("utf-8", "replace")

    def numbers(self, kind: int, start: int, end: int) -> Iterator[int]:
        """Whole numbers, packed or one, with their signs."""
        if kind == VARINT:
            yield _signed(start)
            return
        while start < end:
            value, start = self.varint(start, end)
            yield _signed(value)

    def real(self, start: int) -> float:
        """A number of 32 bits, in as many digits as these have."""
        return float(f"{struct.unpack('<f', self.read(start, start + 4))[0]:.7g}")


def _signed(value: int) -> int:
    return value - (1 << 64) if value >> 63 else value
