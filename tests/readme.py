"""The outputs shown in README.md; run this file to write them anew."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from cnncalc.cli import GROUPS

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
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
    """Write the YAML files that the README names in their first line."""
    for name, spec in re.findall(r"```yaml\n# (\S+\.yaml)\n(.*?)```", text, re.DOTALL):
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


def refreshed(text: str, folder: Path) -> str:
    """The README with every output as it is now."""
    write_files(text, folder)
    text = COMMANDS.sub(lambda match: match[1] + commands_table(), text)

    def console(match: re.Match[str]) -> str:
        outputs = [shown(command, folder) for command in commands(match[1])]
        return f"```console\n{''.join(outputs)}```"

    def python(match: re.Match[str]) -> str:
        return f"```python\n{match[1]}```\n\n```text\n{run_python(match[1])}```"

    return PYTHON.sub(python, CONSOLE.sub(console, text))


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as made:
        README.write_text(refreshed(README.read_text(encoding="utf-8"), Path(made)), encoding="utf-8")
