"""A terminal's pager: a command that is run on a pseudo-terminal."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals")

LONGEST = 60


class Shown(NamedTuple):
    status: int
    text: str
    """What the terminal shows, without colours."""
    err: str


def on_terminal(*arguments: str, keys: Sequence[str] = (), **variables: str) -> Shown:
    """Run a command on a terminal of 24 lines and 80 columns; one of the keys is typed each time nothing more comes."""
    import fcntl
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    kept = {name: value for name, value in os.environ.items() if name not in UNSET}
    environment = {**kept, "TERM": "xterm", **variables}
    command = [sys.executable, "-m", "cnncalc", *arguments]
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, env=environment, start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(theirs, termios.TIOCSCTTY, 0),
    )  # fmt: skip
    os.close(theirs)
    with process, os.fdopen(ours, "r+b", buffering=0) as terminal:
        assert process.stderr is not None
        text = _read(terminal.fileno(), process, list(keys))
        err = process.stderr.read().decode()
    return Shown(process.returncode, re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]", "", text.replace("\r\n", "\n")), err)


UNSET = ("CNNCALC_PAGER", "PAGER", "LESS", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "COLORTERM")


def _read(terminal: int, process: subprocess.Popen[bytes], keys: list[str]) -> str:
    """All that is written to a terminal; where nothing more comes, the keys are typed."""
    pieces = []
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        ready, _, _ = select.select([terminal], [], [], 1.0)
        if ready:
            try:
                piece = os.read(terminal, 65536)
            except OSError:  # as Linux tells it that the other side is closed
                break
            if not piece:
                break
            pieces.append(piece)
        elif keys and pieces:
            os.write(terminal, keys.pop(0).encode())
        elif process.poll() is not None:
            break
    return b"".join(pieces).decode()


CALLED = "printf 'LESS=%s ' \"$LESS\"; cat"
"""A pager that says how it was called, and shows all."""
PAGED = [  # arguments, variables, and whether a pager shows it
    (["summary", "lenet5"], {"CNNCALC_PAGER": "sh -c '%s'"}, True),
    (["summary", "lenet5"], {"PAGER": "sh -c '%s'"}, True),
    (["summary", "lenet5"], {"PAGER": "false", "CNNCALC_PAGER": "sh -c '%s'"}, True),
    (["summary", "lenet5", "--json"], {"PAGER": "sh -c '%s'"}, True),
    (["show", "lenet5"], {"PAGER": "sh -c '%s'"}, True),
    (["schema"], {"PAGER": "sh -c '%s'"}, True),
    (["--no-pager", "summary", "lenet5"], {"PAGER": "sh -c '%s'"}, False),
    (["summary", "lenet5", "--no-pager"], {"PAGER": "sh -c '%s'"}, False),
    (["show", "lenet5", "--no-pager"], {"PAGER": "sh -c '%s'"}, False),
    (["summary", "lenet5"], {"PAGER": "sh -c '%s'", "CNNCALC_PAGER": ""}, False),
    (["summary", "lenet5"], {"PAGER": "sh -c '%s'", "CNNCALC_PAGER": "cat"}, False),
    (["summary", "lenet5"], {"PAGER": "sh -c '%s'", "TERM": "dumb"}, False),
]


@pytest.mark.parametrize(("arguments", "variables", "paged"), PAGED)
def test_what_goes_through_a_pager(arguments: list[str], variables: dict[str, str], paged: bool) -> None:
    script = CALLED.replace("'", "'\\''")
    shown = on_terminal(*arguments, **{name: value.replace("%s", script) for name, value in variables.items()})
    assert (shown.status, shown.err) == (0, "")
    assert shown.text.startswith("LESS=FRX ") is paged
    assert len(shown.text.splitlines()) > 10


def test_a_pager_is_drawn_for_as_a_terminal_is() -> None:
    """As wide as the terminal, and the user's own LESS is left as it is."""
    shown = on_terminal("summary", "alexnet", PAGER=CALLED, LESS="R")
    assert shown.text.startswith("LESS=R AlexNet")
    direct = on_terminal("summary", "alexnet", "--no-pager")
    assert shown.text.removeprefix("LESS=R ") == direct.text
    assert "105.4 M" in direct.text  # 80 columns have no room for 105,415,200


def test_a_pipe_and_a_file_have_none(tmp_path: Path) -> None:
    pager = f"touch {tmp_path}/ran; cat"
    command = [sys.executable, "-m", "cnncalc", "summary", "lenet5"]
    done = subprocess.run(command, env={**os.environ, "PAGER": pager}, capture_output=True, text=True, check=True)
    assert "60,840" in done.stdout
    assert on_terminal("summary", "lenet5", "-o", str(tmp_path / "out.txt"), PAGER=pager).text == ""
    assert "60,840" in (tmp_path / "out.txt").read_text(encoding="utf-8")
    assert not (tmp_path / "ran").exists()


FINDINGS = ["check", "googlenet", "resnet152", "--max-macs", "1"]
LEFT_EARLY = [(["walk", "googlenet"], 0), (["walk", "resnet152", "--json"], 0), (FINDINGS, 1)]


@pytest.mark.parametrize("pager", ["head -n 1", "true"])
@pytest.mark.parametrize(("arguments", "status"), LEFT_EARLY)
def test_a_pager_that_is_left_early_is_no_error(arguments: list[str], status: int, pager: str) -> None:
    shown = on_terminal(*arguments, PAGER=pager)
    assert (shown.status, shown.err) == (status, "")


def test_a_pager_that_is_not_there_is_told_and_done_without() -> None:
    shown = on_terminal("summary", "lenet5", CNNCALC_PAGER="no-such-pager -x")
    assert shown.status == 0
    told = "no such file or directory; this is shown without a pager"
    assert shown.err == f"cnncalc: CNNCALC_PAGER: no-such-pager -x: {told}\n"
    assert "60,840 params" in shown.text


@pytest.mark.slow
@pytest.mark.skipif(not os.path.exists("/usr/bin/less"), reason="there is no less")
def test_less_shows_a_long_report_page_by_page_and_leaves_a_short_one() -> None:
    long = on_terminal("walk", "googlenet", keys="q")
    assert (long.status, long.err) == (0, "")
    assert 20 <= len(long.text.splitlines()) <= 30
    short = on_terminal("check", "lenet5", "--max-params", "1")
    assert (short.status, short.err) == (1, "")
    assert "1 broken" in short.text


@pytest.mark.slow
@pytest.mark.skipif(not os.path.exists("/usr/bin/less"), reason="there is no less")
@pytest.mark.parametrize(
    ("arguments", "status"), [(["check", "lenet5", "--max-params", "1"], 1), (["walk", "resnet152", "--memory"], 130)]
)
def test_an_interruption_waits_for_the_pager(arguments: list[str], status: int) -> None:
    """Ctrl-C is a key of the pager's once all is written; before, it ends the report. What there is stays until q."""
    shown = on_terminal(*arguments, keys="\x03q", LESS="R")
    assert (shown.status, shown.err.strip()) == (status, "")
    assert len(shown.text.splitlines()) > 20


def test_a_mistake_is_told_without_a_pager() -> None:
    shown = on_terminal("summary", "no-such-network", PAGER="cat >&2; false")
    assert shown.status == 2
    assert shown.err.startswith("unknown network 'no-such-network'")
    assert shown.text == ""
