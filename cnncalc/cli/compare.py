"""`cnncalc compare`."""

from __future__ import annotations

import click

from cnncalc.cli.options import NETWORK, Changes, Output, change_options, check_read_once, output_options


@click.command()
@click.argument("networks", type=NETWORK, nargs=-1, required=True)
@change_options
@output_options
def command(networks: tuple[str, ...], changes: Changes, output: Output) -> None:
    """Show networks side by side, one row each.

    \b
    Example:
      cnncalc compare alexnet vgg16 googlenet resnet50
    """
    from cnncalc.report.compare import compare

    check_read_once(*networks)
    output.write(compare([changes.load(network) for network in networks], training=changes.training))
