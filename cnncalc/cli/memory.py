"""`cnncalc memory`."""

from __future__ import annotations

import click

from cnncalc.cli.options import (
    NETWORK,
    BatchOptions,
    Changes,
    OneNetwork,
    change_options,
    more_option,
    optimizer_option,
    values_options,
)
from cnncalc.cli.output import Output
from cnncalc.cli.pictures import picture_options
from cnncalc.cli.types import WrittenMemoryType
from cnncalc.render import Options


@click.command(cls=OneNetwork)
@click.argument("network", type=NETWORK)
@values_options
@optimizer_option
@click.option("--no-in-place", is_flag=True, help="No layer writes over its input.")
@click.option(
    "--fit", type=WrittenMemoryType(), metavar="SIZE", help="Find the largest batch for so much memory: 24GiB."
)
@more_option
@change_options
@picture_options
@click.pass_context
def command(
    ctx: click.Context,
    network: str,
    values: BatchOptions,
    optimizer: str | None,
    no_in_place: bool,
    fit: str | None,
    more: bool,
    changes: Changes,
    output: Output,
) -> None:
    """Show the memory a network takes to run and to train.

    With --fit, the largest batch that fits, too; the status is 1 if not even one example does.

    \b
    Examples:
      cnncalc memory resnet50 --batch 32 --optimizer adam
      cnncalc memory vgg16 --dtype fp16 --fit 24GiB
      cnncalc memory mobilenet --dtype int8 --json
      cnncalc memory unet -o unet.svg
    """
    from cnncalc.errors import CnncalcError
    from cnncalc.report.memory import memory

    result = memory(
        changes.load(network),
        batch=values.batch,
        dtype=values.dtype,
        optimizer=optimizer,
        in_place=not no_in_place,
        budget=fit,
        training=changes.training,
    )
    if changes.strict and result.unknown:
        raise CnncalcError(
            f"{result.name}: what {', '.join(result.unknown)} keeps for backward is not known (--strict)"
        )
    output.write(result, Options(more=more))
    if not result.fits:
        ctx.exit(1)
