"""The outputs shown in README.md, and its table of commands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from cnncalc.cli import GROUPS
from tests.generate.paths import ROOT

PATH = ROOT / "README.md"
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
COMMANDS = re.compile(r"(\| command \| what it does \|\n\| --- \| --- \|\n)(?:\|.*\n)*")
PYTHON = re.compile(r"```python\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)


def commands(block: str) -> list[str]:
    """The commands of a console block, without their `$`."""
    return [line[2:] for line in block.splitlines() if line.startswith("$ ")]


def shown(command: str, folder: Path) -> str:
    """A command as a console shows it: itself, then what it prints, errors too."""
    tools = folder / "bin"
    if not tools.exists():
        tools.mkdir()
        (tools / "cnncalc").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cnncalc "$@"\n')
        (tools / "cnncalc").chmod(0o755)
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    environment.pop("FORCE_COLOR", None)
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return f"$ {command}\n{done.stdout}"


def write_files(text: str, folder: Path) -> None:
    """Write the files that the README names in their first line."""
    for name, spec in re.findall(r"```(?:yaml|csv)\n# (\S+\.(?:yaml|csv))\n(.*?)```", text, re.DOTALL):
        (folder / name).write_text(spec, encoding="utf-8")


def run_python(code: str) -> str:
    """What a piece of Python prints."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, encoding="utf-8", check=True
    ).stdout


def commands_table() -> str:
    """The rows of the table of commands: each with the first sentence of its help."""
    return "".join(f"| `{name}` | {sentence} |\n" for group in GROUPS.values() for name, sentence in group.items())


def made() -> str:
    """The README with every output as it is now."""
    text = PATH.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        write_files(text, Path(folder))
        return PYTHON.sub(_python, CONSOLE.sub(lambda match: _console(match, Path(folder)), _table(text)))


def _table(text: str) -> str:
    return COMMANDS.sub(lambda match: match[1] + commands_table(), text)


def _console(match: re.Match[str], folder: Path) -> str:
    outputs = [shown(command, folder) for command in commands(match[1])]
    return f"```console\n{''.join(outputs)}```"


def _python(match: re.Match[str]) -> str:
    return f"```python\n{match[1]}```\n\n```text\n{run_python(match[1])}```"
