"""`cnncalc plot`."""

from __future__ import annotations

import click

from cnncalc.cli.options import (
    NETWORK,
    BatchOptions,
    Changes,
    change_options,
    check_read_once,
    depth_option,
    values_options,
)
from cnncalc.cli.output import Output
from cnncalc.cli.pictures import picture_options
from cnncalc.cli.types import WordsType, profile_columns
from cnncalc.render import Options


@click.command()
@click.argument("networks", type=NETWORK, nargs=-1, required=True)
@depth_option
@click.option(
    "--columns", type=WordsType("columns", profile_columns, several=True), metavar="NAMES",
    help="The figures, as params,macs,weights,flops.",
)  # fmt: skip
@values_options
@change_options
@picture_options
def command(
    networks: tuple[str, ...],
    depth: int | None,
    columns: str | None,
    values: BatchOptions,
    changes: Changes,
    output: Output,
) -> None:
    """Draw where a network's costs sit, or how networks compare.

    Of one network the parameters, MACs and activation memory (of --batch examples in --dtype), layer by layer.
    Of several the accuracy against the MACs, with the parameters as the area of a circle.

    \b
    Examples:
      cnncalc plot alexnet
      cnncalc plot resnet50 -o resnet50.svg
      cnncalc plot vgg16 --columns weights,flops --width 3.3in -o vgg16.pdf
      cnncalc plot vgg16 resnet50 densenet121 mobilenet -o tradeoff.pdf
    """
    check_read_once(*networks)
    shown = Options(columns=output.columns(columns))
    if len(networks) == 1:
        from cnncalc.report.profile import profile

        loaded = changes.load(networks[0])
        costs = profile(loaded, training=changes.training, depth=depth, batch=values.batch, dtype=values.dtype)
        output.write(costs, shown)
        return
    from cnncalc.report.tradeoff import trade_off

    for name, value in {"depth": depth, "columns": columns, **values.given}.items():
        if value is not None:
            raise click.UsageError(f"--{name} goes with one network")
    output.write(trade_off(changes.load_each(networks), training=changes.training))
