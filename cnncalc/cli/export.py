"""`cnncalc export`."""

from __future__ import annotations

import os
from importlib import import_module

import click

from cnncalc.cli.options import NETWORK, Changes, OneNetwork, spec_options
from cnncalc.cli.output import Output, text_output_options
from cnncalc.exporters import TARGETS

SUFFIXES = {target.suffix: name for name, target in TARGETS.items()}


@click.command(cls=OneNetwork)
@click.argument("network", type=NETWORK)
@click.option("--to", "target", type=click.Choice(list(TARGETS)), help="What to write; else the suffix of -o says it.")
@spec_options
@text_output_options
def command(network: str, target: str | None, changes: Changes, output: Output) -> None:
    """Write a network as code, or for another tool.

    pytorch is a module, a class for each block; onnx a model whose weights are said to stand in a file beside it,
    which need not be there; scalesim a topology for SCALE-Sim. What a target cannot say is refused by name, and
    nothing that counts is left out.

    \b
    Examples:
      cnncalc export resnet50 -o resnet50.py
      cnncalc export resnet18 --set classes=10 --to pytorch
      cnncalc export resnet50 -o resnet50.onnx
      cnncalc export mobilenet_v2 -o topology.csv
    """
    to = TARGETS[target or _of_file(output.file)]
    loaded = changes.load(network)
    written = getattr(import_module(to.module), to.function)(loaded)
    if isinstance(written, bytes):
        output.check_not_shown("this", f"FILE{to.suffix}")
        output.write_bytes(written)
    else:
        output.write_source(written)


def _of_file(file: str | None) -> str:
    """The target whose files have the suffix of a file. Raises UsageError for none."""
    suffix = os.path.splitext(file or "")[1].lower()
    if suffix not in SUFFIXES:
        known = ", ".join(f"{name} ({target.suffix})" for name, target in TARGETS.items())
        raise click.UsageError(f"say what to write with --to, or with the suffix of -o: {known}")
    return SUFFIXES[suffix]
