"""`cnncalc schema`."""

from __future__ import annotations

import json

import click

from cnncalc.cli.output import Output, text_output_options


@click.command()
@text_output_options
def command(output: Output) -> None:
    """Print the JSON Schema of the spec language, for editors.

    \b
    Example:
      cnncalc schema > cnncalc.schema.json
    """
    from cnncalc.language.schema import schema

    output.write_pieces([json.dumps(schema(), indent=2), "\n"])
