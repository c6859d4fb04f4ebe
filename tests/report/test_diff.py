"""The difference of two networks."""

from __future__ import annotations

import pickle
from pathlib import Path
from time import process_time

import pytest

import cnncalc
from cnncalc.language.catalogue import names
from cnncalc.render import Options, render
from cnncalc.render.page import Derivation
from cnncalc.render.views import page_of, records_of
from cnncalc.report.diff import Diff


def difference(left: str, right: str) -> Diff:
    return cnncalc.diff(cnncalc.load(left), cnncalc.load(right))


def numbers(diff: Diff) -> list[int]:
    return [value for value in diff.delta.values() if isinstance(value, int)]


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
        (row.path, row.status, row.input_changed and row.cause != "conv1", row.params, diff.workings(row).params)
        for row in diff.rows
        if row.params
    ]
    assert rows == ZFNET_AGAINST_ALEXNET
    assert diff.delta["params"] == 11_693_824
    assert {row.path: row.cause for row in diff.rows}["fc1"] == "conv5"


def test_an_input_that_is_the_same_is_no_cause(tmp_path: Path) -> None:
    steps = "[{conv: %s, kernel: 1, name: a}, {concat, from: [input, a], name: j}, {relu, name: k}]"
    networks = []
    for filters in (4, 6):
        path = tmp_path / f"net{filters}.yaml"
        path.write_text(f"input: 4x4x3\nlayers: {steps % filters}\n")
        networks.append(cnncalc.load(str(path)))
    assert [(row.path, row.cause) for row in cnncalc.diff(*networks).rows] == [("a", ""), ("j", "a"), ("k", "a")]


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


def written(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
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
        ["{conv: 8, kernel: 3, name: a}", "batchnorm", "relu"],
        ["{conv: 8, kernel: 3, name: first}", "relu"],
        {"first": "same", "batchnorm1": "removed", "relu1": "same"},
        id="what follows a removed layer is not rewired, though what is before it has another name",
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


VALUES = [  # a step and another; how the table tells the change
    ("{conv: 4, kernel: 3}", "{conv: 4, kernel: [3, 5]}", "kernel 3 → 3×5"),
    ("{conv: 4, kernel: 3, pad: [0, 1, 0, 1]}", "{conv: 4, kernel: 3, pad: same}", "pad 0,1,0,1 → same"),
    ("{conv: 4, kernel: 3, pad: 1}", "{conv: 4, kernel: 3, pad: [1, 0]}", "pad 1 → 1×0"),
    ("{conv: 4, kernel: 3}", "{conv: 4, kernel: 3, bias: false}", "bias true → false"),
    ("{pad: 1, channels: [0, 4]}", "{pad: 1, channels: [4, 0]}", "channels [0, 4] → [4, 0]"),
    ("{channel_slice: [0, 2]}", "{channel_slice: [1, 3]}", "range [0, 2] → [1, 3]"),
    ("{permute: [height, width, channels]}", "{permute: [width, height, channels]}",
     "order [height, width, channels] → [width, height, channels]"),
    ("{crop: 8}", "{crop: 8, offset: [1, 2]}", "offset – → 1×2"),
    ("{leaky_relu: 0.01}", "{leaky_relu: 0.2}", "slope 0.01 → 0.2"),
    ("{maxpool: 3, ceil: true}", "{maxpool: 3, ceil: caffe}", "ceil true → caffe"),
    ("{op: mine, output: 8x8x2}", "{op: mine, output: 8x8x4}", "output 8×8×2 → 8×8×4"),
    ("relu", "tanh", "op relu → tanh"),
    ("{add, from: [previous, input]}", "{add, from: [input, input]}", "from first, input → input, input"),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "text"), VALUES)
def test_how_values_read(left: str, right: str, text: str, tmp_path: Path) -> None:
    first = "{conv: 3, kernel: 1, name: first}"
    diff = difference(spec(tmp_path / "left.yaml", first, left), spec(tmp_path / "right.yaml", first, right))
    table = next(iter(page_of(diff, Options()).parts))
    assert table.rows[-1].cells[2].split("; ")[0] == text
    assert next(record for record in records_of(diff, Options()).rows if record[3])[3].split("; ")[0] == text


def test_what_is_trained_differs(tmp_path: Path) -> None:
    path = spec(tmp_path / "net.yaml", "{conv: 4, kernel: 3, name: a}", "relu", "{conv: 4, kernel: 3, name: b}")
    diff = cnncalc.diff(cnncalc.load(path), cnncalc.load(path, freeze=["*"]))
    assert [(row.path, row.status, row.changes) for row in diff.rows] == [
        ("a", "edited", (("trained", True, False),)),
        ("relu1", "same", ()),
        ("b", "edited", (("trained", True, False),)),
    ]
    assert diff.differs
    _, totals, *_ = page_of(diff, Options()).parts
    assert ("trained params", 260, 0, "−260", "×0") in [row.cells for row in totals.rows]


def test_what_comes_and_what_goes_has_its_working(tmp_path: Path) -> None:
    left, right = tmp_path / "left.yaml", tmp_path / "right.yaml"
    left.write_text("input: 8x8x8\nlayers: [{conv: 4, kernel: 3, pad: 1, bias: false, name: a}, {maxpool: 2}]\n")
    right.write_text("input: 8x8x8\nlayers: [{maxpool: 2}, flatten, {linear: 10, name: fc}]\n")
    parts = page_of(difference(str(left), str(right)), Options()).parts
    (derivation,) = [part for part in parts if isinstance(part, Derivation)]
    assert derivation.figures == (
        ("a", ("params  −((3·3·8)·4) = −288",)),
        ("a", ("MACs    −((8·8·4)·(3·3·8)) = −18,432",)),
        ("fc", ("params  (4·4·8)·10 + 10 = +1,290",)),
        ("fc", ("MACs    (4·4·8)·10 = +1,280",)),
    )


BLOCKS = """
blocks:
  unit: {parameters: {width: 4}, layers: [{conv: $width, kernel: 1, name: c}]}
  other: {parameters: {width: 4}, layers: [{conv: $width, kernel: 1, name: c}]}
"""
SAME_LAYERS = [  # layers of two networks, and which is which; of those on one side only the block they are in
    # what is on the left alone comes first
    (
        ["{relu, name: a}", "{maxpool: 1, name: m}", "{relu, name: z}"],
        ["{relu, name: a}", "{batchnorm, name: n}", "{relu, name: z}"],
        ["a a", "m - ", "- n ", "z z"],
    ),
    # one layer with parameters counts more than two without
    (
        ["{conv: 3, kernel: 1, name: a}", "{relu, name: b}", "{relu, name: c}"],
        ["{relu, name: d}", "{relu, name: e}", "{conv: 3, kernel: 1, name: f}"],
        ["- d ", "- e ", "a f", "b - ", "c - "],
    ),
    # the more alike in its fields, whether it comes first or last
    (
        ["{conv: 8, kernel: 3, name: a}"],
        ["{conv: 8, kernel: 1, name: b}", "{conv: 4, kernel: 1, name: c}"],
        ["a b", "- c "],
    ),
    (
        ["{conv: 8, kernel: 3, name: a}"],
        ["{conv: 4, kernel: 1, name: c}", "{conv: 8, kernel: 1, name: b}"],
        ["- c ", "a b"],
    ),
    # of the same size, whether it comes first or last
    (
        ["{relu, name: a}"],
        ["{relu, name: b}", "{maxpool: 2, name: m}", "{relu, name: c}"],
        ["a b", "- m ", "- c "],
    ),
    (
        ["{relu, name: a}"],
        ["{pad: 1, name: p}", "{relu, name: b}", "{crop: 4, name: m}", "{relu, name: c}"],
        ["- p ", "- b ", "- m ", "a c"],
    ),
    # an automatic name, where nothing else tells them apart
    (
        ["{maxpool: 1, name: a}", "relu", "{dropout, name: b}"],
        ["{dropout, name: c}", "relu", "{relu, name: d}", "{maxpool: 1, name: e}"],
        ["a - ", "- c ", "relu1 relu1", "b - ", "- d ", "- e "],
    ),
    # a name that was given, wherever it comes
    (
        ["{maxpool: 1, name: p}", "{relu, name: a}", "{dropout, name: q}"],
        ["{dropout, name: r}", "{relu, name: a}", "{relu, name: b}", "{maxpool: 1, name: s}"],
        ["p - ", "- r ", "a a", "q - ", "- b ", "- s "],
    ),
    (
        ["{maxpool: 1, name: p}", "{relu, name: a}", "{dropout, name: q}"],
        ["{dropout, name: r}", "{relu, name: b}", "{relu, name: a}", "{maxpool: 1, name: s}"],
        ["p - ", "- r ", "- b ", "a a", "q - ", "- s "],
    ),
    # another op is the same layer by its kind or by its name
    (["{relu, name: a}"], ["{elu, name: b}"], ["a b"]),
    (["{dropout, name: a}"], ["{identity, name: b}"], ["a - ", "- b "]),
    (["{dropout, name: a}"], ["{identity, name: a}"], ["a a"]),
    (["{dropout, name: a}"], ["{batchnorm, name: a}"], ["a a"]),
    # a block is never a layer, whatever it is called
    (["{relu, name: a}"], ["{layers: [{relu, name: b}], name: a}"], ["a - ", "- a.b a"]),
    # a use of the same block, with the same values if there is one
    (
        ["{unit: 8, name: a}"],
        ["{unit: 4, name: b}", "{unit: 8, name: c}", "{unit: 2, name: d}"],
        ["- b.c b", "a.c c.c", "- d.c d"],
    ),
    (["{unit: 8, name: a}"], ["{other: 8, name: b}"], ["a.c - a", "- b.c b"]),
    (["{unit: 8, name: a}"], ["{other: 8, name: a}"], ["a.c a.c"]),
    # the name tells as much as the block
    (
        ["{unit: 8, name: a}", "{layers: [relu], name: g}"],
        ["{layers: [{unit: 8, name: a}], name: h}", "{layers: [tanh], name: g}"],
        ["a.c - a", "- h.a.c h", "g.relu1 g.tanh1"],
    ),
]


def who_is_who(left: list[str], right: list[str], folder: Path) -> list[str]:
    texts = ("input: 4x4x3\nlayers:\n" + "".join(f"  - {layer}\n" for layer in side) + BLOCKS for side in (left, right))
    diff = difference(*(written(folder / f"{number}.yaml", text) for number, text in enumerate(texts)))
    return [
        f"{row.left.path if row.left else '-'} {row.right.path if row.right else '-'}"
        + ("" if row.left and row.right else f" {row.scope}")
        for row in diff.rows
    ]


def turned(pair: str) -> str:
    left, right, *scope = pair.split(" ")
    return " ".join([right, left, *scope])


@pytest.mark.parametrize(("left", "right", "expected"), SAME_LAYERS)
def test_which_layer_is_which(left: list[str], right: list[str], expected: list[str], tmp_path: Path) -> None:
    assert who_is_who(left, right, tmp_path) == expected
    assert sorted(who_is_who(right, left, tmp_path)) == sorted(map(turned, expected))


def test_by_name_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnncalc.report.align.EFFORT", 0)
    left = ["{relu, name: x}", "{relu, name: a}", "{relu, name: b}", "{relu, name: c}"]
    right = ["{relu, name: y}", "{relu, name: a}", "{relu, name: c}", "{tanh, name: b}", "{relu, name: z}"]
    assert who_is_who(left, right, tmp_path) == ["x - ", "- y ", "a a", "- c ", "b b", "c - ", "- z "]


SIZES = (
    """
input: 4x4x3
layers:
  - {conv: 4, kernel: 1, name: a}
  - {relu, name: r}
  - {conv: 4, kernel: 1, bias: false, name: gone}
  - {maxpool: 2, name: pool}
  - {conv: 2, kernel: 1, name: c}
  - {global_avgpool, name: g}
  - {linear: 2, name: fc}
""",
    """
input: 4x4x3
layers:
  - {batchnorm, name: first}
  - {conv: 6, kernel: 1, name: a}
  - {relu, name: r}
  - {maxpool: 2, name: pool}
  - {conv: 2, kernel: 1, bias: false, name: c}
  - {avgpool: 2, name: new}
  - {global_avgpool, name: g}
  - {linear: 2, name: fc}
  - {linear: 5, bias: false, name: last}
""",
)
WIRES = (
    """
input: {x: 4x4x2, y: 4x4x3}
layers:
  - {conv: 3, kernel: 1, from: x, name: a}
  - {conv: 3, kernel: 1, from: y, name: b}
  - {conv: 3, kernel: 1, from: b, share: b, name: s}
  - {conv: 3, kernel: 1, from: b, name: t}
  - {relu, from: x, name: u}
  - {relu, from: a, name: v}
  - {concat, from: [s, t, a], name: j}
  - {relu, name: k}
""",
    """
input: {x: 4x4x2, y: 5x5x3}
layers:
  - {conv: 3, kernel: 1, from: x, name: a}
  - {conv: 3, kernel: 1, from: y, name: b}
  - {conv: 3, kernel: 1, from: b, name: s}
  - {conv: 3, kernel: 1, from: b, share: b, name: t}
  - {relu, from: a, name: u}
  - {tanh, from: a, name: v}
  - {concat, from: [s, t, b], name: j}
  - {add, from: [j, j], name: n}
  - {multiply, from: [n, j], name: m}
  - {relu, name: k}
""",
)
ROWS = [  # layer, status, what was edited, whether its input changed and from where, parameters and MACs
    (
        *SIZES,
        [
            ("first", "added", [], False, "", (6, "3 + 3"), (0, "")),
            (
                "a", "edited", [("filters", 4, 6)], False, "",
                (8, "(1·1·3)·(6 − 4) + (6 − 4)"), (96, "(4·4·(6 − 4))·(1·1·3)"),
            ),
            ("r", "follows", [], True, "a", (0, ""), (0, "")),
            ("gone", "removed", [], False, "", (-16, "−((1·1·4)·4)"), (-256, "−((4·4·4)·(1·1·4))")),
            ("pool", "follows", [], True, "a", (0, ""), (0, "")),
            (
                "c", "edited", [("bias", True, False)], True, "a",
                (2, "(1·1·6)·2 − ((1·1·4)·2 + 2)"), (16, "(2·2·2)·(1·1·(6 − 4))"),
            ),
            ("new", "added", [], False, "", (0, ""), (0, "")),
            ("g", "follows", [], True, "new", (0, ""), (0, "")),
            ("fc", "same", [], False, "", (0, ""), (0, "")),
            ("last", "added", [], False, "", (10, "2·5"), (10, "2·5")),
        ],
    ),
    (
        *WIRES,
        [
            ("a", "same", [], False, "", (0, ""), (0, "")),
            ("b", "follows", [], True, "y", (0, ""), (81, "((5·5 − 4·4)·3)·(1·1·3)")),
            (
                "s", "edited", [("share", "b", None)], True, "y",
                (12, "((1·1·3)·3 + 3) − 0"), (81, "((5·5 − 4·4)·3)·(1·1·3)"),
            ),
            (
                "t", "edited", [("share", None, "b")], True, "y",
                (-12, "0 − ((1·1·3)·3 + 3)"), (81, "((5·5 − 4·4)·3)·(1·1·3)"),
            ),
            ("u", "edited", [("from", ["x"], ["a"])], True, "", (0, ""), (0, "")),
            ("v", "edited", [("op", "relu", "tanh")], False, "", (0, ""), (0, "")),
            ("j", "edited", [("from", ["s", "t", "a"], ["s", "t", "b"])], True, "s", (0, ""), (0, "")),
            ("n", "added", [], False, "", (0, ""), (0, "")),
            ("m", "added", [], False, "", (0, ""), (0, "")),
            ("k", "follows", [], True, "m", (0, ""), (0, "")),
        ],
    ),
    (  # an edit that leaves the size is no cause; a size that comes out the same is none
        "input: {x: 4x4x2, y: 4x4x2}\nlayers:\n"
        "- {conv: 2, kernel: 1, from: x, name: a}\n- {adaptive_avgpool: 4, from: y, name: p}\n"
        "- {conv: 2, kernel: 1, from: x, name: b}\n- {concat, from: [a, p, b], name: j}\n",
        "input: {x: 4x4x2, y: 6x6x2}\nlayers:\n"
        "- {conv: 2, kernel: 1, from: x, bias: false, name: a}\n- {adaptive_avgpool: 4, from: y, name: p}\n"
        "- {conv: 3, kernel: 1, from: x, name: b}\n- {concat, from: [a, p, b], name: j}\n",
        [
            ("a", "edited", [("bias", True, False)], False, "", (-2, "(1·1·2)·2 − ((1·1·2)·2 + 2)"), (0, "")),
            ("p", "follows", [], True, "y", (0, ""), (0, "")),
            (
                "b", "edited", [("filters", 2, 3)], False, "",
                (3, "(1·1·2)·(3 − 2) + (3 − 2)"), (32, "(4·4·(3 − 2))·(1·1·2)"),
            ),
            ("j", "follows", [], True, "b", (0, ""), (0, "")),
        ],
    ),
    (  # a number that was told has no working
        "input: 4\nlayers: [{relu, name: a}, {op: mine, params: 4, macs: 5, name: m}]\n",
        "input: 4\nlayers: [{relu, name: a}]\n",
        [("a", "same", [], False, "", (0, ""), (0, "")), ("m", "removed", [], False, "", (-4, ""), (-5, ""))],
    ),
    (
        "input: 4\nlayers: [{relu, name: a}]\n",
        "input: 4\nlayers: [{relu, name: a}, {op: mine, params: 4, macs: 5, name: m}]\n",
        [("a", "same", [], False, "", (0, ""), (0, "")), ("m", "added", [], False, "", (4, ""), (5, ""))],
    ),
    (  # what joins two different layers is a source of its own
        "input: 4x4x2\nlayers: [{relu, name: a}, {tanh, name: b}, {sigmoid, name: c}]\n",
        "input: 4x4x2\nlayers: [{relu, name: a}, {tanh, name: b}, {add, from: [a, b], name: j}, {sigmoid, name: c}]\n",
        [
            ("a", "same", [], False, "", (0, ""), (0, "")),
            ("b", "same", [], False, "", (0, ""), (0, "")),
            ("j", "added", [], False, "", (0, ""), (0, "")),
            ("c", "edited", [("from", ["b"], ["j"])], False, "", (0, ""), (0, "")),
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "expected"), ROWS)
def test_every_row(left: str, right: str, expected: list[tuple[object, ...]], tmp_path: Path) -> None:
    diff = difference(written(tmp_path / "left.yaml", left), written(tmp_path / "right.yaml", right))
    assert [
        (
            row.path, row.status, [tuple(change) for change in row.changes], row.input_changed, row.cause,
            *zip((row.params, row.macs), diff.workings(row), strict=True),
        )
        for row in diff.rows
    ] == expected  # fmt: skip


def test_an_input_that_no_layer_reads_is_a_difference(tmp_path: Path) -> None:
    text = "input: {x: 4, y: 5}\nlayers: [{linear: 2, from: x}]\n"
    paths = [written(tmp_path / f"{size}.yaml", text.replace("5", size)) for size in ("5", "6")]
    assert [row.status for row in difference(*paths).rows] == ["same"]
    assert difference(*paths).differs
    assert not difference(paths[0], paths[0]).differs


def test_side_heads_differ_when_asked_for(tmp_path: Path) -> None:
    """1·1·3·2 + 2 parameters against 1·1·3·5 + 5."""
    text = "input: 4x4x3\nlayers: [relu, {aux: [{conv: 2, kernel: 1}], name: head}, tanh]\n"
    left, right = (
        cnncalc.load(written(tmp_path / f"{filters}.yaml", text.replace("2", filters))) for filters in ("2", "5")
    )
    assert cnncalc.diff(left, right) == cnncalc.diff(left, right, training=False)
    assert [(row.path, row.params) for row in cnncalc.diff(left, right).rows] == [("relu1", 0), ("tanh1", 0)]
    with_heads = cnncalc.diff(left, right, training=True)
    assert [(row.path, row.params) for row in with_heads.rows] == [("relu1", 0), ("head.conv1", 12), ("tanh1", 0)]
    assert with_heads.delta["params"] == 12


def test_a_total_that_is_not_known_makes_no_exact_difference(tmp_path: Path) -> None:
    left = written(tmp_path / "left.yaml", "input: 4\nlayers: [{op: mine, params: 2, macs: 3, flops: 6}]\n")
    right = written(tmp_path / "right.yaml", "input: 4\nlayers: [{op: mine, params: 2}]\n")
    assert difference(left, right).delta["macs"] is None
    assert difference(left, left).unknown == ()
    half = written(tmp_path / "half.yaml", "input: 4\nlayers: [{op: mine, params: 2, macs: 5}]\n")
    assert difference(left, half).unknown == ("flops",)
    assert difference(right, left).unknown == ("macs", "flops", "backward_macs")
    assert difference(half, half).unknown == ()


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


REPEATED = [
    "{conv: 4, kernel: $k, pad: same, repeat: 20000}",
    "{conv: $index % 97 + 1, kernel: $k + 2 * (index % 3), pad: same, repeat: 20000}",
    "{residual: [{conv: 4, kernel: $k, pad: same}, batchnorm, relu], repeat: 5000}",
    "flatten, {linear: $k * 100, repeat: 20000}",
]


@pytest.mark.slow
@pytest.mark.parametrize("layers", REPEATED)
def test_a_difference_takes_at_most_three_times_what_both_summaries_take(layers: str, tmp_path: Path) -> None:
    """Of networks of 20,000 steps, with building and writing: rows that are alike are compared and worked out once."""
    path = tmp_path / "net.yaml"
    path.write_text(f"input: 8x8x4\nparameters: {{k: 3}}\nlayers: [{layers}]\n", encoding="utf-8")

    def networks() -> list[cnncalc.Network]:
        return [cnncalc.load(str(path), set={"k": k}) for k in (3, 5)]

    begin = process_time()
    for network in networks():
        assert "".join(render(network.summary(), "table"))
    between = process_time()
    assert "".join(render(cnncalc.diff(*networks()), "table"))
    assert process_time() - between < 3 * (between - begin)


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
        assert sum(row.params for row in diff.rows) == diff.delta["params"]
        assert sum(row.macs for row in diff.rows) == diff.delta["macs"]


def test_a_difference_can_be_pickled() -> None:
    diff = difference("alexnet", "zfnet")
    assert pickle.loads(pickle.dumps(diff)) == diff


def test_every_network_has_a_name_of_its_own() -> None:
    plain = [name.replace("_", "-").lower() for name in names()]
    assert len(set(plain)) == len(plain)


def test_layers_are_equal_whatever_the_rest_of_their_networks_is() -> None:
    small, large = (cnncalc.load(name).summary().layers for name in ("vgg16", "vgg19"))
    assert small[0] == large[0]
    assert pickle.loads(pickle.dumps(small)) == small
    seen = [small[place].seen for place in (0, 2)]
    assert small[0] != small[0]._replace(seen=seen[1])
