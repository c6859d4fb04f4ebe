"""The language as a JSON Schema, made from the ops' own fields."""

from __future__ import annotations

from typing import Any

from cnncalc.language.definition import BLOCK_KEYS
from cnncalc.language.order import WORDS
from cnncalc.language.published_figures import PUBLISHED_KEYS, SOURCE_KEYS
from cnncalc.language.statements import all_constructs
from cnncalc.ops import OPS
from cnncalc.ops.base import Op
from cnncalc.ops.fields import Field
from cnncalc.ops.sizes import Padding
from cnncalc.source.values import READ

DIALECT = "https://json-schema.org/draft/2020-12/schema"
EXPRESSION = {"$ref": "#/$defs/expression"}
STEPS = {"$ref": "#/$defs/steps"}
ANYTHING: dict[str, Any] = {}


def schema() -> dict[str, Any]:
    """The JSON Schema of a spec."""
    return {
        "$schema": DIALECT,
        "title": "cnncalc network",
        "type": "object",
        "properties": {**_described(), **_changes(), **_structure()},
        "additionalProperties": False,
        "$defs": _definitions(),
    }


def _described() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "name": {**text, "description": "how people write the network's name"},
        "description": text,
        "paper": {**text, "description": "authors, title, venue and year"},
        "year": {"type": "integer"},
        "family": text,
        "form": {**text, "description": "whose form of the network it is: paper, torchvision, lecture…"},
        "notes": {"anyOf": [text, {"type": "array", "items": text}]},
        "published": {"type": "array", "items": {"$ref": "#/$defs/published"}},
    }


def _changes() -> dict[str, Any]:
    return {
        "input": {"$ref": "#/$defs/input"},
        "outputs": {"type": ["array", "string"], "description": "the names of what comes out"},
        "extends": {
            "type": "string",
            "description": "a network of the catalogue, a variant beside it or a file in its folder",
        },
        "set": {"type": "object"},
        "override": {"type": "object", "additionalProperties": {"type": "object"}},
        "remove": {"type": "array", "items": {"type": "string"}},
        "insert": {"type": "array", "items": {"$ref": "#/$defs/insertion"}},
    }


def _structure() -> dict[str, Any]:
    source = {
        "type": "object",
        "properties": {key: {"type": ["string", "number"]} for key in SOURCE_KEYS},
        "required": ["cite"],
        "additionalProperties": False,
    }
    variant = {
        "type": ["object", "null"],
        "properties": {**_described(), **_changes()},
        "additionalProperties": False,
    }
    return {
        "sources": {"type": "object", "description": "by short keys", "additionalProperties": source},
        "parameters": {"type": "object", "description": "names and defaults"},
        "blocks": {"type": "object", "additionalProperties": {"$ref": "#/$defs/block"}},
        "layers": STEPS,
        "variants": {"type": "object", "additionalProperties": variant},
    }


def _definitions() -> dict[str, Any]:
    shape = {"anyOf": [_shape(), _shape_by_name()]}
    return {
        "expression": {"type": "string", "pattern": r"\$"},
        "name": {
            "anyOf": [{"type": "string", "pattern": r"^[A-Za-z0-9_][A-Za-z0-9_+-]*$"}, {"type": "integer"}, EXPRESSION]
        },
        "names": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        "input": {"anyOf": [*shape["anyOf"], {"type": "object", "additionalProperties": shape}]},
        "steps": {"type": "array", "items": {"$ref": "#/$defs/step"}},
        "block": {"anyOf": [STEPS, _block()]},
        "insertion": _insertion(),
        "published": _published(),
        "step": {"anyOf": [{"type": "string"}, _step()]},
    }


def _shape() -> dict[str, Any]:
    return {"type": ["string", "integer", "array"], "description": "height x width x channels: 227x227x3"}


def _shape_by_name() -> dict[str, Any]:
    size = {"anyOf": [{"type": "integer", "minimum": 1}, EXPRESSION]}
    return {
        "type": "object",
        "description": "a shape whose sizes have names: {channels: 3, height: 227, width: 227}",
        "properties": dict.fromkeys(WORDS, size),
        "required": ["channels"],
        "additionalProperties": False,
    }


def _block() -> dict[str, Any]:
    properties = {"parameters": {"type": ["object", "null"]}, "layers": STEPS, "description": {"type": "string"}}
    assert tuple(properties) == BLOCK_KEYS
    return {"type": "object", "properties": properties, "required": ["layers"], "additionalProperties": False}


def _insertion() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"after": {"type": "string"}, "before": {"type": "string"}, "layers": STEPS},
        "required": ["layers"],
        "additionalProperties": False,
    }


def _published() -> dict[str, Any]:
    properties: dict[str, Any] = {key: {"type": ["string", "number"]} for key in PUBLISHED_KEYS}
    properties["of"] = {"$ref": "#/$defs/names"}
    properties["figures"] = {"type": "object", "minProperties": 1}
    properties["read"] = {"enum": list(READ)}
    return {
        "type": "object",
        "properties": properties,
        "allOf": [
            {"oneOf": [{"required": ["figure", "value"]}, {"required": ["figures"]}]},
            {"oneOf": [{"required": ["from"]}, {"required": ["source"]}]},
        ],
        "additionalProperties": False,
    }


def _step() -> dict[str, Any]:
    """A step: any op, block or structure, with the fields of all of them; a step of two ops is told when it is read."""
    properties: dict[str, Any] = {}
    for op in OPS.values():
        for name, told in _told(op).items():
            properties.setdefault(name, {"anyOf": [EXPRESSION]})["anyOf"].append(told)
    for op in OPS.values():
        for name in op.names():
            fields = properties.get(name)  # of other ops, by the same name: `scale`, `pad`
            properties[name] = _op(op) if fields is None else {"anyOf": [_op(op), fields]}
    for construct in all_constructs():
        properties |= construct.schema()
    return {"type": "object", "properties": properties, "minProperties": 1}


def _op(op: type[Op]) -> dict[str, Any]:
    description = " ".join((op.__doc__ or "").split())
    if not op.main:
        told = any("" in usage.words for usage in op.usages.values())  # what PyTorch says there: the channels
        return {"type": ["null", "integer", "array"] if told else "null", "description": description}
    main = op.fields[op.main]
    return {"anyOf": [main.schema or ANYTHING, EXPRESSION, {"type": "null"}], "description": description}


def _told(op: type[Op]) -> dict[str, dict[str, Any]]:
    """The words beside an op's main value, those of other frameworks too, each with its JSON Schema."""
    fields = {name: _field(op, name, field) for name, field in op.spellings.items() if name != op.main}
    words = {
        word: {**told.schema, "description": f"{op.name}: {told.doc}"}
        for word, told in op.words.items()
        if told.schema is not None
    }
    return {**words, **fields}


def _field(op: type[Op], name: str, field: Field[Any]) -> dict[str, Any]:
    sides = isinstance(field, Padding) and name != field.key  # which others write in forms of their own
    schema = {"type": ["integer", "string", "array"]} if sides else field.schema
    also = "" if name == field.key else f", here {field.key}"
    return {**schema, "description": f"{op.name}: {field.doc}{also}"}
