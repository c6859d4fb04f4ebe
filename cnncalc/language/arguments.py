"""What a step says to its op, word by word: under the names that the op has for its fields, or that others have."""

from __future__ import annotations

from functools import lru_cache

from cnncalc.errors import SpecError, did_you_mean
from cnncalc.language.expressions.spelling import in_words
from cnncalc.language.step import Step, given_twice
from cnncalc.ops import op_named
from cnncalc.ops.base import Op
from cnncalc.source.values import Map, Scalar, YamlNode, plain


def arguments_of(step: Step, op: type[Op], main: YamlNode | None) -> dict[str, YamlNode]:
    """What a step says to an op; raise SpecError for a word that the op does not know, or that is said twice.

    `main` is the value behind the op's name, if the step says one there.
    """
    words = op.usage(step.head).words
    given: dict[str, YamlNode] = {}
    written_as: dict[str, str] = {}
    if main is not None:
        word = words.get("", op.main)
        if not word:
            raise main.error(f"{op.name} takes no value of its own", _fields_hint(op))
        if isinstance(main, Map):
            hint = f"{{{op.name}: …, name: …}}, not below it"
            raise main.error(f"the fields of {op.name} stand beside it", hint)
        given[word], written_as[op.meant(word, "")] = main, ""
    for written, node in step.fields.items():
        word = words.get(written, written)
        if word not in op.spellings and word not in op.words:
            if written == "like" and "size" in op.fields:
                continue
            raise _no_field(step, written, op)
        if word == "activation" and word not in op.spellings:
            raise step.place(written).error(f"{op.name} has no field {written!r}", _activation_hint(step, node))
        field = op.meant(word, "")
        if written_as.setdefault(field, written) != written:
            raise _twice(step, field, written_as[field], written)
        given[word] = node
    return given


@lru_cache(maxsize=256)
def overridable(head: str) -> dict[str, str]:
    """What an override may tell a step of an op: `main` for each name of its main value, `field` for all else.

    Key: the op's name as the step has it.
    """
    op = op_named(head)
    main = op.meant("", head)
    fields = [*op.spellings, *op.words, *op.usage(head).words, *(["like"] if "size" in op.fields else [])]
    said = {name: "main" if op.meant(name, head) == main else "field" for name in fields if name}
    return {**said, **dict.fromkeys((head, *op.names()), "main")}


def _twice(step: Step, field: str, first: str, second: str) -> SpecError:
    """The error for a field that a step says twice, in two words; the first may be the value behind the op's name."""
    if not first:
        return given_twice(step.place(second), field, step.head)
    return step.place(second).error(f"{field} is given twice", f"{first} and {second} are the same")


def _no_field(step: Step, word: str, op: type[Op]) -> SpecError:
    has = f"it has {', '.join(op.fields)}" if op.fields else "it has none"
    near = did_you_mean(word, op.fields) or did_you_mean(word, op.spellings)
    return step.place(word).error(f"{op.name} has no field {word!r}", near or has)


def _activation_hint(step: Step, activation: YamlNode) -> str:
    """The hint for a step that says an activation: the step without it, and the activation as a step of its own."""
    name = activation.written if isinstance(activation, Scalar) else "…"
    if name.lower() in ("linear", "none", "null", ""):
        return "leave it out"
    values = step.node.values if isinstance(step.node, Map) else {}
    parts = [_said(key, value) for key, value in values.items() if key != "activation"]
    return f"it is a step of its own: - {{{', '.join(parts)}}} and then - {name}"


def _said(key: str, value: YamlNode) -> str:
    if isinstance(value, Scalar) and value.value is None:
        return key
    return f"{key}: {value.written if isinstance(value, Scalar) else in_words(plain(value))}"


def _fields_hint(op: type[Op]) -> str:
    return f"write {{{op.name}}}" + (f", or say which of {', '.join(op.fields)} it is" if op.fields else "")
