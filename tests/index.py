"""The catalogue's index, architectures/index.json; run this file to write it anew."""

from __future__ import annotations

from pathlib import Path

from cnncalc.report.compare import entry_of
from cnncalc.report.index import write_index
from cnncalc.spec.catalogue import names
from cnncalc.spec.load import load
from cnncalc.spec.shelf import INDEX, checksum, folder


def index() -> str:
    """The index as it should be."""
    return write_index(checksum(), (entry_of(load(name)) for name in names()))


if __name__ == "__main__":
    (Path(folder()) / INDEX).write_text(index(), encoding="utf-8")
