"""`cnncalc ops`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cnncalc.cli.output import Output, output_options
from cnncalc.cli.types import WordsType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cnncalc.report.base import Report


def words() -> Iterable[str]:
    """The ops, and the words that wire them."""
    from cnncalc.language.constructs import CONSTRUCTS
    from cnncalc.ops import OPS

    return (*OPS, *(construct.name for construct in CONSTRUCTS))


@click.command()
@click.argument("word", type=WordsType("word", words), required=False)
@output_options
def command(word: str | None, output: Output) -> None:
    """List the ops, or say all about one.

    With the name of an op, here or in PyTorch or Keras: its fields, its formulas on an example, its other names. A word
    that wires steps (residual, split) and a field (kernel, out_channels) are found, too.

    \b
    Examples:
      cnncalc ops
      cnncalc ops conv
      cnncalc ops MaxPooling2D
      cnncalc ops residual
      cnncalc ops kernel_size --json
    """
    output.write(_report(word))


def _report(word: str | None) -> Report:
    from cnncalc.errors import CnncalcError
    from cnncalc.language.constructs import CONSTRUCTS, construct_named
    from cnncalc.language.load import example
    from cnncalc.ops import OPS, find_op, hint_for
    from cnncalc.report.construct import describe_construct
    from cnncalc.report.op import describe_op
    from cnncalc.report.ops import list_ops, op_entry
    from cnncalc.report.word import describe_word

    if word is None:
        return list_ops(CONSTRUCTS)
    word = word.rpartition(".")[2]  # nn.Conv2d, keras.layers.Dense
    construct, found = construct_named(word), describe_word(word)
    if construct is not None:
        return describe_construct(construct, example(*construct.example))
    if found.uses and find_op(word) is None:
        return found
    op = find_op(word)
    if op is None:
        known = [each for construct in CONSTRUCTS for each in (construct.name, *construct.beside)]
        fields = [field for each in OPS.values() for field in each.spellings]
        raise CnncalcError(f"no op goes by {word!r}", hint=hint_for(word, [*known, *fields]))
    entry = op_entry(op)
    return describe_op(entry, example(entry.input, f"- {entry.example}"), found.fields)
