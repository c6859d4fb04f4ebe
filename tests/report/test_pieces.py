"""Reports of very large networks are written while they are worked out, and what is written is not kept."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cnncalc
from cnncalc import Network
from cnncalc.render import Options, render
from cnncalc.report.receptive_field import field_report
from cnncalc.report.walk import walk_through

# No two of these layers work alike.
SPEC = "input: 8x8x4\nlayers: [{conv: $index + 1, kernel: 3x5, pad: [1, 2], repeat: 3000}]"


def difference(network: Network) -> Any:
    return cnncalc.diff(network, network)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "form"),
    [
        (walk_through, "json"),
        (field_report, "json"),
        (Network.summary, "csv"),
        (difference, "json"),
    ],
)
def test_what_is_written_is_not_kept(make: Callable[[Network], Any], form: str, tmp_path: Path) -> None:
    (tmp_path / "net.yaml").write_text(SPEC, encoding="utf-8")
    report = make(cnncalc.load(str(tmp_path / "net.yaml")))
    sum(map(len, render(report, form)))  # what is found once about each layer is kept, as it may be asked for again
    tracemalloc.start()
    written = sum(map(len, render(report, form, Options(all_rows=True))))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert written > 300_000
    assert most < written / 2
