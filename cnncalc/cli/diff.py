"""`cnncalc diff`."""

from __future__ import annotations

import click

from cnncalc.cli.options import NETWORK, Changes, change_options, check_read_once
from cnncalc.cli.output import Output, output_options_in
from cnncalc.render import FORMATS, SLIDES, Options


@click.command()
@click.argument("left", type=NETWORK)
@click.argument("right", type=NETWORK, required=False)
@click.option("--all", "all_rows", is_flag=True, help="Show every layer, also what is the same or only follows.")
@click.option("--step", "by_step", is_flag=True, help="Show a change at a time, and wait for Return.")
@click.option("--exit-code", is_flag=True, help="Leave with status 1 if anything differs, as git does.")
@change_options
@output_options_in((*FORMATS, *SLIDES))
@click.pass_context
def command(
    ctx: click.Context,
    left: str,
    right: str | None,
    all_rows: bool,
    by_step: bool,
    exit_code: bool,
    changes: Changes,
    output: Output,
) -> None:
    """Show what differs between two networks, and why.

    A layer was edited, or only follows from what was. --set and --input change both. With one
    network, they tell what differs from it: it is compared with itself, changed.

    \b
    Examples:
      cnncalc diff alexnet zfnet
      cnncalc diff resnet50 resnet50-torchvision
      cnncalc diff alexnet --set conv1.kernel=7
      cnncalc diff alexnet zfnet --step
      cnncalc diff old.yaml new.yaml --exit-code
    """
    from cnncalc.api.networks import read
    from cnncalc.report.diff import diff

    check_read_once(left, right)
    if right is None and not (changes or changes.freeze or changes.train):
        raise click.UsageError(
            f"say what to compare {left} with: another network, or a change of it (--set conv1.kernel=7)"
        )
    if right is None:
        spec = read(left, limits=changes.limits)
        before, after = spec.network(), changes.apply(spec)
    else:
        before, after = changes.load(left), changes.load(right)
    result = diff(before, after, training=changes.training)
    options = Options(all_rows=all_rows)
    if by_step:
        output.write_by_step(result, options)
    else:
        output.write(result, options)
    if exit_code and result.differs:
        ctx.exit(1)
