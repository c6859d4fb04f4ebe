"""`cnncalc field`."""

from __future__ import annotations

import click

from cnncalc.cli.options import LAYER, NETWORK, Changes, network_options
from cnncalc.cli.output import Output
from cnncalc.cli.pictures import picture_options
from cnncalc.cli.types import PlaceType
from cnncalc.render import Options


@click.command()
@click.argument("network", type=NETWORK)
@click.argument("layer", type=LAYER, required=False)
@click.option("--all", "all_rows", is_flag=True, help="Show the layers that change nothing, too.")
@click.option("--at", type=PlaceType(), metavar="ROW,COLUMN", help="Show what this place sees, counted from 0.")
@network_options
@picture_options
def command(
    network: str, layer: str | None, all_rows: bool, at: tuple[int, ...] | None, changes: Changes, output: Output
) -> None:
    """Show what one place of each layer sees of the input.

    That is its receptive field, with the working. LAYER is a layer's or a block's name or path; `*`
    and `?` stand for any letters.

    \b
    Examples:
      cnncalc field alexnet
      cnncalc field resnet50 "conv5_x*"
      cnncalc field unet out --at 0,0
      cnncalc field alexnet -o field.svg
    """
    from cnncalc.report.receptive_field import field_report

    report = field_report(changes.load(network), training=changes.training, at=at or ())
    output.write((report if layer is None else report.only(layer)).checked(), Options(all_rows=all_rows))
