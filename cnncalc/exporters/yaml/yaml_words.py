"""Values and names as YAML has them."""

from __future__ import annotations

import json
import re
from typing import Any

from cnncalc.ops.base import Op
from cnncalc.ops.fields import Field
from cnncalc.ops.sizes import Padding, PerAxis, Size

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_+.-]*\Z")
_RESERVED = {"true", "false", "null"}


def written(field: Field[Any], value: Any) -> Any:
    """A field's value as a spec has it; equal sizes along all axes are one."""
    plain = field.plain(value)
    sizes = isinstance(field, (PerAxis, Padding, Size)) and isinstance(plain, list)
    return plain[0] if sizes and len(set(plain)) == 1 else plain


def defaults(op: type[Op], axes: int) -> dict[str, Any]:
    """What the fields of an op are where a step does not say them; fields that it must say are left out."""
    said = {name: field for name, field in op.fields.items() if not field.required and field.default is not None}
    return {name: written(field, field.read(field.default, axes)) for name, field in said.items()}


def value_text(value: Any) -> str:
    """A value in one line."""
    if isinstance(value, list):
        return f"[{', '.join(map(value_text, value))}]"
    if isinstance(value, str) and re.fullmatch(r"\d+(x\d+)+", value):
        return value
    return scalar(value) if isinstance(value, str) else json.dumps(value)


def scalar(text: str) -> str:
    """A word as YAML has it, in quotes where it would be read as something else."""
    return text if _PLAIN.match(text) and text.lower() not in _RESERVED else quoted(text)


def quoted(text: str | int) -> str:
    """A text in quotes (or a number), with escapes for what YAML does not let stand there."""
    made = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\U{ord(char):08X}" for char in made)


def expression(text: str) -> str:
    """An expression as a value in a flow mapping, in quotes where YAML would take it apart."""
    return quoted(text) if re.search(r"[\[\]{},\"'#]|: ", text) else text
