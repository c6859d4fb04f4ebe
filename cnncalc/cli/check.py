"""`cnncalc check`."""

from __future__ import annotations

import click

from cnncalc.cli.amounts import AmountType, MemoryType
from cnncalc.cli.options import NETWORK, Changes, Output, check_read_once, network_options, output_options

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
@click.option("--max-param-bytes", type=MEMORY, metavar="SIZE", help="Parameters of at most 20MiB, in fp32.")
@click.option("--max-peak-activation-bytes", type=MEMORY, metavar="SIZE", help="Activations of at most 4MiB at once.")
@network_options
@output_options
@click.pass_context
def command(
    ctx: click.Context, /, networks: tuple[str, ...], changes: Changes, output: Output, **most: int | None
) -> None:
    """Check that networks keep within budgets.

    The status is 0 only if every budget is known to be kept, and else 1: a total of which a part is not
    known keeps none.

    \b
    Examples:
      cnncalc check net.yaml --max-params 5M --max-macs 1G
      cnncalc check mobilenet_v2 resnet18 --max-peak-activation-bytes 4MiB --json
    """
    from cnncalc.report.check import check

    budgets = {name.removeprefix(PREFIX): budget for name, budget in most.items() if budget is not None}
    if not budgets:
        raise click.UsageError("say a budget, such as --max-macs 1G")
    check_read_once(*networks)
    result = check(map(changes.load, networks), budgets, training=changes.training)
    output.write(result)
    if not result.holds:
        ctx.exit(1)
