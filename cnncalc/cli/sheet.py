"""`cnncalc sheet`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cnncalc.cli.options import NETWORK, OneNetwork, network_options
from cnncalc.cli.output import Output, output_options_in
from cnncalc.cli.types import WordsType
from cnncalc.render import FORMATS, Options

if TYPE_CHECKING:
    from cnncalc.cli.options import Changes

FORMS = (*FORMATS, "moodle")


def asked() -> tuple[str, ...]:
    """What can be left out."""
    from cnncalc.report.expected import ASKED

    return ASKED


@click.command(cls=OneNetwork)
@click.argument("network", type=NETWORK)
@click.option(
    "--blank", type=WordsType("blank", asked, several=True), default="output,weights", metavar="NAMES",
    help="What is left out: output, weights, params, macs.  [default: output,weights]",
)  # fmt: skip
@click.option("--key", is_flag=True, help="Fill the answers in.")
@network_options
@output_options_in(FORMS)
def command(network: str, blank: str, key: bool, changes: Changes, output: Output) -> None:
    """Make homework of a network: its layers as a table with gaps.

    What is not asked is not shown, as it might tell an answer. Markdown, LaTeX, a page of HTML to print; -o FILE.xml is
    a question of Moodle's whose gaps are marked. `cnncalc grade` marks answers to `conv1 output`, `conv1 weights`.

    \b
    Examples:
      cnncalc sheet alexnet-lecture
      cnncalc sheet alexnet-lecture --blank weights,macs -o homework.tex
      cnncalc sheet alexnet-lecture --key -o key.md
      cnncalc sheet alexnet-lecture -o homework.xml
    """
    from cnncalc.report.sheet import sheet

    if key and output.format == "moodle":
        raise click.UsageError("--key is to be read: moodle has question and answer together")
    names = tuple(dict.fromkeys(name.strip() for name in blank.split(",")))
    output.write(sheet(changes.load(network), names), Options(half="key" if key else ""))
