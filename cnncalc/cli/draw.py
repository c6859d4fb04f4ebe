"""`cnncalc draw`."""

from __future__ import annotations

import click

from cnncalc.cli.options import NETWORK, Changes, OneNetwork, network_options
from cnncalc.cli.output import Output
from cnncalc.cli.pictures import picture_options
from cnncalc.render import Options

STYLES = ("volumes", "planes", "blocks")


@click.command(cls=OneNetwork)
@click.argument("network", type=NETWORK)
@click.option(
    "--style",
    type=click.Choice(STYLES),
    help="Volumes in perspective, LeNet's planes, flat blocks.  [default: what suits]",
)
@network_options
@picture_options
def command(network: str, style: str | None, changes: Changes, output: Output) -> None:
    """Draw a network as the figure of a paper.

    Volumes as high as their maps are and as thick as they have channels, skips as arcs, and below them
    what blocks are made of. A .tex file is TikZ that compiles by itself; with --caption it is a figure
    for a document that there is.

    \b
    Examples:
      cnncalc draw alexnet -o alexnet.svg
      cnncalc draw resnet152 -o resnet152.pdf
      cnncalc draw unet -o unet.tex
      cnncalc draw lenet5 --style volumes --width 84mm -o lenet5.png
    """
    from cnncalc.report.drawing import drawing

    document = output.format == "latex" and not output.caption
    report = drawing(changes.load(network), training=changes.training)
    output.write(report, Options(style=style or "", document=document))
