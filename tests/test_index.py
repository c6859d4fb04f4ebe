"""The catalogue's index."""

from __future__ import annotations

import pytest

from cnncalc.api.networks import load
from cnncalc.language.shelf import checksum, index_text
from cnncalc.report.compare import entry_of
from cnncalc.report.index import read_index
from tests.generate import how, index


@pytest.mark.slow
def test_the_index_has_the_figures_of_the_files() -> None:
    assert index_text() == index.made(), how("index")


def test_an_entry_comes_back_as_it_was() -> None:
    entries = read_index(index_text(), checksum())
    assert entries is not None
    by_name = {entry.name: entry for entry in entries}
    assert by_name["resnet50"] == entry_of(load("resnet50"))
    assert by_name["siamese"] == entry_of(load("siamese"))


def test_an_index_of_other_files_is_not_used() -> None:
    assert read_index(index_text(), checksum() + 1) is None
    assert read_index("", checksum()) is None
    assert read_index('{"checksum": 1, "networks": [[1]]}', 1) is None
