"""The benchmarks run; what they measure is no test's business."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent / "benchmarks"


@pytest.mark.slow
def test_engine_on_small_sizes() -> None:
    command = [sys.executable, str(BENCHMARKS / "run.py"), "--quick", "largest", "engine"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for begin in ("| ResNet-152", "| 200 layers"):
        assert [line for line in done.stdout.splitlines() if line.startswith(begin)]


def test_readme_has_a_place_for_every_table() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in BENCHMARKS.glob("*.py"))
    readme = (BENCHMARKS / "README.md").read_text(encoding="utf-8")
    names = "machine commands imports instructions peers largest engine scaling branchy sweep"
    for name in names.split():
        assert f'Table("{name}"' in code
        assert f"<!-- {name} -->\n" in readme
