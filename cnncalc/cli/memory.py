"""`cnncalc memory`."""

from __future__ import annotations

import click

from cnncalc.cli.amounts import MemoryType
from cnncalc.cli.options import BATCH, NETWORK, Changes, Output, change_options, output_options


@click.command()
@click.argument("network", type=NETWORK)
@click.option("--batch", type=BATCH, default=1, show_default=True, metavar="N", help="Examples at once.")
@click.option("--dtype", default="fp32", show_default=True, metavar="DTYPE", help="The type of all values.")
@click.option("--optimizer", metavar="NAME", help="sgd, momentum, adam, adamw, or none to run only.  [default: sgd]")
@click.option("--no-in-place", is_flag=True, help="No layer writes over its input.")
@click.option("--fit", type=MemoryType(), metavar="SIZE", help="Find the largest batch for so much memory: 24GiB.")
@change_options
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    network: str,
    batch: int,
    dtype: str,
    optimizer: str | None,
    no_in_place: bool,
    fit: int | None,
    changes: Changes,
    output: Output,
) -> None:
    """Show the memory a network takes to run and to train, and the largest batch that fits.

    \b
    Examples:
      cnncalc memory resnet50 --batch 32 --optimizer adam
      cnncalc memory vgg16 --dtype fp16 --fit 24GiB
      cnncalc memory mobilenet --dtype int8 --json
    """
    from cnncalc.errors import CnncalcError
    from cnncalc.report.memory import memory

    result = memory(
        changes.load(network),
        batch=batch,
        dtype=dtype,
        optimizer=optimizer,
        in_place=not no_in_place,
        budget=fit,
        training=changes.training,
    )
    if ctx.params["strict"] and result.unknown:
        raise CnncalcError(
            f"{result.name}: what {', '.join(result.unknown)} keeps for backward is not known (--strict)"
        )
    output.write(result)
