"""The garbage collector waits while a network is made, and is as it was afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

import cnncalc
from cnncalc.collector import uncollected


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Whatever a test does, the collector runs after it."""
    yield
    gc.enable()


@uncollected
def runs(error: Exception | None = None) -> bool:
    """Whether the collector runs inside."""
    if error is not None:
        raise error
    return gc.isenabled()


@pytest.mark.parametrize("before", [True, False])
def test_it_waits_and_is_as_it_was(before: bool) -> None:
    (gc.enable if before else gc.disable)()
    assert not runs()
    assert gc.isenabled() is before
    with pytest.raises(ValueError, match="wrong"):
        runs(ValueError("wrong"))
    assert gc.isenabled() is before


def test_a_mistake_in_a_spec_leaves_it_running() -> None:
    with pytest.raises(cnncalc.CnncalcError):
        cnncalc.load("alexnet", set={"conv1.kernel": 500})
    assert gc.isenabled()
