"""The difference of two networks."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

import cnncalc
from cnncalc.report.diff import Diff
from cnncalc.spec.catalogue import names


def difference(left: str, right: str) -> Diff:
    return cnncalc.diff(cnncalc.load(left), cnncalc.load(right))


def numbers(diff: Diff) -> list[int]:
    return [value for value in diff.delta if isinstance(value, int)]


ZFNET_AGAINST_ALEXNET = [
    ("conv1", "edited", False, -20_736, "((7² − 11²)·3)·96"),
    ("conv3", "edited", False, 294_912, "(3·3·256)·(512 − 384)"),
    ("conv4", "edited", True, 3_391_488, "3·3·(512·1024 − 384·384)"),
    ("conv5", "edited", True, 3_833_856, "3·3·(1024·512 − 384·256)"),
    ("fc1", "follows", True, 4_194_304, "(2·2·(512 − 256))·4096"),
]


def test_the_lectures_zfnet_against_its_alexnet() -> None:
    diff = difference("alexnet-lecture", "zfnet-lecture")
    rows = [
        (row.path, row.status, row.input_changed and row.cause != "conv1", row.params, row.params_working)
        for row in diff.rows
        if row.params
    ]
    assert rows == ZFNET_AGAINST_ALEXNET
    assert diff.delta.params == 11_693_824
    assert {row.path: row.cause for row in diff.rows}["fc1"] == "conv5"


PAIRS = [
    ("vgg16", "vgg16-bn", {"same": 40, "added": 13}),
    ("resnet50", "resnet50-torchvision", {"edited": 6, "removed": 1}),
    ("resnet50", "resnet101", {"added": 170}),
    ("alexnet", "alexnet-ungrouped", {"edited": 3}),
]


@pytest.mark.parametrize(("left", "right", "expected"), PAIRS)
def test_how_many_layers_of_two_networks_differ(left: str, right: str, expected: dict[str, int]) -> None:
    statuses = [row.status for row in difference(left, right).rows]
    assert {status: statuses.count(status) for status in expected} == expected
    assert set(statuses) <= {"same", "follows", *expected}


def spec(path: Path, *layers: str) -> str:
    path.write_text("input: 32x32x3\nlayers:\n" + "".join(f"  - {layer}\n" for layer in layers), encoding="utf-8")
    return str(path)


CHANGES = [
    pytest.param(
        ["{conv: 8, kernel: 3}", "relu", "{conv: 16, kernel: 3}", "flatten", "{linear: 4}"],
        [
            "{conv: 8, kernel: 3}",
            "relu",
            "{conv: 8, kernel: 1}",
            "relu",
            "{conv: 16, kernel: 3}",
            "flatten",
            "{linear: 4}",
        ],
        {"conv2": "added", "relu2": "added", "conv3": "same", "linear1": "same"},
        id="a layer put in between does not shift the rest, though its automatic name does",
    ),
    pytest.param(
        ["{conv: 8, kernel: 3, name: a}", "{conv: 16, kernel: 5, name: b}"],
        ["{conv: 8, kernel: 3, name: first}", "{conv: 16, kernel: 5, name: second}"],
        {"first": "same", "second": "same"},
        id="a renamed layer is the same",
    ),
    pytest.param(
        ["{conv: 8, kernel: 3}", "batchnorm", "relu"],
        ["{conv: 8, kernel: 3}", "relu"],
        {"batchnorm1": "removed", "relu1": "same"},
        id="what follows a removed layer is not rewired",
    ),
    pytest.param(
        ["{conv: 8, kernel: 3, pad: 1, name: a}", "{conv: 8, kernel: 3, pad: 1, name: b}", "{add, from: [a, b]}"],
        ["{conv: 8, kernel: 3, pad: 1, name: a}", "{conv: 8, kernel: 3, pad: 1, name: b}", "{add, from: [b, b]}"],
        {"a": "same", "b": "same", "add1": "edited"},
        id="another input is an edit",
    ),
    pytest.param(
        ["{conv: 3, kernel: 1, name: a}", "{conv: 3, kernel: 1, name: b}"],
        ["{conv: 3, kernel: 1, name: a}", "{conv: 3, kernel: 1, share: a, name: b}"],
        {"a": "same", "b": "edited"},
        id="parameters that are shared are an edit",
    ),
    pytest.param(
        ["{layers: [relu, {conv: 8, kernel: 3}], name: stem}", "{layers: [tanh], name: head}"],
        ["{layers: [relu, {conv: 8, kernel: 3}], name: stem}", "{layers: [{conv: 4, kernel: 3}], name: tail}"],
        {"stem.conv1": "same", "head.tanh1": "removed", "tail.conv1": "added"},
        id="a group of another name is another group",
    ),
    pytest.param(
        ["{conv: 8, kernel: 3}", "relu"],
        ["{conv: 8, kernel: 3}", "tanh"],
        {"tanh1": "edited"},
        id="another op of the same kind is an edit",
    ),
]


@pytest.mark.parametrize(("left", "right", "expected"), CHANGES)
def test_how_a_change_reads(left: list[str], right: list[str], expected: dict[str, str], tmp_path: Path) -> None:
    diff = difference(spec(tmp_path / "left.yaml", *left), spec(tmp_path / "right.yaml", *right))
    statuses = {row.path: row.status for row in diff.rows}
    assert {path: statuses.get(path) for path in expected} == expected


def test_networks_too_long_to_weigh_every_pair_are_aligned_by_name(tmp_path: Path) -> None:
    """Of 2,100 layers between two that differ every second one has a namesake, and the last is new."""
    left = ["{relu, name: first}", *(f"{{relu, name: a{number}}}" for number in range(2_100)), "tanh"]
    right = [
        "{tanh, name: first}",
        *(f"{{relu, name: {'ab'[number % 2]}{number}}}" for number in range(2_100)),
        "{relu, name: last}",
    ]
    diff = difference(spec(tmp_path / "left.yaml", *left), spec(tmp_path / "right.yaml", *right))
    statuses = [row.status for row in diff.rows]
    assert [statuses.count(each) for each in ("edited", "removed", "added")] == [1, 1_051, 1_051]
    assert {row.path: row.status for row in diff.rows}["last"] == "added"


@pytest.mark.parametrize("name", ["alexnet", "googlenet", "resnet50", "densenet121", "mobilenet_v3_small"])
def test_a_network_does_not_differ_from_itself(name: str) -> None:
    diff = difference(name, name)
    assert not diff.differs
    assert not any(numbers(diff))
    assert {row.status for row in diff.rows} == {"same"}


MIRRORED = {"added": "removed", "removed": "added"}


@pytest.mark.parametrize(("left", "right"), [("alexnet", "zfnet"), ("vgg16", "resnet18"), ("resnet18", "resnet34")])
def test_the_other_way_round_everything_has_the_other_sign(left: str, right: str) -> None:
    there, back = difference(left, right), difference(right, left)
    assert numbers(there) == [-number for number in numbers(back)]
    for diff in (there, back):
        assert sum(row.params for row in diff.rows) == diff.delta.params
        assert sum(row.macs for row in diff.rows) == diff.delta.macs


def test_a_difference_can_be_pickled() -> None:
    diff = difference("alexnet", "zfnet")
    assert pickle.loads(pickle.dumps(diff)) == diff


def test_every_network_has_a_name_of_its_own() -> None:
    plain = [name.replace("_", "-").lower() for name in names()]
    assert len(set(plain)) == len(plain)
