"""Numbers that show their working: what is printed, and that it gives the number."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncalc.quantity import Quantity, at_least, ceil_div, product, total
from cnncalc.quantity.formula import difference, evaluate, formula, is_worked, tree_of
from cnncalc.quantity.rounding import rounding
from tests.formulas import worked_out

W, F, S, P = Quantity(227, "W"), Quantity(11, "F"), Quantity(4, "S"), Quantity(0, "P")
C, K, G = Quantity(3, "C"), Quantity(96, "K"), Quantity(2, "G")


def kernel(size: int, channels: int, filters: int) -> int:
    """The weights of a convolution."""
    side = Quantity(size, "F")
    return product(side, side, Quantity(channels, "C")) * Quantity(filters, "K")


def places(width: int, size: int, stride: int, pad: int) -> int:
    """The output size of a convolution."""
    return (Quantity(width, "W") - Quantity(size, "F") + 2 * Quantity(pad, "P")) // Quantity(stride, "S") + 1


def flat(side: int, channels: int) -> int:
    """The size of a flattened feature map."""
    return product(Quantity(side, "H"), Quantity(side, "W"), Quantity(channels, "C"))


WORKING = [
    # the lectures' walk through AlexNet: output size and weights of every layer with weights
    (places(227, 11, 4, 0), "(W − F + 2·P)/S + 1", "(227 − 11 + 2·0)/4 + 1", 55),
    (places(27, 5, 1, 0), "(W − F + 2·P)/S + 1", "(27 − 5 + 2·0)/1 + 1", 23),
    (kernel(11, 3, 96), "(F·F·C)·K", "(11·11·3)·96", 34_848),
    (kernel(5, 96, 256), "(F·F·C)·K", "(5·5·96)·256", 614_400),
    (kernel(3, 256, 384), "(F·F·C)·K", "(3·3·256)·384", 884_736),
    (kernel(3, 384, 384), "(F·F·C)·K", "(3·3·384)·384", 1_327_104),
    (flat(2, 256) * Quantity(4096, "N"), "(H·W·C)·N", "(2·2·256)·4096", 4_194_304),
    (Quantity(4096, "C") * Quantity(1000, "N"), "C·N", "4096·1000", 4_096_000),
    # brackets only where the division does not come out even
    (places(224, 11, 4, 2), "⌊(W − F + 2·P)/S⌋ + 1", "⌊(224 − 11 + 2·2)/4⌋ + 1", 55),
    (ceil_div(W, S), "⌈W/S⌉", "⌈227/4⌉", 57),
    (Quantity(228, "W") // S, "W/S", "228/4", 57),
    # what is rounded up says so always: it was chosen
    (ceil_div(Quantity(228, "W"), S), "⌈W/S⌉", "⌈228/4⌉", 57),
    (ceil_div(W - F, G) + 1, "⌈(W − F)/G⌉ + 1", "⌈(227 − 11)/2⌉ + 1", 109),
    (at_least(W - F, 0), "W − F", "227 − 11", 216),
    (at_least(F - W, 0), "max(F − W, 0)", "max(11 − 227, 0)", 0),
    (ceil_div(Quantity(14) - 3, 2) + 1, "⌈(14 − 3)/2⌉ + 1", "⌈(14 − 3)/2⌉ + 1", 7),
    (ceil_div(7, S), "⌈7/S⌉", "⌈7/4⌉", 2),
    (7 // S, "⌊7/S⌋", "⌊7/4⌋", 1),
    (-7 // S, "⌊−7/S⌋", "⌊−7/4⌋", -2),
    # a constant 0 or 1 that changes nothing is not shown, a size of 0 or 1 is
    (K + 0, "K", "96", 96),
    (0 + K, "K", "96", 96),
    (K - 0, "K", "96", 96),
    (2 + K, "2 + K", "2 + 96", 98),
    (0 - K, "0 − K", "0 − 96", -96),
    (1 * K * 1, "K", "96", 96),
    (K // 1, "K", "96", 96),
    (ceil_div(K, 1), "K", "96", 96),
    (K + P, "K + P", "96 + 0", 96),
    (K * Quantity(1, "m"), "K·m", "96·1", 96),
    (product(1, Quantity(1), 1), "1", "1", 1),
    # parentheses: a product keeps those it was made with, a sum those it needs
    (product(F, F) * product(C, K), "(F·F)·(C·K)", "(11·11)·(3·96)", 34_848),
    (F * F * C * K, "F·F·C·K", "11·11·3·96", 34_848),
    (product(F, F, K // G) * C, "(F·F·K/G)·C", "(11·11·96/2)·3", 17_424),
    (product(F, F) - 1, "F·F − 1", "11·11 − 1", 120),
    ((product(F, F) - 1) * K, "(F·F − 1)·K", "(11·11 − 1)·96", 11_520),
    (W - (F - 1), "W − (F − 1)", "227 − (11 − 1)", 217),
    (W - F - 1, "W − F − 1", "227 − 11 − 1", 215),
    (W + (F - 1), "W + F − 1", "227 + 11 − 1", 237),
    (C * (W - F), "C·(W − F)", "3·(227 − 11)", 648),
    (5 - W, "5 − W", "5 − 227", -222),
    (K // G // C, "(K/G)/C", "(96/2)/3", 16),
    (K // (C * G), "K/(C·G)", "96/(3·2)", 16),
    (W * -1, "W·−1", "227·−1", -227),
    (total([K, 0, P, C]), "K + P + C", "96 + 0 + 3", 99),
]  # fmt: skip


@pytest.mark.parametrize(("number", "symbols", "numbers", "value"), WORKING)
def test_working(number: int, symbols: str, numbers: str, value: int) -> None:
    assert (formula(number, symbols=True), formula(number), int(number)) == (symbols, numbers, value)
    assert worked_out(numbers) == value


ROUNDINGS = [  # a number, and what is rounded on the way to it
    (places(224, 11, 4, 0), "⌊53.25⌋ + 1"),
    (places(227, 11, 4, 0), ""),
    (places(10, 3, 3, 0), "⌊2.33…⌋ + 1"),
    (places(224, 7, 2, 3), "⌊111.5⌋ + 1"),
    (ceil_div(W, S), "⌈56.75⌉"),
    (ceil_div(Quantity(228, "W"), S), ""),
    (K * (W // S) - (F + C), "96·⌊56.75⌋ − 14"),
    (at_least(F // S - W, 0) + C, "max(⌊2.75⌋ − 227, 0) + 3"),
    (-7 // S, "⌊−1.75⌋"),
    (W // Quantity(1000, "S"), "⌊0.22…⌋"),
    (K, ""),
]


@pytest.mark.parametrize(("number", "text"), ROUNDINGS)
def test_what_is_rounded_on_the_way(number: int, text: str) -> None:
    assert rounding(number) == text


def dense(inputs: int, outputs: int) -> int:
    """The weights of a fully connected layer."""
    return inputs * Quantity(outputs, "N")


DIFFERENCES = [
    # the lectures' ZFNet against its AlexNet
    (kernel(11, 3, 96), kernel(7, 3, 96), "((7² − 11²)·3)·96", -20_736),
    (kernel(7, 3, 96), kernel(11, 3, 96), "((11² − 7²)·3)·96", 20_736),
    (kernel(3, 256, 384), kernel(3, 256, 512), "(3·3·256)·(512 − 384)", 294_912),
    (kernel(3, 384, 384), kernel(3, 512, 1024), "3·3·(512·1024 − 384·384)", 3_391_488),
    (kernel(3, 384, 256), kernel(3, 1024, 512), "3·3·(1024·512 − 384·256)", 3_833_856),
    (dense(flat(2, 256), 4096), dense(flat(2, 512), 4096), "(2·2·(512 − 256))·4096", 4_194_304),
    (Quantity(384, "K"), Quantity(512, "K"), "512 − 384", 128),
    # sizes: only what changed, unless the division stands around it
    (places(227, 11, 4, 0), places(227, 7, 2, 0), "(227 − 7 + 2·0)/2 − (227 − 11 + 2·0)/4", 56),
    (Quantity(9) + Quantity(4, "F"), Quantity(9) + Quantity(6, "F"), "6 − 4", 2),
    (Quantity(9) - Quantity(4, "F"), Quantity(9) - Quantity(6, "F"), "−(6 − 4)", -2),
    (Quantity(9) + Quantity(4, "F"), Quantity(9) - Quantity(4, "F"), "(9 − 4) − (9 + 4)", -8),
    # two sides of a kernel are a square, two numbers that happen to be equal are not
    (F * F * K, Quantity(7, "F") * Quantity(7, "F") * K, "(7² − 11²)·96", -6_912),
    (F * F, Quantity(7, "F") * Quantity(7, "F"), "7² − 11²", -72),
    (Quantity(5) * 5 * K, Quantity(7) * 7 * K, "(7·7 − 5·5)·96", 2_304),
    # a product against a number: neither goes into the other
    (C * K, product(F, F) * K, "(11·11)·96 − 3·96", 11_328),
    (product(F, F) * K, C * K, "3·96 − (11·11)·96", -11_328),
    # nothing in common, and everything
    (kernel(3, 64, 64), 0, "0 − (3·3·64)·64", -36_864),
    (0, kernel(3, 64, 64), "(3·3·64)·64 − 0", 36_864),
    (kernel(3, 64, 64), dense(Quantity(64, "C"), 10), "64·10 − (3·3·64)·64", -36_224),
    (kernel(3, 64, 64), kernel(3, 64, 64), "0", 0),
    (Quantity(55, "W") * 2 + 1, Quantity(55, "W") * 2 + 1, "0", 0),
    # the same factors, grouped in another way
    (product(F, C) * K, F * product(C, K), "0", 0),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "working", "value"), DIFFERENCES)
def test_difference(old: int, new: int, working: str, value: int) -> None:
    change = difference(old, new)
    assert (formula(change), int(change)) == (working, value)
    assert worked_out(working) == evaluate(tree_of(change)) == value


def test_a_difference_in_symbols() -> None:
    change = difference(F * F * K, Quantity(7, "F") * Quantity(7, "F") * K)
    assert formula(change, symbols=True) == "(F² − F²)·K"


@pytest.mark.parametrize(
    ("number", "worked"), [(3, False), (K, False), (K + 0, False), (K + 1, True), (product(K), False), (K * C, True)]
)
def test_only_what_is_computed_is_worked(number: int, worked: bool) -> None:
    assert is_worked(number) is worked


PLAIN = [
    (product(), 1), (product(2, 3, 4), 24), (ceil_div(7, 2), 4), (ceil_div(-7, 2), -3), (total([]), 0),
    (total([0, 0]), 0), (total([0, 2, 3]), 5),
]  # fmt: skip


@pytest.mark.parametrize(("number", "value"), PLAIN)
def test_plain_integers_stay_plain(number: int, value: int) -> None:
    assert (type(number), number) == (int, value)


def test_a_quantity_is_the_integer_it_stands_for() -> None:
    assert K == 96
    assert {96: "found"}[K] == "found"
    assert (f"{Quantity(34_848):,}", str(K), K > C) == ("34,848", "96", True)


# A recipe says how to compute a number; made with other sizes it gives another number of the same form.
Recipe = tuple[Any, ...]
Sizes = dict[str, int]

SYMBOLS = "ABCDE"
OPERATIONS = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "//": lambda left, right: left // (right or 3),
    "ceil": lambda left, right: ceil_div(left, right or 3),
    "product": lambda left, right: product(left, right, left),
    "total": lambda left, right: total([left, 0, right]),
    "difference": difference,
    "at least": at_least,
}
leaves = st.tuples(st.just("size"), st.sampled_from(SYMBOLS)) | st.tuples(st.just("number"), st.integers(-3, 9))
recipes = st.recursive(
    leaves, lambda parts: st.tuples(st.sampled_from(sorted(OPERATIONS)), parts, parts), max_leaves=10
)
sizes = st.fixed_dictionaries({symbol: st.integers(0, 12) for symbol in SYMBOLS})


def make(recipe: Recipe, sizes: Sizes, *, traced: bool = True) -> int:
    """Follow a recipe, on quantities or on plain integers."""
    kind, *parts = recipe
    if kind == "size":
        return Quantity(sizes[parts[0]], parts[0]) if traced else sizes[parts[0]]
    if kind == "number":
        return int(parts[0])
    left, right = (make(part, sizes, traced=traced) for part in parts)
    return OPERATIONS[kind](left, right)


@given(recipes, sizes)
def test_every_computation_keeps_its_working(recipe: Recipe, sizes: Sizes) -> None:
    number = make(recipe, sizes)
    assert number == make(recipe, sizes, traced=False)
    assert evaluate(tree_of(number)) == number
    assert worked_out(formula(number)) == number
    assert worked_out(formula(number, symbols=True), sizes) == number


@given(recipes, recipes, sizes)
def test_every_difference_keeps_its_working(old: Recipe, new: Recipe, sizes: Sizes) -> None:
    check_difference(make(old, sizes), make(new, sizes))


@given(recipes, sizes, sizes)
def test_every_difference_of_the_same_form_keeps_its_working(recipe: Recipe, old: Sizes, new: Sizes) -> None:
    check_difference(make(recipe, old), make(recipe, new))


def check_difference(old: int, new: int) -> None:
    change = difference(old, new)
    assert change == int(new) - int(old)
    assert evaluate(tree_of(change)) == change
    assert worked_out(formula(change)) == change
