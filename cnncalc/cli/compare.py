"""`cnncalc compare`."""

from __future__ import annotations

import click

from cnncalc.cli.options import (
    NETWORK,
    Changes,
    Output,
    change_options,
    check_read_once,
    chosen_columns,
    output_options,
)
from cnncalc.cli.types import WordsType, network_columns
from cnncalc.render import Options


@click.command()
@click.argument("networks", type=NETWORK, nargs=-1, required=True)
@click.option(
    "--columns", type=WordsType("columns", network_columns, several=True), metavar="NAMES",
    help="The columns, as network,params,macs,layer_activations,backward.",
)  # fmt: skip
@change_options
@output_options
def command(networks: tuple[str, ...], columns: str | None, changes: Changes, output: Output) -> None:
    """Show networks side by side, one row each.

    \b
    Examples:
      cnncalc compare alexnet vgg16 googlenet resnet50
      cnncalc compare vgg16 resnet50 --columns network,macs,backward,layer_activations
    """
    from cnncalc.render.views.compare import OF_TRAINING
    from cnncalc.report.compare import compare

    check_read_once(*networks)
    names = chosen_columns(columns, output) or (OF_TRAINING if changes.freeze or changes.train else ())
    loaded = [changes.load(network) for network in networks]
    output.write(compare(loaded, training=changes.training), Options(columns=names))
