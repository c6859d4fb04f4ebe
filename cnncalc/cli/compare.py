"""`cnncalc compare`."""

from __future__ import annotations

import click

from cnncalc.cli.options import NETWORK, Changes, change_options, check_read_once
from cnncalc.cli.output import Output, output_options
from cnncalc.cli.tables import table_options
from cnncalc.render import Options


@click.command()
@click.argument("networks", type=NETWORK, nargs=-1, required=True)
@change_options
@output_options
@table_options
def command(
    networks: tuple[str, ...], changes: Changes, shown: Options, sort: str | None, reverse: bool, output: Output
) -> None:
    """Show networks side by side, one row each.

    With several --input, a row of each network for every one of them.

    \b
    Examples:
      cnncalc compare alexnet vgg16 googlenet resnet50
      cnncalc compare vgg16 resnet50 --columns network,macs,backward,layer_activations
      cnncalc compare resnet50 --input 224x224x3 --input 320x320x3
      cnncalc compare vgg16 resnet50 mobilenet --columns title,params,macs,top1 --units si --sort macs
    """
    from cnncalc.render.views.compare import OF_TRAINING
    from cnncalc.report.compare import compare

    check_read_once(*networks)
    if not shown.columns and (changes.freeze or changes.train):
        shown = shown._replace(columns=OF_TRAINING)
    loaded = changes.load_each(networks)
    output.write(compare(loaded, training=changes.training, sort=sort or "", reverse=reverse), shown)
