"""`cnncalc summary`."""

from __future__ import annotations

import click

from cnncalc.cli.options import NETWORK, Changes, DepthType, Output, change_options, output_options
from cnncalc.render import Options


@click.command()
@click.argument("network", type=NETWORK)
@click.option("--depth", type=DepthType(), metavar="N|all", help="Open blocks this deep; 'all' shows every layer.")
@change_options
@output_options
def command(network: str, depth: int | None, changes: Changes, output: Output) -> None:
    r"""Show every layer's output, parameters and MACs, and where they sit.

    \b
    Examples:
      cnncalc summary alexnet
      cnncalc summary resnet152 --depth 2
      cnncalc summary vgg16 --set classes=10 --json
    """
    output.write(changes.load(network).summary(training=changes.training), Options(depth=depth))
