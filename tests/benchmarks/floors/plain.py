"""The floor of --json: Click and PyYAML's C loader read the file, 30 lines come out; no Rich."""

import click
import yaml

ROWS = 30


@click.command()
@click.argument("path")
def floor(path: str) -> None:
    """Read a spec and print 30 lines."""
    with open(path, encoding="utf-8") as file:
        layers = yaml.load(file, Loader=yaml.CSafeLoader)["layers"]
    lines = [f"{number} {layers[number % len(layers)]}" for number in range(ROWS)]
    click.echo("\n".join(lines))


if __name__ == "__main__":
    floor()
