"""The floor of a summary in a terminal: Click and PyYAML's C loader read the file, Rich draws 30 rows."""

import click
import yaml
from rich.console import Console
from rich.table import Table

ROWS = 30
COLUMNS = ("layer", "what it is", "output", "params", "share", "MACs", "share")
FIGURES = ("55×55×96", "34,944", "0.1%", "105,415,200", "14.6%")


@click.command()
@click.argument("path")
def floor(path: str) -> None:
    """Read a spec and draw a table of 30 rows."""
    with open(path, encoding="utf-8") as file:
        layers = yaml.load(file, Loader=yaml.CSafeLoader)["layers"]
    table = Table(*COLUMNS)
    for number in range(ROWS):
        table.add_row(
            str(number), str(layers[number % len(layers)]), "55×55×96", "34,944", "0.1%", "105,415,200", "14.6%"
        )
    Console().print(table)


if __name__ == "__main__":
    floor()
