"""`cnncalc check`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from cnncalc.cli.options import (
    NETWORK,
    BatchOptions,
    Changes,
    change_options,
    check_none_given,
    check_read_once,
    optimizer_option,
    values_options,
)
from cnncalc.cli.output import Output, output_options
from cnncalc.cli.types import AmountType, MemoryType
from cnncalc.report.figure import BYTES
from cnncalc.report.figures import BUDGETS, TRAINING

F = TypeVar("F", bound=Callable[..., Any])

PREFIX = "max_"


def budget_options(command: F) -> F:
    """`--max-params` and so on: an option for the most that each figure may be."""
    for name, figure in reversed(BUDGETS.items()):
        kind, metavar = (MemoryType(), "SIZE") if figure.unit == BYTES else (AmountType(), "N")
        meaning = figure.budget or f"The most that may be the {figure.called}."
        command = click.option(f"--max-{name.replace('_', '-')}", type=kind, metavar=metavar, help=meaning)(command)
    return command


@click.command()
@click.argument("networks", type=NETWORK, nargs=-1, required=True)
@budget_options
@values_options
@optimizer_option
@change_options
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    networks: tuple[str, ...],
    values: BatchOptions,
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
    from cnncalc.report.check import check

    budgets = {name.removeprefix(PREFIX): budget for name, budget in most.items() if budget is not None}
    if not budgets:
        raise click.UsageError("say a budget, such as --max-macs 1G")
    if not any(BUDGETS[name].unit == BYTES for name in budgets):
        check_none_given("a budget in bytes", **values.given)
    if TRAINING not in budgets:
        check_none_given(f"--max-{TRAINING.replace('_', '-')}", optimizer=optimizer)
    if not any(BUDGETS[name].of_training for name in budgets):
        wanted = " or ".join(f"--max-{name.replace('_', '-')}" for name in BUDGETS if BUDGETS[name].of_training)
        check_none_given(wanted, "what is trained", freeze=changes.freeze, train=changes.train)
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
