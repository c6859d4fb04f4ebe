"""Long texts go to standard output many pieces at once: not one by one, and not only when all are made."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator

import pytest

from cnncalc.cli.output import MOST_PIECES, write_standard_output


class Counting(io.StringIO):
    """A standard output that counts how often it is written to."""

    encoding = "ascii"
    writes = 0

    def write(self, text: str) -> int:
        self.writes += 1
        return super().write(text)


@pytest.mark.parametrize(
    ("pieces", "writes"), [(0, 0), (1, 1), (MOST_PIECES, 1), (MOST_PIECES + 1, 2), (5 * MOST_PIECES, 5)]
)
def test_pieces_are_written_many_at_once(pieces: int, writes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    output = Counting()
    waiting = []

    def made() -> Iterator[str]:
        for number in range(pieces):
            waiting.append(number - MOST_PIECES * output.writes)
            yield "3×3\n"

    monkeypatch.setattr(sys, "stdout", output)
    write_standard_output(made())
    assert output.getvalue() == "3x3\n" * pieces
    assert output.writes == writes
    assert max(waiting, default=0) < MOST_PIECES  # what was made before was written
