"""`cnncalc show`."""

from __future__ import annotations

import click

from cnncalc.cli.options import NETWORK, Changes, OneNetwork, spec_options
from cnncalc.cli.output import Output, text_output_options


@click.command(cls=OneNetwork)
@click.argument("network", type=NETWORK)
@click.option("--source", is_flag=True, help="The file the network is in, with its family, as it is written.")
@click.option("--expanded", is_flag=True, help="Every layer by itself, even where the file says the same.")
@spec_options
@text_output_options
def command(network: str, source: bool, expanded: bool, changes: Changes, output: Output) -> None:
    """Print a network's YAML, which is a spec that counts the same.

    That is its own file where the file is this network. A variant, a network with changes, or a model of another format
    is written as a person would: what comes again is a block or a repetition, and branches are branches.

    \b
    Examples:
      cnncalc show alexnet > mine.yaml
      cnncalc show resnet18 --set classes=10 | cnncalc summary -
      cnncalc show resnet18 --source
    """
    from cnncalc.api.networks import Spec
    from cnncalc.api.written import write
    from cnncalc.exporters.yaml import write_spec
    from cnncalc.importers import reader_of
    from cnncalc.language.catalogue import define_opened, open_network
    from cnncalc.language.definition import is_plain

    if source and (expanded or changes):
        raise click.UsageError("--source shows a file as it is: it goes with no other option")
    if reader_of(network):
        if source:
            raise click.UsageError(f"--source shows a spec as it is written, and {network} is none")
        loaded = changes.load(network)
        output.write_source(write_spec(loaded) if expanded else write(loaded, changes.limits))
        return
    document, variant = open_network(network, changes.limits)
    text = document.source.text
    if not source:
        name, definition = define_opened(network, document, variant, changes.limits)
        loaded = changes.apply(Spec(name, definition, changes.limits))  # a file that counts nothing is not shown
        if expanded or changes or not is_plain(document, variant):
            text = write_spec(loaded) if expanded else write(loaded, changes.limits)
    output.write_source(text)
