"""The parts of architectures/README.md that are made from the ops."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from cnncalc.ops import FAMILIES, OPS
from cnncalc.ops.base import Op
from cnncalc.ops.fields import Field
from cnncalc.ops.framework_words import EVERYWHERE
from tests.generate.paths import ROOT

PATH = ROOT / "architectures" / "README.md"
BEGIN = "<!-- ops: made from the ops themselves by tests/generate/reference.py -->\n"
END = "<!-- end of ops -->"
THEIRS_BEGIN = "<!-- names: made from the ops themselves by tests/generate/reference.py -->\n"
THEIRS_END = "<!-- end of names -->"
SEVERAL = 3


def names_reference() -> str:
    """What PyTorch and Keras call the ops and their fields, and what becomes of words that are no fields."""
    return "\n".join((_ops_table(), _fields_table(), _words_table()))


def _ops_table() -> str:
    rows = [(_names(op.torch), _names(op.keras), f"`{op.name}`") for op in OPS.values() if op.torch or op.keras]
    return _table(("PyTorch", "Keras", "here"), rows)


def _names(names: Iterable[str]) -> str:
    """The names of one op; those that differ in the number of axes are one, with that of images."""
    return _listed(dict.fromkeys(re.sub(r"[123](?=[dD])", "2", name) for name in names))


def _fields_table() -> str:
    """Fields of several ops that go by the same names stand together."""
    found: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for op in OPS.values():
        for key, field in op.fields.items():
            if field.also:
                found[key, field.also].append(op.name)
    rows = [(_listed(also), f"`{key}`", _listed(ops)) for (key, also), ops in found.items()]
    return _table(("PyTorch, Keras, ONNX, Caffe", "here", "of"), rows)


def _words_table() -> str:
    """The words of any op, and those that several ops have; of one op alone, the command tells."""
    of: dict[tuple[str, str], list[str]] = defaultdict(list)
    for op in OPS.values():
        for word, told in op.words.items():
            if word not in op.spellings and word not in EVERYWHERE:
                of[word, told.doc].append(op.name)
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for word, told in EVERYWHERE.items():
        found[told.doc, "any op"].append(word)
    for (word, doc), ops in of.items():
        if len(ops) >= SEVERAL:
            found[doc, _listed(ops)].append(word)
    return _table(("word", "what becomes of it", "of"), [(_listed(words), *row) for row, words in found.items()])


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def ops_reference() -> str:
    """Every op with its fields, a family after the other."""
    parts = []
    for family in FAMILIES:
        heading = (family.__doc__ or "").splitlines()[0]
        parts.append(f"### {heading}\n")
        parts.extend(_op(op) for op in OPS.values() if op.__module__ == family.__name__)
    return "\n".join(parts)


def split_reference(text: str, begin: str = BEGIN, end: str = END) -> tuple[str, str, str]:
    """The text before, in and after a part that is made."""
    before, _, rest = text.partition(begin)
    inside, _, after = rest.partition(end)
    return before + begin, inside, end + after


def made() -> str:
    """The reference with every part as it is now."""
    text = PATH.read_text(encoding="utf-8")
    for part, begin, end in ((names_reference(), THEIRS_BEGIN, THEIRS_END), (ops_reference(), BEGIN, END)):
        before, _, after = split_reference(text, begin, end)
        text = before + part + after
    return text


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
