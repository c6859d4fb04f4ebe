"""How the catalogue is written: as the paper's table, and what is worked out has a name under `parameters:`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

FILES = sorted((Path(__file__).parent.parent / "architectures").glob("*.yaml"))
LONG = 40
"""An expression of so many characters stands once in a file."""


def expressions(value: Any) -> Iterator[str]:
    """The expressions in some steps, those of conditions too, but not those that a `parameters:` names."""
    if isinstance(value, str) and value.startswith("$"):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from expressions(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from () if key == "parameters" else expressions(each)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_worked_out_has_a_name(path: Path) -> None:
    found = Counter(expressions(yaml.safe_load(path.read_text(encoding="utf-8"))))
    assert [text for text in found if " for " in text or text.count(" if ") > 1] == []
    assert [text for text, times in found.items() if times > 1 and len(text) >= LONG] == []
