"""Random networks from the whole language, read a second time, written out, compared and worked through."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given, note, settings

import cnncalc
from cnncalc.api.written import write
from cnncalc.devices.load import load_device
from cnncalc.exporters.yaml import write_spec
from cnncalc.graph import Graph
from cnncalc.quantity.formula import tree_of
from cnncalc.render import FORMATS, Options, render
from cnncalc.report.compare import compare
from cnncalc.report.conventions import count_by_conventions
from cnncalc.report.counted import count_layers
from cnncalc.report.diff import Diff
from cnncalc.report.memory import memory
from cnncalc.report.receptive_field import field_report
from cnncalc.report.roofline import roofline
from cnncalc.report.trace import trace
from cnncalc.report.verify import verify
from cnncalc.report.walk import walk_through, with_memory
from cnncalc.source.document import read_document
from cnncalc.source.values import Source, plain
from tests.formulas import bytes_worked_out, letters_of, worked_out
from tests.random_networks.copies import copied, named_uses
from tests.random_networks.families import Document, Written, networks, pairs, run, specs
from tests.random_networks.reference import UNNAMED, Made, RefusedError

CATALOGUE = Path(__file__).parents[1] / "architectures"
KEYS = ("name", "input", "parameters", "blocks", "layers")
"""What makes a network of a file by itself."""
SUMS = ("params", "trainable_params", "weights", "macs", "flops", "activations", "backward_macs")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("networks")


def unnamed(path: str, pattern: str) -> bool:
    """Whether a path is another one in which nobody gave some of the names."""
    parts, wanted = path.split("."), pattern.split(".")
    return len(parts) == len(wanted) and all(
        part == want or want.startswith(UNNAMED) for part, want in zip(parts, wanted, strict=True)
    )


def nodes_of(graph: Graph) -> list[Made]:
    """A graph's nodes as the reference has them."""
    return [
        Made(node.path, None if node.is_input else node.op, node.inputs, node.shape, node.training, node.shares)
        for node in graph.nodes
    ]


FOUND = [
    # a step that is only from: was read and forgotten
    "{input: 8x8x2, layers: [{tanh: null, name: a}, {from: input}, relu]}",
    # a branch took the name of the one before it
    "{input: 8x8x2, layers: [{concat: {left: [relu]}}, {concat: {left: [relu]}}]}",
    # share: of a block took no path
    "{input: 8x8x2, blocks: {b: [{conv: 2, kernel: 1}]}, layers: [{layers: [{b, name: c}], name: a}, {b, share: a.c}]}",
    # a number was a name, and from: took no number
    "{input: 8x8x2, layers: [{tanh, name: 1}, relu, {from: 1}, relu]}",
]
PADDED = "{input: 8x8x2, layers: [{pad: 0, channels: [2, 2]}]}"
ALIKE = ("{input: 8x8x2, layers: [relu, relu]}", "{input: 8x8x2, layers: [{conv: 2, kernel: 1}, sigmoid]}")


@given(network=networks())
@example(network=Written.alone(FOUND[0]))
@example(network=Written.alone(FOUND[1]))
@example(network=Written.alone(FOUND[2]))
@example(network=Written.alone(FOUND[3]))
def test_the_graph_is_the_one_that_is_written(network: Written, folder: Path) -> None:
    """Every node is what a second reading of the language makes of the spec, and has a path of its own."""
    note(str(network.files))
    reference, output = network.run()
    graph = network.load(folder).graph
    made = nodes_of(graph)
    assert [node[1:5] for node in made] == [node[1:5] for node in reference.nodes]
    assert all(unnamed(node.path, other.path) for node, other in zip(made, reference.nodes, strict=True))
    owners = [(node.owner, other.owner) for node, other in zip(made, reference.nodes, strict=True)]
    assert all(ours == theirs for ours, theirs in owners)
    assert graph.output == output
    assert len({*graph.scopes, *(node.path for node in made)}) == len(graph.scopes) + len(made)


@given(network=networks())
@example(network=Written.alone(PADDED))  # was written channels: 2
def test_written_out_it_is_the_same_network(network: Written, folder: Path) -> None:
    note(str(network.files))
    before = network.load(folder)
    after = Written.alone(write_spec(before)).load(folder)
    assert nodes_of(after.graph) == nodes_of(before.graph)
    assert after.graph.output == before.graph.output
    for training in (False, True):
        old, new = before.summary(training=training), after.summary(training=training)
        assert (new.layers, new.totals) == (old.layers, old.totals)


@given(network=networks())
def test_folded_it_is_the_same_network(network: Written, folder: Path) -> None:
    note(str(network.files))
    before = network.load(folder)
    text = write(before)
    after = Written.alone(text).load(folder)
    for training in (False, True):
        old, new = before.totals(training=training), after.totals(training=training)
        assert new._replace(peak=old.peak) == old  # branches may run in another order


@given(network=networks())
def test_totals_are_the_sums_of_their_layers(network: Written, folder: Path) -> None:
    loaded = network.load(folder)
    for training in (False, True):
        data: dict[str, Any] = json.loads("".join(render(loaded.summary(training=training), "json")))
        totals, layers = data["totals"], data["layers"]
        assert totals["steps"] == len(layers)
        for figure in SUMS:
            assert totals[figure] == sum(layer[figure] or 0 for layer in layers), figure
        for groups in ("by_kind", "by_op", "by_stage", "by_output_size"):
            for figure in ("layers", "params", "macs"):
                assert sum(group[figure] or 0 for group in data[groups]) == totals[figure], (groups, figure)


def reports_of(network: cnncalc.Network) -> list[object]:
    """Every report there is on one network."""
    return [
        network.summary(training=True),
        walk_through(network, training=True),
        memory(network, optimizer="adam", budget=10**9, training=True),
        field_report(network, at=(0,) * len(network.graph.inputs[0].shape.spatial)),
        roofline(network, load_device("t4"), training=True),
        count_by_conventions(network, training=True),
        *(count_layers(network, name, training=True) for name in ("torchinfo", "fvcore")),
        compare([network, network]),
        cnncalc.diff(network, network),
        verify(network, cnncalc.load),
    ]


@settings(max_examples=max(5, settings().max_examples // 5))
@given(network=networks())
def test_every_report_is_written_in_every_format(network: Written, folder: Path) -> None:
    for report in reports_of(network.load(folder)):
        for form in FORMATS:
            for options in (Options(depth=0, all_rows=True, operations=True), Options(width=40)):
                *_, last = render(report, form, options)
                assert last.endswith("\n"), (type(report), form)


@given(network=networks())
def test_every_formula_gives_its_number(network: Written, folder: Path) -> None:
    loaded = network.load(folder)
    walk = with_memory(walk_through(loaded, training=True), memory(loaded, batch=3, optimizer="adam", training=True))
    for step, working in walk.worked():
        for line in (*working.sizes, *working.pads, *working.params, *working.macs, *working.operations):
            assert not line.numbers or worked_out(line.numbers) == line.value, (step.path, line)
        for line in working.memory:
            assert bytes_worked_out(line.numbers) == line.value, (step.path, line)
    for layer in field_report(loaded).layers:
        for _, worked in layer.lines():
            assert not worked.numbers or worked_out(worked.numbers) == worked.value, (layer.path, worked)


@given(network=networks())
def test_a_letter_stands_for_one_value_in_a_layer(network: Written, folder: Path) -> None:
    for node in network.load(folder).graph.layers(training=True):
        traced = trace(node.application)
        sizes = (*traced.sizes.spatial, traced.sizes.channels, *(size for sides in traced.pads for size in sides))
        letters: dict[str, int] = {}
        for number in (*sizes, *traced.parameters.values(), *traced.operations.values()):
            for letter, value in letters_of(tree_of(number)):
                assert letters.setdefault(letter, value) == value, (node.path, letter)


def rows_of(diff: Diff, sign: int = 1) -> list[tuple[object, ...]]:
    """What is said of each pair of layers; with the other sign, as it is the other way round."""
    other = {"added": "removed", "removed": "added"} if sign < 0 else {}
    return [
        (
            (row.left, row.right)[::sign],
            other.get(row.status, row.status),
            [(change.field, (change.old, change.new)[::sign]) for change in row.changes],
            row.input_changed,
            *[None if count is None else sign * count for count in (row.params, row.macs)],
        )
        for row in diff.rows
    ]


def workings_of(diff: Diff) -> list[tuple[str, int | None]]:
    return [pair for row in diff.rows for pair in zip(diff.workings(row), (row.params, row.macs), strict=True)]


@given(pair=pairs())
@example(pair=(Written.alone(ALIKE[0]), Written.alone(ALIKE[1])))  # of equally good pairings each way had its own
def test_differences(pair: tuple[Written, Written], folder: Path) -> None:
    """None from itself, and the other way round all of them with the other sign."""
    note(str([each.files for each in pair]))
    left, right = (each.load(folder) for each in pair)
    itself = cnncalc.diff(left, left, training=True)
    assert not itself.differs
    assert {row.status for row in itself.rows} == {"same"}
    there, back = cnncalc.diff(left, right, training=True), cnncalc.diff(right, left, training=True)
    assert sorted(map(repr, rows_of(back))) == sorted(map(repr, rows_of(there, -1)))
    for diff in (there, back):
        for figure in ("params", "macs"):
            known = [getattr(row, figure) for row in diff.rows]
            assert figure in diff.unknown if None in known else sum(known) == diff.delta[figure]
        assert all(worked_out(text) == figure for text, figure in workings_of(diff) if text)


def without_blocks(graph: Graph) -> list[tuple[str, str]]:
    """The scopes without the names of their blocks."""
    return [(scope.path, scope.label) for scope in graph.scopes.values()]


def check_copies(spec: Document, folder: Path) -> None:
    """The network with its blocks, and with a copy of its block for every use of one."""
    named = named_uses(spec)
    once, apart = (Written.alone(json.dumps(each)).load(folder) for each in (named, copied(named)))
    assert nodes_of(apart.graph) == nodes_of(once.graph)
    assert without_blocks(apart.graph) == without_blocks(once.graph)
    assert apart.summary(training=True).layers == once.summary(training=True).layers


@given(spec=specs(uses=5))
def test_a_block_used_twice_is_two_blocks(spec: Document, folder: Path) -> None:
    """What a block makes does not depend on whether it was used before."""
    note(json.dumps(spec))
    try:
        run(named_uses(spec))
    except RefusedError:
        assume(False)
    check_copies(spec, folder)


def keys_of(file: Path) -> list[str]:
    return re.findall(r"^(\w+):", file.read_text(encoding="utf-8"), re.MULTILINE)


FILES = sorted(path for path in CATALOGUE.glob("*.yaml") if {*KEYS[3:]} <= set(keys_of(path)))


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_block_of_the_catalogue_used_twice_is_two_blocks(file: Path, folder: Path) -> None:
    document = plain(read_document(Source(file.name, file.read_text(encoding="utf-8"))))
    check_copies({key: value for key, value in document.items() if key in KEYS}, folder)
