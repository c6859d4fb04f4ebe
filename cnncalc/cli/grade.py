"""`cnncalc grade`."""

from __future__ import annotations

import click

from cnncalc.cli.options import NETWORK, Changes, check_read_once, spec_options
from cnncalc.cli.output import FILE, Output, output_options


@click.command()
@click.argument("answers", type=FILE, metavar="ANSWERS")
@click.argument("network", type=NETWORK, required=False)
@click.option("--carry", is_flag=True, help="Accept what follows correctly from an earlier slip in an output.")
@spec_options
@output_options
def command(answers: str, network: str | None, carry: bool, changes: Changes, output: Output) -> None:
    """Give points for answers, and the reason for each.

    ANSWERS is a CSV with the columns student, question, answer. A question is one of a quiz, conv-7-1, or a layer of
    NETWORK with what is asked of it: `conv1 output`, `conv1 weights`, params or macs. Answers may be numbers (34,848,
    34.8K), arithmetic (11*11*3*96) and shapes (55x55x96).

    \b
    Examples:
      cnncalc grade answers.csv
      cnncalc grade answers.csv alexnet-lecture --carry
      cnncalc grade answers.csv -o points.csv
    """
    from cnncalc.report.grade import grade, read_answers
    from cnncalc.source.reading import read_file, read_standard_input

    check_read_once(answers, *([network] if network else []))
    loaded = changes.load(network) if network else None
    source = read_standard_input() if answers == "-" else read_file(answers, answers)
    output.write(grade(read_answers(source.text, source.name), source.name, loaded, carry=carry))
