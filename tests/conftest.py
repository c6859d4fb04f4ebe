"""Networks written out in a test, and how far random tests go.

They are the same on every run, and few; the profiles `some` and `fixed` try more, `search` others each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import cnncalc
from cnncalc.graph import Graph

pytest.register_assert_rewrite("tests.ops.cases")

settings.register_profile("fixed", deadline=None, derandomize=True)
settings.register_profile("some", deadline=None, derandomize=True, max_examples=25)
settings.register_profile("few", deadline=None, derandomize=True, max_examples=10)
settings.register_profile("search", deadline=None, max_examples=5_000)
settings.load_profile("few")


@pytest.fixture(autouse=True, scope="session")
def neutral_surroundings() -> Iterator[None]:
    """No terminal's width and no wish for colour from outside: pytest-xdist sets the one, CI the other."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("COLUMNS", "LINES", "FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE"):
            patch.delenv(variable, raising=False)
        yield


@pytest.fixture
def graph_of(tmp_path: Path) -> Callable[[str], Graph]:
    """The graph of a spec's text."""

    def load(text: str) -> Graph:
        path = tmp_path / "net.yaml"
        path.write_text(text, encoding="utf-8")
        return cnncalc.load(str(path)).graph

    return load
