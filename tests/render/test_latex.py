"""LaTeX: workings in math mode, tables that fit a page, and documents that compile."""

from __future__ import annotations

import re
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncalc.quantity import Quantity, ceil_div, product
from cnncalc.quantity.formula import evaluate, formula, tree_of
from cnncalc.render.latex_formula import equation
from cnncalc.render.latex_table import typeset
from cnncalc.render.page import Cell, Column, Row, Table

EQUATIONS = [
    (
        "W₂ = (W₁ − F + 2·P)/S + 1 = (227 − 11 + 2·0)/4 + 1 = 55",
        r"$W_{2} = \frac{W_{1} - F + 2 \cdot P}{S} + 1 = \frac{227 - 11 + 2 \cdot 0}{4} + 1 = 55$",
    ),
    ("n = ⌊(224 − 7)/2⌋ + 1 = 109", r"$n = \left\lfloor \frac{224 - 7}{2}\right\rfloor  + 1 = 109$"),
    ("n = ⌊53.25⌋ + 1 = 54", r"$n = \lfloor 53.25\rfloor  + 1 = 54$"),
    ("weights = (F·C/G)·K = 307,200", r"$\mathrm{weights} = \left(F \cdot \frac{C}{G}\right) \cdot K = 307{,}200$"),
    ("→ 55×55×96", r"$\rightarrow 55 \times 55 \times 96$"),
    ("W₂ = ?", "$W_{2} = {?}$"),
    ("params  ((7² − 11²)·3)·96 = −20,736", r"params $((7^{2} - 11^{2}) \cdot 3) \cdot 96 = - 20{,}736$"),
    ("height: 1 + (7 − 1)·1 = 7", r"height: $1 + (7 - 1) \cdot 1 = 7$"),
    ("max(r₁, r₂) = max(3, 5) = 5", r"$\max(r_{1}, r_{2}) = \max(3, 5) = 5$"),
    ("(r' − 1)/2 − p' = 5", r"$\frac{r' - 1}{2} - p' = 5$"),
    ("25,557,032 × 4 B", r"$25{,}557{,}032 \times 4\,\mathrm{B}$"),
    ("optimiser's state = 3·4 = 12", r"$\mbox{optimiser's state} = 3 \cdot 4 = 12$"),
]  # fmt: skip
NO_EQUATIONS = [
    "conv1",
    "?",
    "34,944",
    "those of conv1, counted there",
    "a/",
    "net/a.yaml",
    "MACs/byte",
    "(" * 5_000 + "1·2",
    "24 steps, 8 layers",
    "x^y·z",
]


@pytest.mark.parametrize(("line", "expected"), EQUATIONS)
def test_a_working_in_math_mode(line: str, expected: str) -> None:
    assert equation(line, str) == expected


@pytest.mark.parametrize("line", NO_EQUATIONS)
def test_what_is_no_working_stays_text(line: str) -> None:
    assert equation(line, str) is None


NUMBERS = st.integers(1, 300).map(lambda value: Quantity(value, "F"))


def _combined(parts: st.SearchStrategy[int]) -> st.SearchStrategy[int]:
    pairs = st.tuples(parts, parts)
    return st.one_of(
        pairs.map(lambda pair: pair[0] + pair[1]), pairs.map(lambda pair: pair[0] - pair[1]),
        pairs.map(lambda pair: pair[0] * pair[1]), pairs.map(lambda pair: product(*pair)),
        pairs.filter(lambda pair: int(pair[1]) > 0).map(lambda pair: pair[0] // pair[1]),
        pairs.filter(lambda pair: int(pair[1]) > 0).map(lambda pair: ceil_div(*pair)),
    )  # fmt: skip


@given(st.recursive(NUMBERS, _combined, max_leaves=6))
def test_a_formula_in_latex_has_the_value_of_the_formula(number: int) -> None:
    written = equation(f"x = {formula(number)}", str)
    assert written is not None
    assert worked_out(written.removeprefix("$x = ").removesuffix("$")) == evaluate(tree_of(number))


def worked_out(text: str) -> Fraction:
    """The value of a formula in LaTeX, read by Python."""
    for pattern, plain in (
        (r"\{,\}", ""), (r"\\left\\lfloor |\\lfloor ", " floor("), (r"\\left\\lceil |\\lceil ", " ceil("),
        (r"\\right\\r(floor|ceil) |\\r(floor|ceil) ", ")"), (r"\\(left|right)([()])", r"\2"), (r"\\cdot", "*"),
        (r"\^\{(\d+)\}", r"**\1"), (r"(\d+)", r"Fraction(\1)"), (r"\*\*Fraction\((\d+)\)", r"**\1"),
    ):  # fmt: skip
        text = re.sub(pattern, plain, text)
    while r"\frac" in text:
        text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))", text)
    value: Fraction = Fraction(eval(text, {"Fraction": Fraction, "floor": floor, "ceil": ceil}))
    return value


def table(*cells: Cell, rows: int = 3, wrap: bool = False) -> Table:
    columns = tuple(Column("c", right=isinstance(cell, int), wrap=wrap) for cell in cells)
    return Table(columns, (Row(cells),) * rows)


FITTED = [  # a table, its size, whether it is turned and goes on on further pages, and its packages
    (table("conv1", 34_944), ("", False, False), ("booktabs", "siunitx")),
    (table("conv1", "14.6%"), ("", False, False), ("booktabs",)),
    (table("conv1", rows=41), ("", False, True), ("booktabs", "longtable")),
    (table("x" * 70), (r"\small", False, False), ("booktabs",)),
    (table("x" * 77), (r"\footnotesize", False, False), ("booktabs",)),
    (table("x" * 100), ("", True, True), ("booktabs", "longtable", "pdflscape")),
    (table("some words " * 10, wrap=True), ("", False, False), ("array", "booktabs")),
]


@pytest.mark.parametrize(("made", "how", "packages"), FITTED)
def test_a_table_is_set_by_what_is_in_it(made: Table, how: tuple[str, bool, bool], packages: tuple[str, ...]) -> None:
    fitted = typeset(made)
    assert (fitted.size, fitted.turned, fitted.long) == how
    assert fitted.packages == packages


def test_numbers_are_set_by_siunitx() -> None:
    assert typeset(table(1_234_567)).columns == ("S[table-format=7.0]",)
    assert typeset(table("+294,912")).columns == ("S[table-format=+6.0]",)
    assert typeset(table("≥ 5")).columns == ("l",)
