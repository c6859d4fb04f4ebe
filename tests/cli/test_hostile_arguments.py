"""Any value for any option: it works, or one message says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.fuzz.coverage_guided import WORDS
from tests.test_hostile_input import ODD

VALUES = (
    *ODD, *(word for word in WORDS if "\n" not in word), "", " ", "a=b", "=", "-", "--json", "\x1b[2J", "x" * 5_000,
)  # fmt: skip
OPTIONS = (
    "--set=classes={}", "--set=C1.kernel={}", "--set={}", "--input={}", "--freeze={}", "--train={}", "--columns={}",
    "--by={}", "--depth={}", "--as={}", "--limit={}", "--limit=layers={}", "-f{}", "{}",
)  # fmt: skip
OF_OTHERS = (
    ("memory", "--batch={}"), ("memory", "--dtype={}"), ("memory", "--optimizer={}"), ("memory", "--fit={}"),
    ("roofline", "--device={}"), ("field", "--at={}"), ("walk", "{}"), ("field", "{}"), ("conventions", "--as={}"),
    ("list", "--max-params={}"), ("list", "--sort={}"), ("diff", "{}"), ("compare", "{}"), ("verify", "{}"),
    ("show", "{}"), ("check", "--max-params={}"), ("check", "--max-param-bytes={}"),
    ("quiz", "{}"), ("quiz", "--seed={}"), ("quiz", "--count={}"), ("grade", "{}"),
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("command", "option"), [*(("summary", option) for option in OPTIONS), *OF_OTHERS])
def test_anything_on_the_command_line(
    run: Run, command: str, option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for value in VALUES:
        network = () if command in ("list", "quiz") else ("lenet5",)
        more = ("--device=t4",) if command == "roofline" and "device" not in option else ()
        ran = run(command, *network, *more, option.format(value))
        assert ran.status in (0, 1, 2)
        assert (ran.status == 2) is bool(ran.err), ran.err
        assert "Traceback" not in ran.err
        assert len(ran.err) < 7_000
        assert "\x1b" not in ran.out + ran.err
