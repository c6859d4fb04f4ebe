"""What keeps specs harmless: each limit is met, told and raised, and legitimate networks are far from all of them."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

import cnncalc
from cnncalc.errors import CnncalcError
from cnncalc.exporters.yaml import write_spec
from cnncalc.limits import HIGHEST, Limits, parse_limits
from cnncalc.text import LONGEST_TEXT
from tests.generate import reference

INPUT = "input: 8x8x4\n"
RELU = INPUT + "layers: [relu]\n"


def chain(blocks: int, step: str = "{}") -> str:
    """Blocks that use one another, so many deep."""
    used = "".join(f"  b{i}: [{step.format(f'b{i + 1}')}]\n" for i in range(blocks - 1))
    return f"{INPUT}blocks:\n{used}  b{blocks - 1}: [relu]\nlayers: [b0]\n"


def nested(before: str, after: str, times: int) -> str:
    return f"{INPUT}layers: [{before * times}relu{after * times}]\n"


def load(text: str, folder: Path, limits: Limits = Limits()) -> cnncalc.Network:  # noqa: B008
    path = folder / "net.yaml"
    path.write_text(text, encoding="utf-8")
    return cnncalc.load(str(path), limits=limits)


def message(text: str, folder: Path, limits: Limits = Limits()) -> str:  # noqa: B008
    with pytest.raises(CnncalcError) as caught:
        load(text, folder, limits)
    return str(caught.value).replace(f"{folder}/", "")


def test_the_limits_there_are() -> None:
    """Those of the table in architectures/limits.md."""
    page = reference.PATH.with_name("limits.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| `(\w+)` \| ([\d,]+) \|", page, re.MULTILINE)
    assert {name: int(most.replace(",", "")) for name, most in table} == Limits()._asdict()
    assert Limits()._asdict() == {
        "file": 16 * 1024**2, "values": 1_500_000, "nesting": 950, "layers": 110_000, "extends": 100,
        "blocks": 1_000, "repeat": 100_000, "items": 10_000, "number": 10**15, "expression": 2_000, "brackets": 40,
        "work": 3_000_000,
    }  # fmt: skip


MET = {
    "file": (27, RELU, "net.yaml: is larger than 27 bytes"),
    "values": (5, RELU, "net.yaml:2:10: there are more than 5 values"),
    "nesting": (3, INPUT + "layers: [{conv: 1, kernel: [1]}]\n", "net.yaml:2:28: values are nested more than 3 deep"),
    "layers": (1, INPUT + "layers: [relu, relu]\n", "net.yaml:2:16: the network has more than 1 steps"),
    "extends": (2, "extends: lenet5\n", "more than 2 networks extend one another"),
    "blocks": (2, chain(3), "net.yaml:4:8: blocks are nested more than 2 deep"),
    "repeat": (2, INPUT + "layers: [{relu, repeat: 3}]\n",
               "net.yaml:2:25: repeat must be a whole number from 0 to 2, not 3"),
    "items": (3, INPUT + "layers: [{conv: '$len(range(4))', kernel: 1}]\n",
              "net.yaml:2:23: 'len(range(4))' cannot be worked out: a list may have at most 3 items"),
    "number": (99, INPUT + "layers: [{conv: $10 * 10, kernel: 1}]\n",
               "net.yaml:2:18: '10 * 10' cannot be worked out: the number grows too large"),
    "expression": (4, INPUT + "layers: [{conv: $1 + 1, kernel: 1}]\n",
                   "net.yaml:2:17: an expression may have at most 4 characters"),
    "brackets": (2, INPUT + "layers: [{conv: $((1)), kernel: 1}]\n",
                 "net.yaml:2:19: an expression may be nested at most 2 deep"),
    "work": (1, RELU, "net.yaml:2:9: the network makes too much work to build"),
}  # fmt: skip


def test_what_is_nested_deep_counts_more(tmp_path: Path) -> None:
    """libyaml goes through all lists around a value: 1.4 million of them in 940 lists took 9 s."""
    for lists, most in ((50, 1_200), (150, 2_300), (250, 3_500)):
        deep = f"notes: {'[' * lists}{'a, ' * 999}a{']' * lists}\n{RELU}"
        assert "a text is needed here" in message(deep, tmp_path, Limits(values=most))
        assert "there are more than" in message(deep, tmp_path, Limits(values=most - 200))


ENTRIES = {
    "parameters": "parameters: {a: 1, b: 2, c: 3, d: 4}\n" + RELU,
    "notes": RELU + "notes: [a, b, c, d]\n",
    "published": RELU + "published:\n" + "  - {figure: params, value: 0, source: me}\n" * 4,
    "blocks": RELU + "blocks: {a: [], b: [], c: [], d: []}\n",
    "variants": RELU + "variants: {a: {}, b: {}, c: {}, d: {}}\n",
    "set": RELU + "variants: {v: {set: {a: 1, b: 2, c: 3, d: 4}}}\n",
    "a block's parameters": RELU + "blocks: {b: {parameters: {p, q, r, s}, layers: []}}\n",
    "remove": "extends: lenet5\nremove: [a, b, c, d]\n",
}


@pytest.mark.parametrize("what", ENTRIES)
def test_all_but_layers_have_as_many_entries_as_a_list_may(what: str, tmp_path: Path) -> None:
    """Two specs of 740,000 parameters took 10 s to compare, 200,000 published figures 7 s to verify."""
    key = what.rpartition(" ")[2]
    said = message(ENTRIES[what], tmp_path, Limits(items=3))
    assert said.endswith(f"{key} may have at most 3 entries, not 4 (raise it with --limit items=N)")
    assert re.match(r"net\.yaml:\d+:\d+: ", said)


def test_the_layers_of_a_block_used_again_are_counted(tmp_path: Path) -> None:
    blocks = INPUT + "blocks: {b: [relu, relu]}\nlayers: [b, b]\n"
    assert len(load(blocks, tmp_path, Limits(layers=4)).graph.nodes) == 5
    assert "the network has more than 3 steps" in message(blocks, tmp_path, Limits(layers=3))


@pytest.mark.parametrize("name", MET)
def test_a_limit_is_told_and_can_be_raised(name: str, tmp_path: Path) -> None:
    most, text, told = MET[name]
    limits = Limits(**{name: most})
    said = message(text, tmp_path, limits)
    assert told in said
    assert f"(raise it with --limit {name}=N)" in said
    assert load(text, tmp_path, limits._replace(**{name: 10_000})).graph.nodes


def bracketed(brackets: int, blocks: int) -> str:
    """Brackets in one another, in blocks that are."""
    expression = "(" * brackets + "1" + ")" * brackets
    return chain(blocks).replace("[relu]", f"[{{conv: '${expression}', kernel: 1}}]")


GROUPS = "{layers: [" * 498, "]}" * 498
DEEPEST = {
    "nesting": (
        INPUT + "layers: [{}{{relu}}{}]\n".format(*GROUPS),
        INPUT + "layers: [{}{{relu: {{}}}}{}]\n".format(*GROUPS),
    ),
    "blocks": (bracketed(30, 1_200), chain(1_201)),
    "brackets": (bracketed(59, 9), bracketed(60, 1)),
    "extends": ("extends: n1.yaml\n", "extends: n0.yaml\n"),
}
"""As deep as every version of the YAML parsers and the stack of every Python go, and one deeper."""


@pytest.mark.parametrize("name", HIGHEST)
def test_what_cannot_be_raised_is_reached_and_told(name: str, tmp_path: Path) -> None:
    raised = Limits(**{name: 10**9}, work=10**9)
    for i in range(249):
        (tmp_path / f"n{i}.yaml").write_text(f"extends: n{i + 1}.yaml\n", encoding="utf-8")
    (tmp_path / "n249.yaml").write_text(RELU, encoding="utf-8")
    reached, beyond = DEEPEST[name]
    assert load(reached, tmp_path, raised).graph.nodes
    said = message(beyond, tmp_path, raised)
    assert f"{HIGHEST[name]:,}" in said
    assert "(it cannot be raised)" in said
    with pytest.raises(CnncalcError, match=f"the limit '{name}' can be at most {HIGHEST[name]:,}, not '1G'"):
        parse_limits([f"{name}=1G"])


def test_limits_as_they_are_written() -> None:
    assert parse_limits([]) == Limits()
    assert parse_limits(["layers=2M", "file=64MB", "work=1_000", "values = 3KiB"]) == Limits(
        layers=2_000_000, file=64_000_000, work=1_000, values=3_072
    )
    assert parse_limits(["layers=2e6", "file=1.5MiB"]) == Limits(layers=2_000_000, file=3 * 2**19)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("layer=3", "there is no limit 'layer' (did you mean 'layers'?)"),
        ("", "there is no limit '' (there are file, values, nesting, layers, extends, blocks, repeat, items, number, "
             "expression, brackets, work)"),
        ("layers", "the limit 'layers' must be a number such as 500000 or 64MB, not ''"),
        ("layers=0", "the limit 'layers' must be at least 1, not '0'"),
        ("file=0KB", "the limit 'file' must be at least 1, not '0KB'"),
        ("layers=many", "the limit 'layers' must be a number such as 500000 or 64MB, not 'many'"),
        ("layers=-1", "the limit 'layers' must be a number such as 500000 or 64MB, not '-1'"),
        ("layers=1.5", "the limit 'layers' must be a number such as 500000 or 64MB, not '1.5'"),
        ("layers=\u0663", "the limit 'layers' must be a number such as 500000 or 64MB, not '\u0663'"),
    ],
)  # fmt: skip
def test_limits_that_are_none(written: str, told: str) -> None:
    with pytest.raises(CnncalcError) as caught:
        parse_limits([written])
    assert str(caught.value) == told


LEGITIMATE = {
    "500 nested blocks": (chain(500), 1),
    "500 nested blocks with shortcuts": (chain(500, "{{residual: [{}]}}"), 500),
    "440 nested groups": (nested("{layers: [", "]}", 440), 1),
    "440 nested shortcuts": (nested("{residual: [", "]}", 440), 441),
    "30 nested joins": (nested("{concat: [[", "], []]}", 30), 31),
    "440 nested conditions": (nested("{if: true, then: [", "]}", 440), 1),
    "1,000 branches": (INPUT + "layers:\n  - concat:\n" + "      - [relu]\n" * 1_000, 1_001),
    "10,000 skips": (INPUT + "layers: [{residual: [relu], repeat: 10000}]\n", 20_000),
}


@pytest.mark.parametrize("name", LEGITIMATE)
def test_what_is_legitimate_works_by_default(name: str, tmp_path: Path) -> None:
    text, layers = LEGITIMATE[name]
    before = sys.getrecursionlimit()
    network = load(text, tmp_path)
    assert len(network.graph.layers()) == layers
    assert sys.getrecursionlimit() == before


def test_a_deep_network_is_reported_and_written_out(tmp_path: Path) -> None:
    network = load(chain(440, "{{residual: [{}]}}"), tmp_path)
    assert load(write_spec(network), tmp_path).summary().totals == network.summary().totals
    assert not cnncalc.diff(network, network).differs
    deeper = load(chain(990), tmp_path)
    assert not cnncalc.diff(deeper, deeper).differs


def test_as_deep_as_a_spec_is_written(tmp_path: Path) -> None:
    """Blocks may be used deeper than a file may be nested."""
    deepest = load(chain(472), tmp_path)
    assert load(write_spec(deepest), tmp_path).totals() == deepest.totals()
    with pytest.raises(CnncalcError, match=r"its groups are nested 473 deep, and a file's at most 472"):
        write_spec(load(chain(473), tmp_path))


LISTS = "parameters: {a: '$[0] * 10000', b: '$[a] * 10000', c: '$[b] * 10000'}\n"
"""10¹² items, were they all written out."""
DOUBLED = "".join(f"  m{i + 1}: {{x: $m{i}, y: $m{i}}}\n" for i in range(60))

ENDLESS = {
    "repetitions in repetitions": "layers: [{layers: [{layers: [relu], repeat: 1000}], repeat: 1000}]",
    "repetitions of nothing": "layers: [{layers: [{layers: [], repeat: 100000}], repeat: 100000}, relu]",
    "conditions that never hold": "layers: [{layers: [{relu, if: false}], repeat: 100000}, relu]",
    "loops in loops": "layers: [{for: a, in: $range(9999), layers: [{for: b, in: $range(9999), layers: []}]}]",
    "blocks twice in blocks": "blocks: {" + ", ".join(f"b{i}: [b{i + 1}, b{i + 1}]" for i in range(60))
                              + ", b60: []}\nlayers: [b0, relu]",
    "a block that uses itself if": "blocks: {b: {parameters: {n: 0}, layers: [{if: $n >= 0, then: [{b: $n + 1}]}]}}\n"
                                   "layers: [b, relu]",
    "a condition that takes long": "layers: [{relu, repeat: 9999, if: '1'}, "
                                   "{layers: [{relu, if: 'len([x for x in range(9999)]) < 0'}], repeat: 9999}]",
    "a search that takes long": "parameters: {a: $range(9999)}\n"
                                "layers: [{layers: [{relu, if: -1 in a}], repeat: 99999}, relu]",
    "lists of lists": LISTS + "layers: [{conv: $c, kernel: 1}]",
    "mappings of mappings": "parameters:\n  m0: {x: 1}\n" + DOUBLED + "layers: [relu]",
    "much in groups in groups": "layers: [" + "{layers: [" * 400 + "relu, " * 400 + "relu" + "]}" * 400 + "]",
    "many joins of many": "layers: [{add, from: [" + "input, " * 2_000 + "input], repeat: 10000}]",
    "long paths": "blocks: {b: [{relu, repeat: 9999}]}\nlayers: [{b, repeat: 9999, name: " + "n" * 50_000 + "}]",
    "many parameters": "parameters: {" + ", ".join(f"p{i}: 1" for i in range(2_000)) + "}\n"
                       "layers: [{layers: [relu], repeat: 99999}]",
    "many arguments": "blocks: {b: {parameters: {" + ", ".join(f"p{i}: 1" for i in range(2_000)) + "}, layers: []}}\n"
                      "layers: [{b, repeat: 99999}, relu]",
    "lists that are much the same": "parameters: {a: $range(300), b: '$[a for x in a]', c: '$[a for x in a]'}\n"
                                    "layers: [{relu, if: b == c, repeat: 9999}]",
    "a list that is given again and again": "parameters: {a: '$[range(300) for x in range(300)]'}\n"
                                            "blocks: {b: {parameters: {q}, layers: [relu]}}\n"
                                            "layers: [{b: '$a + [[index]]', repeat: 99}]",
    "texts in a list": "parameters: {t: " + "t" * 5_000 + ", u: '$[t + t for x in range(9999)]'}\nlayers: [relu]",
    "inputs with long paths": "layers: [{name: " + "n" * 5_000 + ", layers: [{relu, name: r}, "
                              "{add, from: [" + "r, " * 999 + "r], repeat: 200}]}]",
    "blocks of inputs with long paths": "blocks: {b: [{relu, name: r}, {add, from: [" + "r, " * 99 + "r]}]}\n"
                                        "layers: [{b, repeat: 200, name: " + "n" * 5_000 + "}]",
    "a text that grows": "parameters:\n  t0: aaaaaaaaaa\n"
                         + "".join(f"  t{i + 1}: '{f'${{t{i}}}' * 10}'\n" for i in range(9)) + "layers: [relu]",
}  # fmt: skip


@pytest.mark.parametrize("name", ENDLESS)
def test_nothing_goes_on_and_on(name: str, tmp_path: Path) -> None:
    """The budget is a hundredth of the usual one: none of these is near its end when that is spent."""
    said = message(INPUT + ENDLESS[name] + "\n", tmp_path, Limits(work=30_000, layers=2_000))
    assert said.startswith("net.yaml:")
    assert said.count("raise it with") == 1


LISTS_IN_LISTS = "[" * 900 + "]" * 900
SHAPES = {
    "no numbers, but long": ("input: " + "9" * 100_000 + "x3x3\nlayers: [relu]\n", "is not a shape such as 227x227x3"),
    "spaces in a shape": (f"input: '1{' ' * 50_000}1'\nlayers: [relu]\n", "is not a shape such as 227x227x3"),
    "many inputs": ("input: {" + ", ".join(f"i{i}: 1" for i in range(10_001)) + "}\nlayers: [relu]\n",
                    "a network has at most 10,000 inputs"),
    "many inputs of a layer": (INPUT + "layers: [{add, from: [" + "input, " * 10_001 + "]}]\n",
                               "a layer takes at most 10,000 inputs"),
    "many branches": (INPUT + "layers: [{concat: [" + "[], " * 10_001 + "]}]\n", "a layer takes at most 10,000 inputs"),
    "a path of many parts": (RELU + f"remove: ['{'.'.join('a' * 400_000)}']\n", "has no layer 'a.a.a"),
    "many insertions": (INPUT + "layers: [{relu, name: '" + "${a}" * 3_000 + "'}]\n",
                        "a text with expressions may have at most 10,000 characters"),
    "many axes": ("input: " + "2x" * 2_000 + "2\nlayers: [relu]\n", "a shape has at most 8 spatial axes"),
    "channels that double": (INPUT + "layers: [{concat, from: [previous, previous], repeat: 99}]\n", "is too large"),
    "a list in a list": (INPUT + f"layers: [{{conv: {LISTS_IN_LISTS}}}]\n", "lists are nested more than 50 deep"),
    "notes in notes": (RELU + f"notes: {LISTS_IN_LISTS}\n", "a text is needed here, not a list"),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_values_that_are_too_much(name: str, tmp_path: Path) -> None:
    text, told = SHAPES[name]
    said = message(text, tmp_path)
    assert told in said
    assert said.startswith("net.yaml:")
    assert len(said) < 2_000


def test_steps_are_paid_for_before_they_are_taken_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []
    monkeypatch.setattr("cnncalc.language.step.Vocabulary.take_apart", lambda *given: taken.append(given))
    for steps in ("relu, " * 100, "{layers: []}, " * 100):
        assert "too much work" in message(f"{INPUT}layers: [{steps}]\n", tmp_path, Limits(work=99))
    assert taken == []


def test_places_in_a_long_line_keep_what_is_around_them(tmp_path: Path) -> None:
    """JSON is one line: were all of it kept with every place, memory would grow with its square."""
    figures = [{"figure": "params", "value": "0", "source": "me"}] * 500
    network = load(json.dumps({"input": "8x8x4", "layers": ["relu"], "published": figures}), tmp_path)
    assert len(network.published) == 500
    for published in network.published:
        origin = published.origin
        assert origin is not None
        assert len(origin.text) <= 2 * LONGEST_TEXT
        assert origin.text[origin.column - 1 - origin.cut :].startswith('{"figure"')


def test_files_that_extend_one_another_share_a_limit(tmp_path: Path) -> None:
    middle = "extends: base.yaml\nname: in between\n"
    (tmp_path / "base.yaml").write_text(RELU, encoding="utf-8")
    (tmp_path / "middle.yaml").write_text(middle, encoding="utf-8")
    together = len(middle) + len(RELU)
    assert load("extends: middle.yaml\n", tmp_path, Limits(file=together)).totals().steps == 1
    said = message("extends: middle.yaml\n", tmp_path, Limits(file=together - 1))
    assert said.startswith("middle.yaml:1:10: base.yaml: with the files that extend it, these are more than")
