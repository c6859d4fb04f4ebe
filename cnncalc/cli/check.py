"""`cnncalc check`."""

from __future__ import annotations

import click

from cnncalc.cli.options import (
    NETWORK,
    Changes,
    Values,
    change_options,
    check_none_given,
    check_read_once,
    optimizer_option,
    values_options,
)
from cnncalc.cli.output import Output, output_options
from cnncalc.cli.types import AmountType, MemoryType

AMOUNT, MEMORY = AmountType(), MemoryType()
PREFIX = "max_"


@click.command()
@click.argument("networks", type=NETWORK, nargs=-1, required=True)
@click.option("--max-params", type=AMOUNT, metavar="N", help="At most so many parameters, as 5M.")
@click.option("--max-macs", type=AMOUNT, metavar="N", help="At most so many MACs, as 1G.")
@click.option("--max-flops", type=AMOUNT, metavar="N", help="At most so many FLOPs, 2 for a MAC.")
@click.option(
    "--max-activations", type=AMOUNT, metavar="N", help="At most so many values in all outputs that are no views."
)
@click.option("--max-layers", type=AMOUNT, metavar="N", help="At most so many layers, as papers count.")
@click.option("--max-depth", type=AMOUNT, metavar="N", help="At most so many layers on one path.")
@click.option("--max-steps", type=AMOUNT, metavar="N", help="At most so many steps, whatever they do.")
@click.option("--max-param-bytes", type=MEMORY, metavar="SIZE", help="Parameters of at most 20MiB.")
@click.option("--max-peak-activation-bytes", type=MEMORY, metavar="SIZE", help="Activations of at most 4MiB at once.")
@click.option("--max-inference-bytes", type=MEMORY, metavar="SIZE", help="At most 100MiB in all to run.")
@click.option("--max-training-bytes", type=MEMORY, metavar="SIZE", help="At most 8GiB in all to train.")
@values_options
@optimizer_option
@change_options
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    networks: tuple[str, ...],
    values: Values,
    optimizer: str | None,
    changes: Changes,
    output: Output,
    **most: int | None,
) -> None:
    """Check that networks keep within budgets.

    The status is 0 only if every budget is known to be kept, and else 1: a total of which a part is not
    known keeps none. --batch and --dtype change the budgets in bytes.

    \b
    Examples:
      cnncalc check net.yaml --max-params 5M --max-macs 1G
      cnncalc check mobilenet_v2 resnet18 --max-peak-activation-bytes 4MiB --json
      cnncalc check net.yaml --dtype int8 --max-inference-bytes 2MB
      cnncalc check resnet50 --batch 64 --optimizer adam --max-training-bytes 8GiB
    """
    from cnncalc.report.check import TRAINING, check

    budgets = {name.removeprefix(PREFIX): budget for name, budget in most.items() if budget is not None}
    if not budgets:
        raise click.UsageError("say a budget, such as --max-macs 1G")
    if not any(figure.endswith("_bytes") for figure in budgets):
        check_none_given("a budget in bytes", **values.given)
    if TRAINING not in budgets:
        trained = {"optimizer": optimizer, "freeze": changes.freeze, "train": changes.train}
        check_none_given("--max-training-bytes", **trained)
    check_read_once(*networks)
    result = check(
        map(changes.load, networks),
        budgets,
        training=changes.training,
        batch=values.batch,
        dtype=values.dtype,
        optimizer=optimizer,
    )
    output.write(result)
    if not result.holds:
        ctx.exit(1)
