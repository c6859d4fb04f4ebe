"""The catalogue's index, architectures/index.json: the figures of each network, for `list`."""

from __future__ import annotations

from cnncalc.api.networks import load
from cnncalc.language.catalogue import names
from cnncalc.language.shelf import INDEX, checksum
from cnncalc.report.compare import entry_of
from cnncalc.report.index import write_index
from tests.generate.paths import ROOT

PATH = ROOT / "architectures" / INDEX


def made() -> str:
    """The index as it should be."""
    return write_index(checksum(), (entry_of(load(name)) for name in names()))
