"""`cnncalc show`."""

from __future__ import annotations

import click

from cnncalc.cli.options import NETWORK, write_standard_output


@click.command()
@click.argument("network", type=NETWORK)
def command(network: str) -> None:
    r"""Print a network's YAML: the file that it is in, with the rest of its family.

    \b
    Example:
      cnncalc show alexnet > mine.yaml
    """
    from cnncalc.spec.catalogue import open_network

    document, _ = open_network(network)
    write_standard_output(document.source.text)
