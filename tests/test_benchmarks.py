"""The benchmarks run; what they measure is no test's business."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parent / "benchmarks"


def test_engine_on_small_sizes() -> None:
    command = [sys.executable, str(BENCHMARKS / "run.py"), "--quick", "engine"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if line.startswith("| ResNet-152")]


def test_readme_has_a_place_for_every_table() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in BENCHMARKS.glob("*.py"))
    readme = (BENCHMARKS / "README.md").read_text(encoding="utf-8")
    for name in ("machine", "commands", "imports", "instructions", "peers", "engine", "scaling", "branchy", "sweep"):
        assert f'Table("{name}"' in code
        assert f"<!-- {name} -->\n" in readme
