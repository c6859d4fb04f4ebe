"""Devices: found by name or path; what is wrong in a file is told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

import cnncalc
from cnncalc.devices.load import device_names, load_device

GOOD = """name: A board
source: {title: Its datasheet}
operations_per_mac: 2
peak: {fp32: 1.5e12, int8: 6_000_000_000_000}
bandwidth: 51.2e9
memory: 4294967296
"""


def write(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(folder)
    Path("board.yaml").write_text(text, encoding="utf-8")
    return "board.yaml"


def message(reference: str) -> str:
    with pytest.raises(cnncalc.CnncalcError) as caught:
        load_device(reference)
    return str(caught.value)


def test_a_file_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    device = load_device(write(tmp_path, GOOD, monkeypatch))
    assert (device.name, device.title, device.source, device.url) == ("board", "A board", "Its datasheet", "")
    assert device.peaks == {"fp32": 1_500_000_000_000, "int8": 6_000_000_000_000}
    assert (device.operations_per_mac, device.bandwidth, device.memory) == (2, 51_200_000_000, 2**32)


def test_a_board_of_ones_own_needs_no_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without = GOOD.replace("source: {title: Its datasheet}\n", "")
    assert load_device(write(tmp_path, without, monkeypatch)).source == ""


def test_letter_case_and_underscores_do_not_matter() -> None:
    assert load_device("Raspberry_Pi_5") == load_device("raspberry-pi-5")


def test_an_unknown_device() -> None:
    assert message("a10O") == "unknown device 'a10O' (did you mean 'a100'?)"
    assert message("zzzz") == f"unknown device 'zzzz' (there are {', '.join(device_names())}, and files)"
    assert message("board.yaml") == "board.yaml: no such file or directory"


MISTAKES = [
    (("name: A board", "nam: A board"), "1:1: a device has no 'nam' (did you mean 'name'?)"),
    (("memory: 4294967296\n", ""), "1:1: a device needs memory:"),
    (("fp32", "fp31"), "4:8: unknown type 'fp31' (did you mean 'fp32'?)"),
    (("1.5e12", "fast"), "4:14: the peak of fp32 must be a positive whole number (operations per second, as 19.5e12)"),
    (("51.2e9", "0"), "5:12: bandwidth must be a positive whole number (bytes per second, as 2039e9)"),
    (("51.2e9", "-1"), "5:12: bandwidth must be a positive whole number (bytes per second, as 2039e9)"),
    (("4294967296", "0.5"), "6:9: memory must be a positive whole number (bytes, as 80e9)"),
    (("4294967296", "true"), "6:9: memory must be a positive whole number (bytes, as 80e9)"),
    (("4294967296", "1e999"), "6:9: memory must be a positive whole number (bytes, as 80e9)"),
    (("4294967296", "4 GiB"), "6:9: memory must be a positive whole number (bytes, as 80e9)"),
    (("mac: 2", "mac: 4"), "3:21: operations_per_mac must be 2 (the peaks are FLOPs) or 1 (they are MACs)"),
    (("{title: Its datasheet}", "a website"), "2:9: source must be a mapping, {title: …, url: …}"),
    (("{title: Its datasheet}", "{url: here}"), "2:9: a source needs title:"),
    (("{title: Its datasheet}", "{titel: x}"), "2:10: a source has no 'titel' (did you mean 'title'?)"),
    (("Its datasheet}", "Its datasheet, read: no}"), "2:38: read is yes, secondary or recalled, not 'no'"),
    (("name: A board", "name: [A]"), "1:7: name must be a text"),
    (
        ("{fp32: 1.5e12, int8: 6_000_000_000_000}", "{}"),
        "4:7: peak must be a mapping of types to operations per second, {fp32: 19.5e12}",
    ),
    (("peak: {", "peak: {fp32: 1, "), "4:17: duplicate key 'fp32' (it stands in line 4 already)"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), MISTAKES, ids=[expected for _, expected in MISTAKES])
def test_a_mistake_in_a_file(
    change: tuple[str, str], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert GOOD.count(change[0])
    assert message(write(tmp_path, GOOD.replace(*change, 1), monkeypatch)) == f"board.yaml:{expected}"
