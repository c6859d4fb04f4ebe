"""A spec that was read makes networks again and again: each as if the spec had been read for it alone."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnncalc
from cnncalc.errors import CnncalcError
from cnncalc.graph import Graph
from cnncalc.spec.catalogue import names
from tests.random_networks.families import Written, networks

Settings = Mapping[str, Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("networks")


def graph_or_error(spec: cnncalc.Spec, settings: Settings, shape: str | None = None) -> Graph | str:
    """What a spec makes with some settings, or what it says about them."""
    try:
        return spec.network(set=settings, input=shape).graph
    except CnncalcError as error:
        return str(error)


@pytest.mark.parametrize("name", names())
def test_a_network_of_the_catalogue_is_the_same_each_time(name: str) -> None:
    spec = cnncalc.read(name)
    first, *others = [spec.network() for _ in range(3)]
    assert all(other.graph == first.graph for other in others)
    assert all(other.totals() == first.totals() for other in others)


INSIDE = "conv2_x.conv2_1.conv_a.bias"
SETTINGS: dict[str, list[Settings]] = {
    "resnet152": [{}, {"bias": True}, {"classes": 10}, {"stride_in": "3x3"}, {}, {"units": [1, 1, 2, 1]}, {}, {}],
    "resnet50": [{}, {"unit": "basic"}, {"group_width": 128}, {"unit": "basic"}, {"unit": "basic"}, {}],
    "resnet18": [{}, {INSIDE: True}, {}, {"conv1.filters": 32}, {INSIDE: True}],
    "alexnet": [{}, {"conv1.kernel": 7}, {"groups": 1}, {"conv1.kernel": 7, "classes": 5}, {"no": 1}, {"classes": 5}],
}
"""Changed from one network to the next; those of blocks are changed right after others were made."""


@pytest.mark.parametrize(("name", "all_settings"), SETTINGS.items())
def test_what_is_set_holds_for_one_network_only(name: str, all_settings: list[Settings]) -> None:
    spec = cnncalc.read(name)
    for settings in all_settings:
        assert graph_or_error(spec, settings) == graph_or_error(cnncalc.read(name), settings), settings


@given(
    network=networks(),
    order=st.lists(st.sampled_from(["as it is", "as set", "scaled", "acting", "smaller"]), min_size=2, max_size=6),
)
def test_a_random_network_is_what_it_would_be_alone(network: Written, order: list[str], folder: Path) -> None:
    network.load(folder)
    path = f"{folder}/{network.network}"
    ways: dict[str, tuple[Settings, str | None]] = {
        "as it is": ({}, None),
        "as set": (network.settings, network.input),
        "scaled": ({"scale": 4}, None),
        "acting": ({"act": "sigmoid"}, None),
        "smaller": ({}, "7x7x4"),
    }
    spec = cnncalc.read(path)
    for way in order:
        assert graph_or_error(spec, *ways[way]) == graph_or_error(cnncalc.read(path), *ways[way]), way


@pytest.mark.parametrize("name", ["resnet50", "googlenet", "efficientnet_b0", "densenet121"])
def test_a_build_leaves_no_garbage_for_the_collector(name: str) -> None:
    """Nothing refers to itself in a circle: what a sweep has done with is let go of at once."""
    spec = cnncalc.read(name)
    spec.network().summary()
    gc.collect()
    gc.disable()
    try:
        spec.network().totals()
        assert gc.collect() == 0
    finally:
        gc.enable()
