"""Tables of figures in Markdown, and the places in README.md where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

README = Path(__file__).resolve().parent / "README.md"


class Table(NamedTuple):
    """A table with a name, the rows as texts."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __str__(self) -> str:
        lines = [self.header, ["---"] * len(self.header), *self.rows]
        return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def write(tables: Sequence[Table], readme: Path = README) -> None:
    """Put tables in the place of those that stand there under the same names."""
    text = readme.read_text(encoding="utf-8")
    for table in tables:
        begin, end = f"<!-- {table.name} -->\n", f"\n<!-- end of {table.name} -->"
        before, found, rest = text.partition(begin)
        _, closed, after = rest.partition(end)
        if not found or not closed:
            raise ValueError(f"{readme} has no place for {table.name}")
        text = f"{before}{begin}{table}{end}{after}"
    readme.write_text(text, encoding="utf-8")


def verdict(figure: float, target: float, *, at_least: bool = False) -> str:
    """Whether a target is met."""
    met = figure >= target if at_least else figure <= target
    return "met" if met else "**missed**"
