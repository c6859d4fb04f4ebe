"""`cnncalc conventions`."""

from __future__ import annotations

import click

from cnncalc.cli.options import NETWORK, Changes, OneNetwork, change_options
from cnncalc.cli.output import Output, output_options
from cnncalc.cli.types import ConventionType
from cnncalc.render import Options


@click.command(cls=OneNetwork)
@click.argument("network", type=NETWORK)
@click.option("--as", "names", type=ConventionType(), multiple=True, help="Only this one; may be given again.")
@click.option("--explain", is_flag=True, help="Tell what makes the differences, and what the tools print.")
@change_options
@output_options
def command(network: str, names: tuple[str, ...], explain: bool, changes: Changes, output: Output) -> None:
    """Count one network as the field's tools do.

    With --explain, say operator by operator what makes the differences.

    \b
    Examples:
      cnncalc conventions alexnet
      cnncalc conventions resnet50 --as torchinfo --as thop
      cnncalc conventions vgg16 --explain
      cnncalc conventions vgg16 --json
    """
    from cnncalc.report.conventions import count_by_conventions

    output.write(count_by_conventions(changes.load(network), names, training=changes.training), Options(more=explain))
