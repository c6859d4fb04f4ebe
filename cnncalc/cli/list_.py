"""`cnncalc list`."""

from __future__ import annotations

from collections.abc import Iterable

import click

from cnncalc.cli.output import Output, output_options
from cnncalc.cli.tables import table_options
from cnncalc.cli.types import AmountType, WordsType
from cnncalc.render import Options


def families() -> Iterable[str]:
    """The families of the catalogue."""
    from cnncalc.language.catalogue import families as of_catalogue

    return of_catalogue()


def forms() -> Iterable[str]:
    """The forms that the catalogue's networks are in."""
    from cnncalc.api.catalogue import catalogue

    return sorted({entry.form for entry in catalogue().entries})


def families_and_networks() -> Iterable[str]:
    """The words that a pattern of the catalogue may begin with: families and networks."""
    from cnncalc.language.catalogue import names

    return dict.fromkeys((*families(), *names()))


FAMILY, FORM = WordsType("family", families), WordsType("form", forms)


@click.command()
@click.argument("patterns", type=WordsType("pattern", families_and_networks), nargs=-1, metavar="[PATTERN]...")
@click.option("--family", type=FAMILY, metavar="NAME", help="Only this family.")
@click.option("--form", type=FORM, metavar="NAME", help="Only networks in this form: paper, torchvision, lecture…")
@click.option(
    "--max-params", type=AmountType(), metavar="N", help="Only networks of at most so many parameters, as 5M."
)
@click.option("--max-macs", type=AmountType(), metavar="N", help="Only networks of at most so many MACs, as 1G.")
@output_options
@table_options
def command(
    patterns: tuple[str, ...],
    family: str | None,
    form: str | None,
    max_params: int | None,
    max_macs: int | None,
    shown: Options,
    sort: str | None,
    reverse: bool,
    output: Output,
) -> None:
    """List the catalogue.

    Family by family, if nothing else is sorted by. A PATTERN is a family, or what a name or a part of it
    begins with; with `*` or `?`, which stand for any letters, a whole name.

    \b
    Examples:
      cnncalc list
      cnncalc list resnet
      cnncalc list '*v2*' --sort top1
      cnncalc list --max-params 5M --sort macs --reverse --columns network,params,macs,top1,source
    """
    from cnncalc.api.catalogue import catalogue
    from cnncalc.report.listing import list_networks

    listing = list_networks(
        catalogue().entries,
        patterns,
        family=family,
        form=form,
        max_params=max_params,
        max_macs=max_macs,
        sort=sort or "family",
        reverse=reverse,
    )
    output.write(listing, shown)
