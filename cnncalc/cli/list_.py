"""`cnncalc list`."""

from __future__ import annotations

import click

from cnncalc.cli.amounts import AmountType
from cnncalc.cli.options import Output, output_options

ORDERS = ("name", "family", "year", "params", "macs", "top1")


@click.command()
@click.option("--family", help="Only this family.")
@click.option("--form", help="Only networks in this form: paper, torchvision, lecture…")
@click.option(
    "--max-params", type=AmountType(), metavar="N", help="Only networks of at most so many parameters, as 5M."
)
@click.option("--max-macs", type=AmountType(), metavar="N", help="Only networks of at most so many MACs, as 1G.")
@click.option("--sort", type=click.Choice(ORDERS), default="year", show_default=True, help="What to sort by.")
@output_options
def command(
    family: str | None, form: str | None, max_params: int | None, max_macs: int | None, sort: str, output: Output
) -> None:
    """List the catalogue.

    \b
    Examples:
      cnncalc list
      cnncalc list --max-params 5M --sort macs
    """
    from cnncalc.report.compare import entry_of
    from cnncalc.report.index import read_index
    from cnncalc.report.listing import list_networks
    from cnncalc.spec.catalogue import checksum, index_text, names

    entries = read_index(index_text(), checksum())
    if entries is None:
        from cnncalc.spec.load import load

        entries = tuple(entry_of(load(name)) for name in names())
    listing = list_networks(entries, family=family, form=form, max_params=max_params, max_macs=max_macs, sort=sort)
    output.write(listing)
