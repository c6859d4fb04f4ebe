"""Steps on one line, in the letters that tables print: `conv 32 F=5 P=same, relu`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cnncalc.errors import FieldError, did_you_mean
from cnncalc.language.catalogue import define_opened
from cnncalc.language.definition import Definition
from cnncalc.limits import STANDARD, Limits
from cnncalc.ops import find_op
from cnncalc.ops.base import Op
from cnncalc.ops.fields import Field, Flag, Text
from cnncalc.shape import is_map
from cnncalc.source.document import resolve_scalar
from cnncalc.source.values import List, Map, Scalar, Source, YamlNode
from cnncalc.text import one_line

NEXT = "+"
ANY = "any"
UNKNOWN = "unknown"
"""The parameter that stands for a field whose value is asked for."""
PHRASES = {("no", "bias"): "bias=false", ("at", "each", "position"): "positionwise=true"}
"""What tables say of a layer in words, and how a field says it."""
NO_OP = "a step begins with its op: conv 32 F=5 P=same"


class _LineWord(NamedTuple):
    """A word of the line and the place where it begins."""

    text: str
    column: int


class OneLine(NamedTuple):
    """The steps of a line as a spec has them, and the field that is asked for."""

    document: Map
    shape: str
    op: str
    """The op of the step whose field is asked for; empty where none is."""
    field: str
    letter: str
    """The field as the line has it: K, F, S."""


def read_line(shape: str, words: Sequence[str], name: str, steps: List | None = None) -> OneLine:
    """The network of a line: steps in a chain on an input; `steps` come behind those of the line.

    A step is an op, its main value, fields by their letters or their names, sizes as `5x5`, and words as `same`. The
    next begins with its op, behind a comma or a lone `+`. A field that is `any` is asked for. Raises SpecError for
    anything else, with the place in the line.
    """
    text = " ".join([shape, *words])
    source = Source(name, text)
    reading = _LineReading(source)
    found = [reading.step(step) for step in _steps(_words(text, len(shape)), source)]
    parts: dict[str, YamlNode] = {
        "name": Scalar(source, 0, 0, one_line(text)),
        "input": Scalar(source, 0, 0, shape),
        "layers": List(source, 0, len(shape) + 1, [*found, *(steps.items if steps else ())]),
    }
    if reading.asked:
        parts["parameters"] = _mapping(source, 0, {UNKNOWN: Scalar(source, 0, 0, 1)})
    return OneLine(_mapping(source, 0, parts), shape, *(reading.asked or ("", "", "")))


def define_line(line: OneLine, limits: Limits = STANDARD) -> tuple[str, Definition]:
    """The name and the definition of a line's network. Raises CnncalcError for what its steps cannot be."""
    return define_opened(line.document.source.name, line.document, "", limits)


def _words(text: str, start: int) -> Iterator[_LineWord]:
    for found in re.finditer(r"\S+", text[start:]):
        yield _LineWord(found[0], start + found.start())


def _steps(words: Iterator[_LineWord], source: Source) -> Iterator[list[_LineWord]]:
    """The words of each step."""
    step: list[_LineWord] = []
    for word in words:
        ends = word.text == NEXT
        begins = step and "=" not in word.text and find_op(word.text.rstrip(",")) is not None
        if (ends and not step) or (word.text.startswith(",")):
            raise Scalar(source, 0, word.column, word.text).error("a step is missing here", NO_OP)
        if (ends or begins) and step:
            yield step
            step = []
        if not ends:
            step.append(word._replace(text=word.text.rstrip(",")))
            if word.text.endswith(","):
                yield step
                step = []
    if step:
        yield step


class _LineReading:
    """Reads the steps of a line; `asked` is the field whose value is asked for."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.asked: tuple[str, str, str] | None = None

    def step(self, words: list[_LineWord]) -> YamlNode:
        """A step as a spec has it."""
        head, *rest = words
        place = Scalar(self._source, 0, head.column, head.text)
        if "=" in head.text or head.text[:1].isdigit():
            raise place.error(f"{head.text!r} is no op", NO_OP)
        op = find_op(head.text)
        if op is None or not rest:
            return place  # a spec's own reading tells what is wrong
        fields: dict[str, YamlNode] = {}
        for word in _by_name(op, rest):
            key, written = _said(op, head.text, word, fields, self._source)
            if key in fields:
                raise written.error(f"{head.text} has its {key} already", _by_letter(op, key))
            fields[key] = self._asked_for(op, head.text, key, word, written)
        main = fields.pop(op.main, Scalar(self._source, 0, head.column, None))
        return _mapping(self._source, head.column, {head.text: main, **fields})

    def _asked_for(self, op: type[Op], head: str, key: str, word: _LineWord, written: YamlNode) -> YamlNode:
        """The value of a field; for `any` the parameter that stands for it."""
        if not isinstance(written, Scalar) or written.value != ANY:
            return written
        if self.asked:
            raise written.error("one value can be asked for, and this is the second")
        self.asked = head, key, word.text.partition("=")[0] if "=" in word.text else op.fields[key].symbol or key
        return Scalar(self._source, 0, word.column, f"${UNKNOWN}")


def _by_name(op: type[Op], words: Sequence[_LineWord]) -> Iterator[_LineWord]:
    """The words of a step, phrases as what they say by a field's name: `no bias` is `bias=false`."""
    at = 0
    while at < len(words):
        word, rest = words[at], [each.text for each in words[at:]]
        phrase = next((each for each in PHRASES if list(each) == rest[: len(each)]), None)
        if phrase:
            yield word._replace(text=PHRASES[phrase])
            at += len(phrase)
            continue
        if word.text == "to" and rest[1:]:
            size = words[at + 1]
            yield size._replace(text=f"size={size.text}") if "size" in op.fields else size
            at += 2
            continue
        named = op.spellings.get(word.text)
        if named is not None and not isinstance(named, Flag) and rest[1:]:
            yield word._replace(text=f"{word.text}={rest[1]}")
            at += 2
            continue
        yield word._replace(text=f"{word.text}=true") if named is not None else word
        at += 1


def _said(
    op: type[Op], head: str, word: _LineWord, said: Mapping[str, YamlNode], source: Source
) -> tuple[str, YamlNode]:
    """The field that a word is about, and its value."""
    letter, equals, value = word.text.partition("=")
    place = Scalar(source, 0, word.column, word.text)
    if not equals:
        return _bare(op, word.text, said, place), _value(source, word.column, word.text)
    key = _field_named(op, letter)
    if key is None:
        raise place.error(f"{head} has no {letter!r}", did_you_mean(letter, op.spellings) or f"it takes {_letters(op)}")
    if not value:
        raise place.error(f"{letter}= has no value", f"{letter}=3")
    return key, _value(source, word.column + len(letter) + 1, value)


def _field_named(op: type[Op], letter: str) -> str | None:
    """The key of the field with a letter or a name."""
    for wanted in (letter, letter.upper()):
        for key, field in op.fields.items():
            if field.symbol == wanted:
                return key
    found = op.spellings.get(letter.lower())
    return found.key if found is not None else None


def _bare(op: type[Op], text: str, said: Mapping[str, YamlNode], place: Scalar) -> str:
    """The key of the field that a value without a letter is meant for."""
    free = [key for key in op.fields if key not in said]
    if is_map(text):
        wanted = [key for key in (op.main, "size", "kernel") if key in free and _takes(op.fields[key], text)]
    elif text[:1].isdigit():
        wanted = [op.main] if op.main in free else []
    else:
        wanted = [key for key in free if not isinstance(op.fields[key], Text) and _takes(op.fields[key], text)]
    if not wanted:
        takes = f"it takes {_letters(op)}" if op.fields else "it takes nothing"
        raise place.error(f"{op.name} does not say what {text!r} is", takes)
    return wanted[0]


def _takes(field: Field[Any], text: str) -> bool:
    """Whether a field can have a value, on an image."""
    try:
        field.read(resolve_scalar(text), 2)
    except FieldError:
        return text == ANY and field.main
    return True


def _value(source: Source, column: int, text: str) -> YamlNode:
    """A value as a spec has it; several with commas between are a list."""
    text = text.replace("×", "x")
    if "," not in text:
        return Scalar(source, 0, column, resolve_scalar(text))
    return List(source, 0, column, [Scalar(source, 0, column, resolve_scalar(each)) for each in text.split(",")])


def _letters(op: type[Op]) -> str:
    """The letters of an op's fields, and the names of those without one."""
    return ", ".join(field.symbol or key for key, field in op.fields.items())


def _by_letter(op: type[Op], key: str) -> str:
    others = [f"{field.symbol}=" for each, field in op.fields.items() if field.symbol and each != key]
    return f"say what it is: {', '.join(others)}…" if others else ""


def _mapping(source: Source, column: int, values: Mapping[str, YamlNode]) -> Map:
    found = Map(source, 0, column)
    for key, value in values.items():
        found.keys[key], found.values[key] = Scalar(source, 0, column, key), value
    return found
