"""The ops of the language by families, and the other words of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from cnncalc.ops import FAMILIES, OPS
from cnncalc.ops.base import Op
from cnncalc.ops.fields import Field
from cnncalc.ops.framework_words import EVERYWHERE
from cnncalc.report.base import Report

AXES = 2
"""The spatial axes of an image, for which defaults are shown."""


class FieldEntry(NamedTuple):
    """A field of an op."""

    name: str
    what: str
    takes: str
    main: bool
    """Whether the field's value may stand behind the op's name."""
    required: bool
    default: str
    """The default as a table writes it; empty if there is none."""
    also: tuple[str, ...]
    """The field's names in other frameworks."""


class OpEntry(NamedTuple):
    """An op with all its names."""

    name: str
    kind: str
    what: str
    """What the op does, in a sentence."""
    description: str
    fields: tuple[FieldEntry, ...]
    aliases: tuple[str, ...]
    pytorch: tuple[str, ...]
    keras: tuple[str, ...]
    words: tuple[tuple[str, str], ...]
    """Words of other frameworks for the op that are no fields, and what becomes of each."""
    input: str
    example: str
    """A step on the input of the example."""


class Family(NamedTuple):
    """A family of ops."""

    title: str
    ops: tuple[OpEntry, ...]


class ConstructLike(Protocol):
    """A construct of the language, as far as this report reads it."""

    @property
    def name(self) -> str: ...
    @property
    def phrase(self) -> str: ...
    @property
    def beside(self) -> tuple[str, ...]: ...
    @property
    def example(self) -> tuple[str, str]: ...


@dataclass(frozen=True, slots=True, repr=False)
class Ops(Report):
    """The ops of the language, and the constructs."""

    families: tuple[Family, ...]
    constructs: tuple[ConstructLike, ...]

    @property
    def about(self) -> str:
        """How many ops there are."""
        return f"{sum(len(family.ops) for family in self.families)} ops"


def list_ops(constructs: Iterable[ConstructLike]) -> Ops:
    """Every op, and the constructs of a language."""
    families = [
        Family(
            (family.__doc__ or "").splitlines()[0].rstrip("."),
            tuple(op_entry(op) for op in OPS.values() if op.__module__ == family.__name__),
        )
        for family in FAMILIES
    ]
    return Ops(tuple(families), tuple(constructs))


def op_entry(op: type[Op]) -> OpEntry:
    """All about an op."""
    description = " ".join((op.__doc__ or "").split())
    words = {word: told.doc for word, told in op.words.items() if word not in EVERYWHERE and word not in op.spellings}
    return OpEntry(
        name=op.name,
        kind=op.kind,
        what=description.partition(". ")[0].removesuffix("."),
        description=description,
        fields=tuple(map(field_entry, op.fields.values())),
        aliases=op.aliases,
        pytorch=op.torch,
        keras=op.keras,
        words=tuple(words.items()),
        input=op.example[0],
        example=op.example[1] or op.name,
    )


def field_entry(field: Field[Any]) -> FieldEntry:
    """All about a field."""
    given = not field.required and field.default is not None
    default = field.text(field.read(field.default, AXES)) if given else ""
    return FieldEntry(field.key, field.doc, field.takes, field.main, field.required, default, field.also)
