"""A file of 102 MB is read as quickly as a spec, and in as little memory: its weights are stepped over."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import cnncalc
from tests.importers.resnet50_file import write

MOST_MEMORY = 64 * 1024 * 1024
MEASURED = """
import re, cnncalc
totals = cnncalc.load({!r}).summary().totals
peak = re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]
print(totals.params, totals.macs, 1024 * int(peak))
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not say what a process had at most")
def test_the_memory_of_a_large_file(tmp_path: Path) -> None:
    path = tmp_path / "resnet50.onnx"
    write(path)
    assert path.stat().st_size > 102_000_000
    done = subprocess.run([sys.executable, "-c", MEASURED.format(str(path))], capture_output=True, check=True)
    params, macs, memory = map(int, done.stdout.split())
    theirs = cnncalc.load("resnet50-torchvision").summary().totals
    assert params == theirs.params - 26_560  # a bias each for the scale and the shift of 26,560 channels
    assert macs == theirs.macs
    assert memory <= MOST_MEMORY
