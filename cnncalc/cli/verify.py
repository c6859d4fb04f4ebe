"""`cnncalc verify`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cnncalc.cli.options import NETWORK, check_read_once, limit_option
from cnncalc.cli.output import Output, output_options

if TYPE_CHECKING:
    from cnncalc.limits import Limits


@click.command()
@click.argument("networks", type=NETWORK, nargs=-1)
@click.option("--all", "all_rows", is_flag=True, help="Show every figure of several networks, also those that match.")
@click.option("--source", metavar="WORDS", help="Only what is from a source with these words in its name: 'lec 12'.")
@limit_option
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    networks: tuple[str, ...],
    all_rows: bool,
    source: str | None,
    limits: Limits,
    output: Output,
) -> None:
    """Check published figures against computed ones.

    Without a network, those of the whole catalogue. A figure is a match at the precision it was published in, or
    counts differently by a stated rule, is approximate or a bound, wrong for a reason, or unexplained. The status is 1
    only if one is unexplained and the file has no guess why; one that depends on costs that are not known is unknown.

    \b
    Examples:
      cnncalc verify vgg16
      cnncalc verify
      cnncalc verify vgg16 vgg19 --all
      cnncalc verify --source 'lec 12'
    """
    from cnncalc.api.verify import verify
    from cnncalc.render import Options

    check_read_once(*networks)
    result = verify(*networks, limits=limits)
    result = result if source is None else result.from_source(source)
    output.write(result, Options(all_rows=all_rows))
    if result.mismatches:
        ctx.exit(1)
