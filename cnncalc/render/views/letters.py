"""What the letters in descriptions and formulas stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnncalc.report.walk import WorkingLine

FIELDS = {
    "K": "filters", "F": "kernel", "S": "stride", "P": "padding", "D": "dilation", "G": "groups", "N": "outputs",
    "O": "output padding", "T": "connections", "m": "kernels per channel", "n": "neighbouring channels",
    "r": "positions per position", "s": "times as many",
}  # fmt: skip
"""The letters of ops' fields, as descriptions and formulas have them."""
AXES = {"T": "depth", "H": "height", "W": "width", "L": "length"}
BRACKETS = {"⌊": "⌊ ⌋ rounded down", "⌈": "⌈ ⌉ rounded up"}
_LETTER = re.compile(r"([A-Za-z]+\d?)(_[A-Za-z]+)?([₀-₉]*)")


class Legend:
    """Collects the letters of formulas, to explain each once."""

    def __init__(self) -> None:
        self._letters: set[tuple[str, str, str]] = set()
        self._brackets: set[str] = set()

    def add(self, lines: Iterable[WorkingLine]) -> None:
        """Collect the letters of some lines of working."""
        for line in lines:
            self._letters.update(letters_in(f"{line.what} {line.symbols}" if line.symbols else ""))
            self._brackets.update(bracket for bracket in BRACKETS if bracket in line.symbols)

    def lines(self) -> Iterator[str]:
        """What the collected letters stand for, in one line if there are any."""
        told = [
            *letters_explained(self._letters),
            *(text for bracket, text in BRACKETS.items() if bracket in self._brackets),
        ]
        if told:
            yield f"Letters: {', '.join(told)}."


def described(descriptions: Iterable[str]) -> list[str]:
    """What the letters in descriptions of layers stand for, `K=96 F=11`."""
    used = " ".join(descriptions)
    return [f"{letter} {meaning}" for letter, meaning in FIELDS.items() if f"{letter}=" in used]


def letters_in(formula: str) -> set[tuple[str, str, str]]:
    """The letters of a formula, with what stands behind `_` and with their small numbers."""
    return set(_LETTER.findall(formula))


def letters_explained(letters: Iterable[tuple[str, str, str]]) -> list[str]:
    """What the letters of formulas stand for: sizes first, then fields."""
    sizes: dict[str, str] = {}
    fields: dict[str, str] = {}
    joined = False
    for letter, of, number in sorted(letters, key=_order):
        if letter == "C":
            joined = joined or number not in ("", "₂")
            sizes["C" + number] = {"": "channels", "₂": "output channels"}.get(number, "")
        elif letter in AXES and number:
            sizes[letter + number] = f"{'input' if number == '₁' else 'output'} {AXES[letter]}"
        elif letter in FIELDS:
            fields[letter + of] = _field(letter, of[1:])
    if joined:  # then C₂ is the second input's
        sizes = {letter: meaning for letter, meaning in sizes.items() if not letter.startswith("C") or letter == "C"}
        sizes["C₁, C₂…"] = "channels of each input"
    return [f"{letter} {meaning}" for letter, meaning in {**sizes, **fields}.items()]


def _field(letter: str, of: str) -> str:
    """A field along one axis, or on one side."""
    if not of:
        return FIELDS[letter] + (" on each side" if letter == "P" else "")
    return f"{FIELDS[letter]} along the {AXES[of]}" if of in AXES else f"{FIELDS[letter]} ({of})"


def _order(letter: tuple[str, str, str]) -> tuple[str, int, str]:
    """Sizes of the input before those of the output, the others as their fields are."""
    name, of, number = letter
    places = [*AXES, "C", *FIELDS]
    return (number if name in AXES else "₉", places.index(name) if name in places else len(places), of + number)
