"""The ops by families, and the other words of the language."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.report.ops import ConstructLike, FieldEntry, OpEntry, Ops


def data(ops: Ops, options: Options) -> dict[str, Any]:
    """Every op with its fields, and every construct."""
    families = [{"title": family.title, "ops": list(map(op_data, family.ops))} for family in ops.families]
    return {"families": families, "constructs": list(map(construct_data, ops.constructs))}


def op_data(op: OpEntry) -> dict[str, Any]:
    """An op with its fields and names."""
    return {
        "name": op.name,
        "kind": op.kind,
        "what": op.what,
        "description": op.description,
        "fields": list(map(field_data, op.fields)),
        "aliases": list(op.aliases),
        "pytorch": list(op.pytorch),
        "keras": list(op.keras),
        "words": dict(op.words),
        "example": {"input": op.input, "steps": f"- {op.example}"},
    }


def field_data(field: FieldEntry) -> dict[str, Any]:
    """A field with what it takes."""
    return {**field._asdict(), "default": field.default or None, "also": list(field.also)}


def construct_data(construct: ConstructLike) -> dict[str, Any]:
    """A construct with its example."""
    shape, steps = construct.example
    return {
        "name": construct.name,
        "what": construct.phrase,
        "beside": list(construct.beside),
        "example": {"input": shape, "steps": steps},
    }
