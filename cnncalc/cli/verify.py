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
@limit_option
@output_options
@click.pass_context
def command(ctx: click.Context, networks: tuple[str, ...], limits: Limits, output: Output) -> None:
    """Check published figures against computed ones.

    Without a network, those of the whole catalogue. A figure is compared at the precision it was
    published in. The status is 1 only if one does not match and nobody has said why; one that
    depends on costs that are not known is `unknown`.

    \b
    Examples:
      cnncalc verify vgg16
      cnncalc verify
    """
    from cnncalc.api.verify import verify

    check_read_once(*networks)
    result = verify(*networks, limits=limits)
    output.write(result)
    if result.mismatches:
        ctx.exit(1)
