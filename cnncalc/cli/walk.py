"""`cnncalc walk`."""

from __future__ import annotations

import click

from cnncalc.cli.options import NETWORK, Changes, Output, change_options, output_options
from cnncalc.render import Options


@click.command()
@click.argument("network", type=NETWORK)
@click.argument("layer", required=False)
@click.option("--no-bias", is_flag=True, help="Leave the biases out, as lectures do.")
@click.option("--operations", is_flag=True, help="Show additions, comparisons and other operations, too.")
@change_options
@output_options
def command(network: str, layer: str | None, no_bias: bool, operations: bool, changes: Changes, output: Output) -> None:
    """Show the working, layer by layer: the input, the question, the formula, the answer.

    LAYER is a layer's or a block's name or path; `*` and `?` stand for any letters.

    \b
    Examples:
      cnncalc walk alexnet-lecture
      cnncalc walk alexnet conv1 --no-bias
      cnncalc walk resnet50 conv2_x
    """
    from cnncalc.report.walk import walk_through

    walk = walk_through(changes.load(network), biases=not no_bias, training=changes.training)
    output.write(walk if layer is None else walk.only(layer), Options(operations=operations))
