"""The ops by families, a line each, and the other words of the language."""

from __future__ import annotations

from cnncalc.render import Options
from cnncalc.render.data.ops import op_data
from cnncalc.render.page import Column, Page, PagePart, Paragraph, Records, Row, Table
from cnncalc.render.records import record
from cnncalc.report.ops import ConstructLike, Family, FieldEntry, Ops

NAMES = 18
"""How wide the column of names is at least, so that the tables are in line."""
COLUMNS = (Column("op", least=NAMES, whole=True), Column("what it is", wrap=True))
WORDS = (Column("word", least=NAMES, whole=True), Column("what it does", wrap=True))
MORE = (
    "cnncalc ops conv says all about one, with an example: its fields, its formulas, what PyTorch and Keras call it.",
    "An op of one's own is {op: name, output: 28x28x64, params: 1200, macs: 940800}.",
)


def page(ops: Ops, options: Options) -> Page:
    """A table for each family, and one for the words that are no ops."""
    tables: list[PagePart] = [_family(family) for family in ops.families]
    words = Table(
        WORDS, tuple(map(_word, ops.constructs)), caption="Words that are no ops: they wire steps, or name them"
    )
    return Page("", (*tables, words, Paragraph(MORE, "quiet")))


def records(ops: Ops, options: Options) -> Records:
    """One record an op."""
    header = ("op", "family", "what", "example", "fields", "aliases", "pytorch", "keras")
    rows = [
        record(header, op_data(op), op=op.name, family=family.title, example=op.example, fields=_names(op.fields))
        for family in ops.families
        for op in family.ops
    ]
    return Records(header, rows)


def default_text(field: FieldEntry) -> str:
    """The default of a field in words."""
    return "must be said" if field.required else field.default


def _names(fields: tuple[FieldEntry, ...]) -> str:
    return " ".join(field.name for field in fields)


def _family(family: Family) -> Table:
    return Table(COLUMNS, tuple(Row((op.name, op.what)) for op in family.ops), caption=family.title)


def _word(construct: ConstructLike) -> Row:
    return Row((construct.name, construct.phrase.removesuffix(".")))
