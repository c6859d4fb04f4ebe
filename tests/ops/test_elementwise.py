"""Functions of each value by itself, and softmax's kin: operations from their definitions, by hand."""

from __future__ import annotations

from tests.ops.cases import Case, Refusal, check, check_refusal, row, table

CASES = [
    row("abs", "5x9x3", "5x9x3", compares=135),
    row("exp", "5x9x3", "5x9x3", exponentials=135),
    row("log", "7", "7", logarithms=7),
    row("sqrt", "7", "7", roots=7),
    row("{power: 2}", "5x9x3", "5x9x3", multiplies=135),
    row("{pow: 0.75}", "5x9x3", "5x9x3", logarithms=135, multiplies=135, exponentials=135),
    row("{clamp, least: 0}", "5x9x3", "5x9x3", compares=135),
    row("{clamp, least: 0, most: 1}", "5x9x3", "5x9x3", compares=270),
    row("hardtanh", "5x9x3", "5x9x3", compares=270),
    row("{Hardtanh, min_val: -2, max_val: 2}", "7", "7", compares=14),
    row("softsign", "7", "7", compares=7, adds=7, divides=7),
    row("{celu: 2}", "7", "7", compares=7, divides=7, exponentials=7, adds=7, multiplies=7),
    # 15 values in 5 sums: the largest of each 3, x − max, their sum, and x − ln of it
    row("log_softmax", "5x3", "5x3", compares=10, adds=40, exponentials=15, logarithms=5),
    row("{log_softmax, over: all}", "5x3", "5x3", compares=14, adds=44, exponentials=15, logarithms=1),
    row("softmin", "5x3", "5x3", compares=10, adds=25, exponentials=15, divides=15),
]

REFUSALS = [
    Refusal("clamp", "7", "least", "clamp needs 'least' or 'most' ({clamp, least: 0, most: 1})"),
    Refusal("{clamp, least: 2, most: 1}", "7", "least", "least is 2, which is more than 1"),
    Refusal("power", "7", "exponent", "power needs 'exponent': n"),
]


@table(CASES)
def test_case(case: Case) -> None:
    check(case)


@table(REFUSALS)
def test_refusal(case: Refusal) -> None:
    check_refusal(case)
