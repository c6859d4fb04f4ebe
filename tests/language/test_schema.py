"""The JSON Schema, as a validator reads it: it takes whatever the tool takes, and refuses what no spec can be."""

from __future__ import annotations

from typing import Any

import pytest

from cnncalc.language.schema import schema
from cnncalc.source.document import read_document
from cnncalc.source.values import Source, plain
from tests.fuzz.coverage_guided import ROOT, examples

jsonschema = pytest.importorskip("jsonschema")

SPECS = {
    **{path.name: path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("architectures/*.yaml"))},
    **{f"example {number}": text for number, text in enumerate(examples(), start=1)},
    # fields that are called as another op is, and words that YAML reads as true and false
    "words": "input: 8x8x4\nlayers: [{batchnorm, scale: false}, {maxpool: 3, ceil: true, pad: 1}]\n",
    "aliases of joins": "input: 8x8x4\nlayers: [{cat: [[relu], []]}, {sum: {a: [relu], b: []}}, {mul: [[], []]}]\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def validator() -> Any:
    jsonschema.Draft202012Validator.check_schema(schema())
    return jsonschema.Draft202012Validator(schema())


@pytest.mark.parametrize("name", SPECS)
def test_a_spec_is_valid(name: str, validator: Any) -> None:
    validator.validate(plain(read_document(Source(name, SPECS[name]))))


WRONG = [
    "inputs: 8x8x4\nlayers: [relu]\n",
    "input: 8x8x4\nlayers: {relu: }\n",
    "input: 8x8x4\nlayers: [3]\n",
    "input: 8x8x4\nlayers: [{conv: 3, kernel: true}]\n",
    "input: 8x8x4\nlayers: [{maxpool: 3, ceil: maybe}]\n",
    "input: 8x8x4\nlayers: [{conv: 3, kernel: 1, name: a.b}]\n",
    "input: 8x8x4\nlayers: [relu]\npublished: [{figure: params, value: 3}]\n",
]


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_spec_is_not(text: str, validator: Any) -> None:
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(plain(read_document(Source("net.yaml", text))))
