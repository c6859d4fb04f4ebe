"""`cnncalc schema`."""

from __future__ import annotations

import json

import click

from cnncalc.cli.options import write_standard_output


@click.command()
def command() -> None:
    r"""Print the JSON Schema of the spec language, for editors.

    \b
    Example:
      cnncalc schema > cnncalc.schema.json
    """
    from cnncalc.spec.schema import schema

    write_standard_output(json.dumps(schema(), indent=2) + "\n")
