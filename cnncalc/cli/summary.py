"""`cnncalc summary`."""

from __future__ import annotations

from typing import Any

import click

from cnncalc.cli.options import (
    NETWORK,
    BatchOptions,
    Changes,
    OneNetwork,
    change_options,
    depth_option,
    more_option,
    values_options,
)
from cnncalc.cli.output import Output, output_options
from cnncalc.cli.types import ConventionType, WordsType, layer_columns
from cnncalc.render import Options


@click.command(cls=OneNetwork)
@click.argument("network", type=NETWORK)
@depth_option
@click.option(
    "--as", "convention", type=ConventionType(), metavar="NAME", help="Count as a tool does, too: torchinfo, ptflops, …"
)
@click.option("--by", type=click.Choice(["op", "stage"]), help="Total by operator or by stage instead.")
@click.option(
    "--columns", type=WordsType("columns", layer_columns, several=True), metavar="NAMES",
    help="The columns, as layer,what,output,macs,sees.",
)  # fmt: skip
@more_option
@values_options
@change_options
@output_options
def command(
    network: str,
    depth: int | None,
    convention: str | None,
    by: str | None,
    columns: str | None,
    more: bool,
    values: BatchOptions,
    changes: Changes,
    output: Output,
) -> None:
    """Show each layer's output, parameters and MACs.

    What follows a layer is in its row, equal blocks are one, ×5. --more tells what is counted, and the notes.

    \b
    Examples:
      cnncalc summary alexnet
      cnncalc summary resnet152 --depth 2
      cnncalc summary vgg16 --set classes=10 --json
      cnncalc summary vgg16 --by stage
      cnncalc summary alexnet --columns layer,what,output,flops,sees
      cnncalc summary resnet18 --as ptflops
      cnncalc summary resnet50 --batch 32 --dtype fp16
    """
    if columns is not None and by is not None:
        raise click.UsageError("--columns and --by do not go together")
    names = output.columns(columns)
    loaded = changes.load(network)
    options = Options(depth=depth, columns=names, by=by or "", more=more)
    memory: dict[str, Any] = {"batch": values.batch, "dtype": values.dtype}
    if convention is None:
        from cnncalc.report.summary import summarize

        output.write(summarize(loaded, training=changes.training, **memory), options)
        return
    from cnncalc.report.counted import count_layers

    output.write(count_layers(loaded, convention, training=changes.training, **memory), options)
