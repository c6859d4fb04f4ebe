"""All independent mistakes of a file are told at once, and nothing that follows from another."""

from __future__ import annotations

import pickle
import random
from pathlib import Path

import pytest

import cnncalc
from cnncalc.errors import CnncalcError
from cnncalc.language.definition import variant_names
from cnncalc.ops import WAYS_OUT
from cnncalc.source.document import read_document
from cnncalc.source.values import Source

HEAD = "input: 32x32x3\n"

MISTAKES: dict[str, tuple[str, list[str]]] = {
    "of each kind, in order of line": (
        HEAD + "layers:\n- {conv: 8, kernl: 3, name: a}\n- reluu\n- {maxpool: 0}\n- {bn, eps: -1}\n"
        "- {conv: $widht, kernel: 3}\n- {add, from: [a, nobody]}\n- {conv: 8, kernel: $max(1}\n",
        [
            "3:13: conv has no field 'kernl' (did you mean 'kernel'?)",
            "4:3: unknown op 'reluu' (did you mean 'relu'?)",
            "5:13: maxpool1: kernel must be a whole number of at least 1, or 2 of them, not 0",
            "6:13: batchnorm1: eps must be between 0 and 1e+09, not -1",
            "7:11: unknown name 'widht' (did you mean 'width'?)",
            "8:19: there is no earlier layer 'nobody'",
            "9:27: 'max(1' needs ')' before its end",
        ],
    ),
    "a change of one layer that is wrong, and changes of layers that are not there": (
        "extends: alexnet\noverride: {conv1: {kernal: 3}, conv9: {kernel: 1}}\nremove: [nix, nux]\n",
        ["2:20: conv has no field 'kernal' (did you mean 'kernel'?)",
         "2:32: it has no layer 'conv9' (did you mean 'conv5'?)",
         "3:10: it has no layer 'nix'",
         "3:15: it has no layer 'nux'"],
    ),
    "a step that is wrong itself, and a change of it that is not": (
        HEAD + "layers: [{conv: 4, kernel: 1, padd: 1}]\noverride: {conv1: {kernel: 3}}\n",
        ["2:31: conv has no field 'padd' (did you mean 'pad'?)"],
    ),
    "in branches, and beside them": (
        HEAD + "layers:\n- {concat: [[{conv: 4, kernel: 99}], []], foo: 1}\n"
        "- {residual: [relu], share: c, shrtcut: false}\n- {from: [nope, nix]}\n",
        ["3:32: conv1: kernel 99 is larger than its padded input, 32×32 "
         "(the input is 32×32: use a smaller kernel, more padding or a smaller stride before)",
         "3:43: concat has no field 'foo' (it has over)",
         "4:29: residual cannot share parameters (a layer, a block or a group can)",
         "4:32: residual has no 'shrtcut' (did you mean 'shortcut'?)",
         "5:11: there is no earlier layer 'nope'",
         "5:17: there is no earlier layer 'nix'"],
    ),
    "an input that is none, by its name": (
        "input: 0x32x3\nlayers: [relu, {upsample, like: .input}, reluu]\n",
        ["1:8: every size in '0x32x3' must be at least 1", "2:42: unknown op 'reluu' (did you mean 'relu'?)"],
    ),
    "two in one step": (
        HEAD + "layers: [{conv: 8, kernl: 3, stride: 0}]\n",
        ["2:20: conv has no field 'kernl' (did you mean 'kernel'?)",
         "2:38: conv1: stride must be a whole number of at least 1, or 2 of them, not 0"],
    ),
    "what is missing as well as a misspelt field is one": (
        HEAD + "layers: [{conv: 8, kernl: 3}, {conv: 8}]\n",
        ["2:20: conv has no field 'kernl' (did you mean 'kernel'?)",
         "2:31: conv2: conv needs 'kernel': the kernel's size"],
    ),
    "an unknown shape is passed over, a known one is not": (
        HEAD + "layers:\n- {conv: 8, kernel: 99}\n- {conv: 8, kernel: 98}\n- {from: input}\n- {conv: 8, kernel: 97}\n",
        ["3:21: conv1: kernel 99 is larger than its padded input, 32×32 "
         "(the input is 32×32: use a smaller kernel, more padding or a smaller stride before)",
         "6:21: conv3: kernel 97 is larger than its padded input, 32×32 "
         "(the input is 32×32: use a smaller kernel, more padding or a smaller stride before)"],
    ),
    "branches are independent, and their join is passed over": (
        HEAD + "layers:\n- concat:\n  - [{conv: 8, kernel: 3, pad: 1}, {conv: 8, kernel: 0}]\n  - [tanhh]\n"
        "- {conv: 3, kernel: 99}\n",
        ["4:54: conv2: kernel must be a whole number of at least 1, or 2 of them, not 0",
         "5:6: unknown op 'tanhh' (did you mean 'tanh'?)"],
    ),
    "names of steps that failed are no mistakes": (
        HEAD + "layers:\n- {convv: 8, name: a}\n- {convv: 8}\n- {for: i, in: $nothing, layers: [{relu, name: 'b${i}'}]}"
        "\n- {add, from: [a, conv1, b1]}\n- {upsample, like: a}\n- {relu, if: shape('a').height > 3}\n",
        ["3:4: unknown op 'convv' (did you mean 'conv'?)", "4:4: unknown op 'convv' (did you mean 'conv'?)",
         "5:17: unknown name 'nothing'"],
    ),
    "a block used often is told of once, with where it was used first": (
        HEAD + "blocks:\n  b: {parameters: {w}, layers: [{conv: $w, kernel: 3, pad: 1, biass: false}, sigmoidd]}\n"
        "layers: [{b: 8, repeat: 16}, {b: 16}]\n",
        ["3:63: conv has no field 'biass' (did you mean 'bias'?) [used at it.yaml:4:10]",
         "3:78: unknown op 'sigmoidd' (did you mean 'sigmoid'?) [used at it.yaml:4:10]"],
    ),
    "a block is looked into where its use is wrong": (
        HEAD + "blocks:\n  b: {parameters: {w, k: 3}, layers: [{conv: $w, kernel: $k, biass: false}]}\n"
        "layers: [{b: 8, kk: 3}]\n",
        ["3:62: conv has no field 'biass' (did you mean 'bias'?) [used at it.yaml:4:10]",
         "4:17: block 'b' has no parameter 'kk' (did you mean 'k'?)"],
    ),
    "a step that may not run is not told of": (
        HEAD + "layers: [{conv: 8, kernl: 3}, {reluu, if: $channels > 100}, {relu, from: x, if: $channels > 100}]\n",
        ["2:20: conv has no field 'kernl' (did you mean 'kernel'?)",
         "2:32: unknown op 'reluu' (did you mean 'relu'?)"],
    ),
    "a parameter with a mistake is not known": (
        HEAD + "parameters: {w: $1/0, d: $w * 2}\nlayers: [{conv: $w, kernel: 3}, {conv: $d, kernel: 3, padd: 1}]\n",
        ["2:18: '1/0' divides by zero", "3:55: conv has no field 'padd' (did you mean 'pad'?)"],
    ),
    "sections, and the steps in them as they were meant": (
        "nam: x\ninptu: 8x8x3\nblcks:\n  b: {layer: [relu]}\n  c: 3\nfoo: 1\nlayrs: [b, c, reluu]\n",
        ["1:1: a spec has no 'nam' (did you mean 'name'?)", "2:1: a spec has no 'inptu' (did you mean 'input'?)",
         "3:1: a spec has no 'blcks' (did you mean 'blocks'?)", "4:7: a block has no 'layer' (did you mean 'layers'?)",
         "5:6: block 'c' needs layers: with a list of steps",
         "6:1: a spec has no 'foo' (a spec has name, description, paper, year, family, form, notes, published, "
         "sources, extends, set, override, remove, insert, input, outputs, parameters, blocks, layers, variants)",
         "7:1: a spec has no 'layrs' (did you mean 'layers'?)", "7:15: unknown op 'reluu' (did you mean 'relu'?)"],
    ),
    "changes": (
        "extends: alexnet\noverride:\n  conv1: {kernl: 3}\n  conv9: {kernel: 3}\n  conv2: {stride: 0}\n",
        ["3:11: conv has no field 'kernl' (did you mean 'kernel'?)",
         "4:3: it has no layer 'conv9' (did you mean 'conv5'?)",
         "5:19: conv2: stride must be a whole number of at least 1, or 2 of them, not 0"],
    ),
    "what is said of the network": (
        HEAD + "year: then\npublished: [{figure: params}, 3, {figure: x, value: 1, source: y}]\nlayers: [reluu]\n",
        ["2:7: year must be a whole number, not 'then'", "3:13: a published figure needs value:",
         "3:31: a published figure is a mapping: {figure: params, value: 60M, from: …}",
         "4:10: unknown op 'reluu' (did you mean 'relu'?)"],
    ),
    "YAML that cannot be read ends it": (
        HEAD + "layers: [reluu, {conv: 3\n", ["2:17: this is not YAML: what begins here is never closed"],
    ),
}  # fmt: skip


def errors(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch, reference: str = "it.yaml") -> CnncalcError:
    monkeypatch.chdir(folder)
    Path("it.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CnncalcError) as caught:
        cnncalc.load(reference)
    return caught.value


@pytest.mark.parametrize("what", MISTAKES)
def test_all_mistakes(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, expected = MISTAKES[what]
    error = errors(text, tmp_path, monkeypatch)
    assert [each.line().replace(f" {WAYS_OUT}", "") for each in error.errors] == [
        f"it.yaml:{line}" for line in expected
    ]
    assert str(error).splitlines() == [each.line() for each in error.errors]
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_what_a_variant_has_not_is_read_as_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "input: 3\nlayers: [relu]\nvariants: {a: {layers: [tanh]}}\n"
    error = errors(text, tmp_path, monkeypatch, "it.yaml:a")
    assert [each.line().partition(" (")[0] for each in error.errors] == ["it.yaml:3:16: a variant has no 'layers'"]
    assert "year'?" not in str(error)


@pytest.mark.parametrize(("count", "end"), [(20, []), (23, ["… and 3 more"]), (150, ["… and at least 80 more"])])
def test_twenty_are_told(count: int, end: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    error = errors(HEAD + "layers:\n" + "- reluu\n" * count, tmp_path, monkeypatch)
    lines = [f"it.yaml:{line}:3: unknown op 'reluu' (did you mean 'relu'? {WAYS_OUT})" for line in range(3, 23)]
    assert str(error).splitlines() == [*lines, *end]


FIELDS = [("conv:", "convzz:"), ("kernel:", "kernelzz:"), ("stride: 2", "stride: 0"), ("relu\n", "reluzz\n"),
          ("maxpool:", "maxpoolzz:"), ("linear:", "linearzz:"), ("concat:", "concatzz:"), ("groups:", "groupszz:"),
          ("from:", "fromzz:"), ("repeat: ", "repeat: 1.5"), ("kernel: 1", "kernel: -1")]  # fmt: skip
CATALOGUE = sorted((Path(__file__).parents[2] / "architectures").glob("*.yaml"))


@pytest.mark.slow
@pytest.mark.parametrize("path", CATALOGUE, ids=lambda path: path.stem)
def test_two_mistakes_are_no_more_than_both_alone(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, chance = path.read_text(encoding="utf-8"), random.Random(path.stem)
    places = [(at, old, new) for old, new in FIELDS for at in range(len(text)) if text.startswith(old, at)]
    variants = variant_names(read_document(Source("it.yaml", text)))
    for _ in range(5 if len(places) > 1 else 0):
        reference = chance.choice([f"it.yaml:{name}" for name in variants] or ["it.yaml"])
        several = chance.sample(places, 2)
        alone = [places_of(changed(text, [each]), reference, tmp_path, monkeypatch) for each in several]
        both = places_of(changed(text, several), reference, tmp_path, monkeypatch)
        assert both <= alone[0] | alone[1]
        assert bool(both) == bool(alone[0] | alone[1])


def changed(text: str, changes: list[tuple[int, str, str]]) -> str:
    for at, old, new in sorted(changes, reverse=True):
        text = text[:at] + new + text[at + len(old) :]
    return text


def places_of(text: str, reference: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> set[int]:
    monkeypatch.chdir(folder)
    Path("it.yaml").write_text(text, encoding="utf-8")
    try:
        cnncalc.load(reference)
    except CnncalcError as error:
        return {each.origin.line for each in error.errors if each.origin}
    return set()
