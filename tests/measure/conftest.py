"""Networks written out in a test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import cnncalc
from cnncalc.graph import Graph


@pytest.fixture
def graph_of(tmp_path: Path) -> Callable[[str], Graph]:
    """The graph of a spec's text."""

    def load(text: str) -> Graph:
        path = tmp_path / "net.yaml"
        path.write_text(text, encoding="utf-8")
        return cnncalc.load(str(path)).graph

    return load
