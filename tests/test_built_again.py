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
from cnncalc.language.catalogue import names
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


@pytest.mark.slow
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


CHAIN = """
input: 32x32x4
parameters: {{a: 4, b: 2, c: true}}
layers:
{steps}
  - {{layers: [{{conv: 3, kernel: 1}}, relu], name: end}}
  - {{relu, name: relu2}}
blocks:
  twice: {{parameters: {{n: 4}}, layers: [{{conv: $n, kernel: 1}}, relu]}}
  maybe: {{parameters: {{on: true}}, layers: [{{relu, if: $on}}]}}
variants:
  changed:
    override: {{"0": {{conv: 6}}}}
    remove: ["1"]
    insert:
      - {{after: "1", layers: [{{conv: $a, kernel: 1, name: "another"}}]}}
"""
"""A chain whose first layer is a convolution, and whose second one variant has another in the place of."""

STEPS = [
    "conv: $a, kernel: 3",
    "conv: $channels*2, kernel: 1",
    "conv: 4, kernel: 3, pad: 1, bias: $c",
    "conv: $b*2, kernel: 1, groups: $b",
    "conv: \"$shape('0').channels\", kernel: 1",
    'upsample, like: "0"',
    "maxpool: 2",
    "relu",
    "batchnorm",
    "dropout: 0.5",
]
SETS: list[Settings] = [
    {"a": 8},
    {"b": 4},
    {"c": False},
    {"c": 1},
    {"0.conv": 8},
    {"0.filters": 6},
    {"1.kernel": 5},
    {"2.bias": False},
    {"3.stride": 2},
    {"1.if": False},
    {"2.repeat": 2},
    {"1.relu": None},
    {"1.twice": 4},
    {"2.maybe": False},
    {"2.maybe": False, "4.twice": 4},
    {"1.twice": 4, "3.maybe": False},
    {"1.maybe": True},
    {"end.conv1.kernel": 5},
    {"a": 8, "1.kernel": 3},
    {"no": 1},
]


@given(
    steps=st.lists(st.tuples(st.sampled_from(STEPS), st.booleans()), min_size=1, max_size=8),
    ways=st.lists(
        st.tuples(st.sampled_from([{}, {}, *SETS]), st.sampled_from([None, None, "30x30x4", "32x32x8"])),
        min_size=2,
        max_size=6,
    ),
    variant=st.sampled_from(["", "", ":changed"]),
)
def test_a_chain_is_what_it_would_be_alone(
    steps: list[tuple[str, bool]], ways: list[tuple[Settings, str | None]], variant: str, folder: Path
) -> None:
    """What a network takes over from the one before is what it would have made itself."""
    named = [("conv: 4, kernel: 3", True), *steps]
    lines = [f"  - {{{step}" + f", name: '{number}'" * is_named + "}" for number, (step, is_named) in enumerate(named)]
    path = folder / "chain.yaml"
    path.write_text(CHAIN.format(steps="\n".join(lines)))
    spec = cnncalc.read(f"{path}{variant}")
    for settings, shape in ways:
        assert graph_or_error(spec, settings, shape) == graph_or_error(
            cnncalc.read(f"{path}{variant}"), settings, shape
        )


AFTER = "input: 32x32x4\nparameters: {a: 4, kinds: [true]}\nlayers:\n"
SWAPPED = """
  - {conv: 4, kernel: 1, name: first}
  - {relu, name: second}
  - {relu, name: third}
  - {relu, name: fourth}
  - {relu, name: fifth}
blocks:
  twice: {parameters: {n: 4}, layers: [{conv: $n, kernel: 1}, relu]}
  maybe: {parameters: {on: true}, layers: [{relu, if: $on}]}
  aside: {parameters: {n: 4}, layers: [{conv: $n, kernel: 1, name: read}, relu, {from: read}]}
"""
"""Layers, and blocks to be put in the place of one."""

TAKEN_OVER: dict[str, tuple[str, list[Settings]]] = {
    "a value from further up": (
        AFTER
        + """
  - {conv: 4, kernel: 1, name: first}
  - {conv: 8, kernel: 1}
  - {conv: "$shape('first').channels", kernel: 1}
""",
        [{}, {"first.filters": 6}],
    ),
    "a value before a layer that is changed, too": (
        AFTER + "  - {conv: $a, kernel: 1}\n  - relu\n  - {conv: 4, kernel: 1, name: late}\n",
        [{}, {"a": 8, "late.kernel": 3}, {"a": 8, "late.kernel": 5}, {"a": 6}],
    ),
    "a number that a name has behind what is taken over": (
        AFTER
        + "  - {conv: 4, kernel: $a, pad: same}\n  - relu\n  - {conv: 4, kernel: 1, if: true}\n  - {relu, if: true}\n",
        [{}, {"a": 8}, {"a": 6}],
    ),
    "a chain of two inputs": (
        """
input: {one: 8x8x4, other: 8x8x2}
layers: [relu, {conv: 4, kernel: 1}, {conv: 6, kernel: 1, name: late}, tanh, {add, from: [conv1, one]}]
""",
        [{}, {"late.filters": 3}, {"late.filters": 5}, {}],
    ),
    "a size from further up": (
        AFTER
        + """
  - {conv: 4, kernel: 1, name: first}
  - global_avgpool
  - {upsample, like: first}
""",
        [{}, {"first.stride": 2}],
    ),
    "a number that a name has": (
        AFTER
        + """
  - relu
  - {relu, name: other}
  - {conv: $a, kernel: 1}
  - relu
  - {relu, name: relu1}
""",
        [{}, {"a": 8}, {"a": 6}],
    ),
    "a name that is taken": (
        AFTER
        + """
  - {relu, name: act4}
  - {dropout, name: act8}
  - {layers: [relu]}
  - {relu, name: "act${a}"}
""",
        [{"a": 2}, {"a": 3}, {"a": 8}],
    ),
    "an input's name": (
        """
parameters: {a: one}
input: {$a: 8x8x4}
layers: [relu, {layers: [relu]}, relu]
""",
        [{}, {"a": "relu1"}, {"a": "relu3"}],
    ),
    "one for true": (
        AFTER
        + """
  - relu
  - {conv: 4, kernel: 1, bias: "$kinds[0]"}
""",
        [{}, {"kinds": "[1]"}],
    ),
    "a list that a block refers to": (
        AFTER + "  - {used, repeat: 3}\nblocks: {used: [{conv: 4, kernel: 1, bias: '$kinds[0]'}]}\n",
        [{}, {"kinds": "[1]"}, {}, {"kinds": "[false]"}, {"kinds": "[true]"}],
    ),
    "a change of what has become another op": (
        "input: 32x32x4\nparameters: {kind: maxpool}\nlayers: [{$kind: 2, name: a}]\n",
        [{"a.stride": 1}, {"a.stride": 1, "kind": "avgpool"}, {"a.stride": 1}],
    ),
    "a layer in the place of one": (
        """
extends: alexnet
remove: [relu1]
insert: [{after: relu1, layers: [{conv: $groups * 48, kernel: 1, name: other}]}]
""",
        [{}, {"groups": 1}, {"classes": 5}],
    ),
    "a block that goes back": (
        AFTER
        + """
  - {conv: 8, kernel: 1, name: first}
  - {relu, name: second}
  - {relu, name: third}
  - {relu, name: fourth}
blocks:
  back: {parameters: {to: first}, layers: [relu, {from: $to}]}
""",
        [{}, {"third.back": "first"}, {"third.back": "second"}, {"fourth.back": "third"}, {}],
    ),
    "two layers in the place of one": (
        AFTER + SWAPPED,
        [{"second.twice": 4}, {}, {"third.twice": 4}, {"second.twice": 8, "third.twice": 4}, {}],
    ),
    "no layer in the place of one, and two in that of another": (
        AFTER + SWAPPED,
        [{"second.maybe": False, "fourth.twice": 4}, {}, {"third.maybe": True}, {}],
    ),
    "a layer that nothing reads in the place of one": (
        AFTER + SWAPPED,
        [{}, {"second.aside": 4}, {}],
    ),
    "a value by an expression": (AFTER + "  - {conv: $a * 2, kernel: 1}\n  - relu\n", [{}, {"a": 5}, {"a": 6}]),
    "a layer inside of a block": (
        AFTER + "  - relu\n  - {layers: [{conv: 4, kernel: 1, name: conv}], name: group}\n  - relu\n",
        [{}, {"group.conv.filters": 3}, {}, {"relu2.no": 3}, {"group.conv.filters": 5}],
    ),
}
"""Chains, and what is set in one network after the other."""


@pytest.mark.parametrize("what", TAKEN_OVER)
def test_nothing_is_taken_over_that_depends_on_what_has_changed(what: str, tmp_path: Path) -> None:
    text, all_settings = TAKEN_OVER[what]
    path = tmp_path / "chain.yaml"
    path.write_text(text)
    spec = cnncalc.read(str(path))
    for settings in all_settings:
        assert graph_or_error(spec, settings) == graph_or_error(cnncalc.read(str(path)), settings), settings


@pytest.mark.slow
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


@pytest.mark.parametrize("name", ["width", "my-width", "e\u0301", "चौड़ाई"])
@pytest.mark.parametrize("steps", ["{steps: $NAME}", "{b: }", "{b: , repeat: 2}"])
def test_a_parameter_whose_name_is_no_single_word(name: str, steps: str, tmp_path: Path) -> None:
    """A hyphen and a combining mark take it apart, for whoever looks for words."""
    path, conv = tmp_path / "net.yaml", f"{{conv: ${name}, kernel: 1}}"
    layers = conv if "steps" in steps else steps
    text = f"input: 8x8x4\nparameters: {{{name}: 4}}\nblocks: {{b: [{conv}]}}\nlayers: [{layers}]\n"
    path.write_text(text, encoding="utf-8")
    spec = cnncalc.read(str(path))
    for width in (4, 8, 4):
        totals = cnncalc.load(str(path), set={name: width}).totals()
        assert spec.network(set={name: width}).totals() == totals
        assert totals.params >= 5 * width
