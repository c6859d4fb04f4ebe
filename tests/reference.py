"""The part of architectures/README.md that is made from the ops; run this file to write it anew."""

from __future__ import annotations

from pathlib import Path

from cnncalc.ops import FAMILIES, OPS
from cnncalc.ops.base import Op
from cnncalc.ops.fields import Field

REFERENCE = Path(__file__).parent.parent / "architectures" / "README.md"
BEGIN = "<!-- ops: made from the ops themselves by tests/reference.py -->\n"
END = "<!-- end of ops -->"


def ops_reference() -> str:
    """Every op with its fields, a family after the other."""
    parts = []
    for family in FAMILIES:
        heading = (family.__doc__ or "").splitlines()[0]
        parts.append(f"### {heading}\n")
        parts.extend(_op(op) for op in OPS.values() if op.__module__ == family.__name__)
    return "\n".join(parts)


def split_reference(text: str) -> tuple[str, str, str]:
    """The text before, in and after the part on ops."""
    before, _, rest = text.partition(BEGIN)
    inside, _, after = rest.partition(END)
    return before + BEGIN, inside, END + after


def _op(op: type[Op]) -> str:
    names = f"**`{op.name}`**" + (f", also {', '.join(f'`{alias}`' for alias in op.aliases)}" if op.aliases else "")
    text = " ".join((op.__doc__ or "").split())
    lines = [f"{names} – {text}", *(_field(op, name, field) for name, field in op.fields.items())]
    return "\n".join(lines) + "\n"


def _field(op: type[Op], name: str, field: Field[object]) -> str:
    main = ", the main value" if name == op.main else ""
    default = "" if field.required or field.default is None else f", {_plain(field.default)} if not said"
    return f"- `{name}`{main}{default}: {field.doc}"


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


if __name__ == "__main__":
    before, _, after = split_reference(REFERENCE.read_text(encoding="utf-8"))
    REFERENCE.write_text(before + ops_reference() + after, encoding="utf-8")
