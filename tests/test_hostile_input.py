"""Whatever is given: it works, or one line says what is wrong, and where. `tests/fuzz/` looks further."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import cnncalc
from cnncalc.errors import CnncalcError
from cnncalc.language.statements import all_constructs
from cnncalc.ops import OPS
from tests import hostile
from tests.fuzz.coverage_guided import ROOT, WORDS, examples

SPECS = [
    *examples(),
    *(path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("architectures/*.yaml"))),
]  # fmt: skip
ODD = (
    "0", "-1", "0.5", "1e400", ".nan", ".inf", "null", "true", "''", "[]", "{}", "[1, [2]]", "{a: 1}", "999999999999",
    "9" * 40, "$", "$$", "${", "$x", "$1/0", "$9**9**9", "$[channels] * 10000", "input", "previous", "relu", "conv",
    "../x.yaml", "'\\e[2J'", '"\\e[2J\\u202e"', "&a 1", "*a", "!!python/object:os.system x", "é", "×", "1x1x1x1", "1x0",
)  # fmt: skip


KEYS = sorted(
    {*(key for construct in all_constructs() for key in construct.schema()), *OPS, "$n", ""}
    | {field for op in OPS.values() for field in op.fields}
)
"""What can stand beside a step, and more."""
STEPS = ("[relu]", "[[], []]", "[[relu], [{conv: 4, kernel: 1}]]", "[{relu, from: input}]", "{a: [relu], b: []}")
LINEAGES = ("resnet18", "googlenet", "unet", "siamese", "squeezenet1_1", "zfnet", "lenet5", "inception-module-naive")


def lines_of(text: str, chance: random.Random) -> str:
    """The text with some of its lines left out, doubled, exchanged or moved in and out."""
    lines = text.splitlines()
    for _ in range(chance.randint(1, 3)):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        kind = chance.randrange(5)
        if kind == 0 and len(lines) > 1:
            del lines[at]
        elif kind == 1:
            lines.insert(at, lines[other])
        elif kind == 2:
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == 3:
            lines[at] = " " * chance.randint(1, 3) + lines[at]
        else:
            lines[at] = lines[at][chance.randint(1, 3) :]
    return "\n".join(lines) + "\n"


def words_of(text: str, chance: random.Random) -> str:
    """The text with some of its words replaced by odd values, or exchanged."""

    words = re.split(r"([\s,:\[\]{}]+)", text)
    for _ in range(chance.randint(1, 3)):
        at, other = chance.randrange(0, len(words), 2), chance.randrange(0, len(words), 2)
        words[at] = chance.choice((*ODD, words[other], *WORDS))
    return "".join(words)


def places_in(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every list and mapping in a value, with each of its indices and keys."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from places_in(value[key])


def parts_of(text: str, chance: random.Random) -> str:
    """The text with some of its values left out, wrapped, renamed, or others in their place, of it or another spec."""
    spec, other = yaml.safe_load(text), yaml.safe_load(chance.choice(SPECS))
    for _ in range(chance.randint(1, 4)):
        (owner, key), (others, another) = chance.choice([*places_in(spec)]), chance.choice([*places_in(other)])
        kind = chance.randrange(5)
        if kind == 0 and len(owner) > 1:
            del owner[key]
        elif kind == 1:
            owner[key] = chance.choice(([owner[key]], {chance.choice(KEYS): owner[key]}))
        elif kind == 2 and isinstance(owner, dict):
            owner[chance.choice(KEYS)] = owner.pop(key)
        elif kind == 3 and isinstance(owner, list):
            owner.insert(key, copy.deepcopy(chance.choice(owner)))
        else:
            owner[key] = copy.deepcopy(others[another])
    return yaml.safe_dump(spec, sort_keys=False)


def bytes_of(text: str, chance: random.Random) -> bytes:
    """The text with bytes put in, or cut off."""
    data = bytearray(text.encode())
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(data) + 1)
        if chance.random() < 0.3:
            del data[at:]
        else:
            data[at:at] = bytes(chance.choice(b"\0\x07\x1b\t\r\n\x80\xff[]{}:,'\"#&*!|>%@`$-? ") for _ in range(3))
    return bytes(data)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A spec of the catalogue, or an example of the language, with a few mistakes."""
    text, chance = draw(st.sampled_from(SPECS)), draw(st.randoms(use_true_random=False))
    how = draw(st.sampled_from([lines_of, words_of, parts_of, bytes_of]))
    made = how(text, chance)
    return made if isinstance(made, bytes) else made.encode()


words = st.lists(st.sampled_from([*WORDS, *ODD, "\n", "\n  ", "\n    - ", ", "]), max_size=40).map("".join)
begun = words.map("input: 8x8x4\nlayers:\n  - relu\n  - {}".format)
anything = mutated() | (words | begun | st.text()).map(str.encode) | st.binary()


@settings(max_examples=200)
@given(mutated(), st.integers(0, 55))
def test_a_spec_with_mistakes(data: bytes, report: int) -> None:
    hostile.try_spec(data, report)


@settings(max_examples=150)
@given(anything, st.integers(0, 55))
def test_anything_as_a_spec(data: bytes, report: int) -> None:
    hostile.try_spec(data, report)


@cache
def lineage(name: str) -> tuple[cnncalc.Spec, list[str]]:
    """A network's spec, and what has a name in it."""
    spec = cnncalc.read(name, limits=hostile.LIMITS)
    graph = spec.network().graph
    return spec, [*graph.scopes, *(node.path for node in graph.nodes), "nobody", ""]


@settings(max_examples=300)
@given(st.sampled_from(LINEAGES), st.randoms(use_true_random=False), st.integers(0, 55))
def test_anything_as_a_change(name: str, chance: random.Random, report: int) -> None:
    spec, paths = lineage(name)
    changes = {
        f"{chance.choice(paths)}.{chance.choice(KEYS)}": chance.choice((*ODD, *WORDS, *STEPS, *paths, "3", "1x2"))
        for _ in range(chance.randint(1, 2))
    }
    try:
        hostile.try_report(spec.network(set=changes), report)
    except CnncalcError as error:
        hostile.check(error)


@given(anything)
def test_anything_as_a_document_and_a_device(data: bytes) -> None:
    hostile.try_document(data)
    hostile.try_device(data)


DEVICES = [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("cnncalc/devices/*.yaml"))]


@given(st.sampled_from(DEVICES), st.randoms(use_true_random=False), st.sampled_from([lines_of, words_of]))
def test_a_device_with_mistakes(text: str, chance: random.Random, how: object) -> None:
    hostile.try_device(how(text, chance).encode())  # type: ignore[operator]
