"""`cnncalc graph`."""

from __future__ import annotations

import click

from cnncalc.cli.options import NETWORK, Changes, check_read_once, depth_option, network_options
from cnncalc.cli.output import Output
from cnncalc.cli.pictures import picture_options_in
from cnncalc.render import FORMATS, GRAPHS, PICTURES, Options


@click.command()
@click.argument("network", type=NETWORK)
@click.argument("other", type=NETWORK, required=False)
@depth_option
@network_options
@picture_options_in((*FORMATS, *PICTURES, *GRAPHS))
def command(network: str, other: str | None, depth: int | None, changes: Changes, output: Output) -> None:
    """Show a network as boxes and arrows, folded by block.

    Equal neighbours are one box, ×N; what a block is made of stands beside it. Of two networks, what was
    edited, added and removed has a colour.

    \b
    Examples:
      cnncalc graph resnet50
      cnncalc graph resnet152 -o resnet152.svg
      cnncalc graph unet -f mermaid
      cnncalc graph googlenet -o googlenet.dot --depth 2
      cnncalc graph alexnet zfnet -o diff.pdf
    """
    check_read_once(network, other)
    if other is None:
        from cnncalc.report.outline import outline

        output.write(outline(changes.load(network), depth, training=changes.training), Options())
        return
    from cnncalc.report.outline_diff import outline_diff

    left, right = changes.load(network), changes.load(other)
    output.write(outline_diff(left, right, depth, training=changes.training), Options())
