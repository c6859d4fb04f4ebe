"""`cnncalc plot`."""

from __future__ import annotations

import click

from cnncalc.cli.options import (
    NETWORK,
    Changes,
    Values,
    change_options,
    check_none_given,
    check_read_once,
    values_options,
)
from cnncalc.cli.output import Output
from cnncalc.cli.pictures import picture_options
from cnncalc.cli.types import DepthType


@click.command()
@click.argument("networks", type=NETWORK, nargs=-1, required=True)
@click.option("--depth", type=DepthType(), metavar="N|all", help="Open blocks this deep; 'all' shows every layer.")
@values_options
@change_options
@picture_options
def command(networks: tuple[str, ...], depth: int | None, values: Values, changes: Changes, output: Output) -> None:
    """Draw where a network's costs sit, or networks against one another.

    Of one network the parameters, MACs and activation memory (of --batch examples in --dtype), layer by layer.
    Of several the accuracy against the MACs, with the parameters as the area of a circle.

    \b
    Examples:
      cnncalc plot alexnet
      cnncalc plot resnet50 -o resnet50.svg
      cnncalc plot vgg16 --width 3.3in -o vgg16.pdf
      cnncalc plot vgg16 resnet50 densenet121 mobilenet -o tradeoff.pdf
    """
    check_read_once(*networks)
    if len(networks) == 1:
        from cnncalc.report.profile import profile

        loaded = changes.load(networks[0])
        output.write(
            profile(loaded, training=changes.training, batch=values.batch, dtype=values.dtype, depth=depth),
        )
        return
    from cnncalc.report.tradeoff import trade_off

    check_none_given("one network", depth=depth, **values.given)
    output.write(trade_off(changes.load_each(networks), training=changes.training))
