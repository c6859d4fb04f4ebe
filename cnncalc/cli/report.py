"""`cnncalc report`."""

from __future__ import annotations

import click

from cnncalc.cli.options import (
    NETWORK,
    BatchOptions,
    Changes,
    check_read_once,
    network_options,
    optimizer_option,
    values_options,
)
from cnncalc.cli.output import Output, text_output_options


@click.command()
@click.argument("networks", type=NETWORK, nargs=-1, required=True)
@values_options
@optimizer_option
@network_options
@text_output_options
def command(
    networks: tuple[str, ...], values: BatchOptions, optimizer: str | None, changes: Changes, output: Output
) -> None:
    """Write a page to click through.

    One file of HTML, which asks no server for anything: totals, the figure, the layers with their working, the graph,
    where the costs sit, memory over time, how tools count, published figures; of two networks what differs, of
    more how they compare.

    \b
    Examples:
      cnncalc report resnet50 -o resnet50.html
      cnncalc report alexnet zfnet -o difference.html
      cnncalc report vgg16 resnet50 densenet121 -o networks.html
      cnncalc report mobilenet --batch 32 --dtype fp16 -o mobilenet.html
    """
    from cnncalc.api.dossier import dossier
    from cnncalc.api.networks import read
    from cnncalc.render.web.html_document import render
    from cnncalc.report.dossier import DossierSetting

    check_read_once(*networks)
    output.check_not_shown("a page", "report.html")
    if output.file is not None and not output.file.lower().endswith((".html", ".htm")):
        raise click.UsageError(f"-o {output.file}: a page is HTML: say -o report.html")
    specs = [read(network, limits=changes.limits) for network in networks]
    loaded = [changes.apply(spec) for spec in specs]
    setting = DossierSetting(changes.training, values.batch, values.dtype, optimizer)
    output.write_pieces(render(dossier(specs, loaded, setting, checked=not changes)))
