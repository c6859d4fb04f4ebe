"""Amounts as tables write them: what rounds up is carried, and every digit is right."""

from __future__ import annotations

import pytest

from cnncalc.render.page import bytes_text, share_text, short_number
from cnncalc.render.scale import amount_text, significant

BYTES = [
    (0, "0 B"),
    (1_023, "1,023 B"),
    (1_024, "1.0 KiB"),
    (1_048_524, "1,023.9 KiB"),  # 1,048,576 − 52: 1023.949
    (1_048_525, "1.0 MiB"),  # 1,048,576 − 51: 1023.9502
    (1_048_572, "1.0 MiB"),
    (243_860_896, "232.6 MiB"),
    (1024**3 - 1, "1.0 GiB"),
    (1024**5 - 1, "1.0 PiB"),
    (5 * 1024**6 + 1024**6 // 2, "5.5 EiB"),
    (1_234_567 * 1024**6, "1,234,567.0 EiB"),
    (123_456_789_012_345_678 * 1024**6 + 1024**5 * 512, "123,456,789,012,345,678.5 EiB"),
]


@pytest.mark.parametrize(("count", "text"), BYTES)
def test_bytes(count: int, text: str) -> None:
    assert bytes_text(count) == text


NUMBERS = [
    (9_999, "9,999"),
    (10_000, "10.0 K"),
    (105_415_200, "105.4 M"),
    (999_949, "999.9 K"),
    (999_950, "1.00 M"),
    (999_960, "1.00 M"),
    (9_994_999, "9.99 M"),
    (9_995_000, "10.0 M"),
    (9_999_500, "10.0 M"),
    (999_999_999_999, "1.00 T"),
    (-999_960, "−1.00 M"),
    (-1_234, "−1,234"),
    (12_345 * 10**18, "12,345.0 E"),
]


@pytest.mark.parametrize(("number", "text"), NUMBERS)
def test_numbers(number: int, text: str) -> None:
    assert short_number(number) == text


SHARES = [
    (0, 7, ""),
    (7, 0, ""),
    (1, 3, "33.3%"),
    (1, 10**9, "<0.1%"),
    (1, 2_001, "<0.1%"),  # 0.04998
    (1, 2_000, "0.1%"),  # 0.05
    (10**9 - 1, 10**9, ">99.9%"),
    (1_999, 2_000, ">99.9%"),  # 99.95
    (9_994, 10_000, "99.9%"),
    (7, 7, "100.0%"),
    (10**9 + 1, 10**9, ">100.0%"),
    (3, 2, "150.0%"),
]


@pytest.mark.parametrize(("part", "whole", "text"), SHARES)
def test_shares(part: int, whole: int, text: str) -> None:
    assert share_text(part, whole) == text


RATES = [
    (999, "999 B/s"),
    (1_000, "1 KB/s"),
    (320 * 10**9, "320 GB/s"),
    (19_500 * 10**9, "19.5 TB/s"),
    (999_960_000, "1 GB/s"),
    (9_999_600, "10 MB/s"),
    (1_234_567_890, "1.235 GB/s"),
]


@pytest.mark.parametrize(("amount", "text"), RATES)
def test_rates(amount: int, text: str) -> None:
    assert amount_text(amount, "B/s") == text


QUOTIENTS = [
    (2_218_570, 1_000, "2,219"),
    (9_996, 100, "100"),
    (9_996, 1_000, "10.0"),
    (694, 10_000, "0.0694"),
    (1, 3, "0.333"),
    (1, 10**12, "<0.000000001"),
]


@pytest.mark.parametrize(("numerator", "denominator", "text"), QUOTIENTS)
def test_quotients(numerator: int, denominator: int, text: str) -> None:
    assert significant(numerator, denominator) == text
