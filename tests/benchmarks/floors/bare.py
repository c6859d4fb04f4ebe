"""The floor of --version and --help: a bare Click program."""

import click


@click.command()
@click.version_option("0.1.0", prog_name="floor", message="%(prog)s %(version)s")
@click.argument("name", required=False)
def floor(name: str | None) -> None:
    """A program that does nothing."""
    click.echo(name or "")


if __name__ == "__main__":
    floor()
