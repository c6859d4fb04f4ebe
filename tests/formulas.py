"""Formulas read as a reader would, in exact arithmetic: the printed text must give the printed number."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from cnncalc.quantity.formula import Leaf

_SIGNS = str.maketrans({"·": "*", "−": "-", "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")"})
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def worked_out(text: str, sizes: Mapping[str, int] | None = None) -> Fraction:
    """Work out a printed formula; `sizes` gives its symbols their values. Divisions are exact unless in brackets."""
    python = text.translate(_SIGNS)
    python = re.sub(r"\d+", r"exact(\g<0>)", python)
    python = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda match: f"**{match[0].translate(_RAISED)}", python)
    names: dict[str, Any] = {"exact": Fraction, "floor": math.floor, "ceil": math.ceil, "max": max}
    names |= {symbol: Fraction(size) for symbol, size in (sizes or {}).items()}
    return Fraction(eval(python, {"__builtins__": {}}, names))


def letters_of(expression: Any) -> Iterator[tuple[str, int]]:
    """The letters of an expression, each with the value that it stands for."""
    if isinstance(expression, Leaf):
        if expression.symbol:
            yield expression.symbol, expression.value
    elif isinstance(expression, tuple):
        for part in expression:
            yield from letters_of(part)


def bytes_worked_out(text: str) -> Fraction:
    """Work out an amount of memory, `25,557,032 × 2 × 4 B`."""
    return worked_out(re.sub(r"(?<=\d),(?=\d{3})", "", text).replace(" B", "").replace("×", "·"))
