"""The catalogue, filtered and sorted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from cnncalc.errors import CnncalcError, did_you_mean
from cnncalc.report.base import Report, named
from cnncalc.report.compare import Entry


def natural(name: str) -> list[tuple[int, str]]:
    """A name with its numbers as numbers, so that resnet18 comes before resnet101."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]


ORDERS: dict[str, Callable[[Entry], Any]] = {
    "name": lambda entry: natural(entry.name),
    "family": lambda entry: (entry.family, natural(entry.name)),
    "year": lambda entry: (entry.year or 0, entry.family, natural(entry.name)),
    "params": lambda entry: entry.totals.params,
    "macs": lambda entry: entry.totals.macs,
    "top1": lambda entry: -(entry.top1 or 0),
}


@dataclass(frozen=True, slots=True, repr=False)
class Listing(Report):
    """Catalogue entries in order."""

    entries: tuple[Entry, ...]

    @property
    def about(self) -> str:
        return named(entry.name for entry in self.entries)


def list_networks(
    entries: Iterable[Entry],
    *,
    family: str | None = None,
    form: str | None = None,
    max_params: int | None = None,
    max_macs: int | None = None,
    sort: str = "year",
) -> Listing:
    """The entries that a filter lets through, sorted by one of `ORDERS`.

    Raises CnncalcError for a family or a form that none of them is of.
    """
    entries = tuple(entries)
    _check_known("family", family, [entry.family for entry in entries])
    _check_known("form", form, [entry.form for entry in entries])
    chosen = [
        entry
        for entry in entries
        if (family is None or entry.family.lower() == family.lower())
        and (form is None or entry.form.lower() == form.lower())
        and (max_params is None or entry.totals.params <= max_params)
        and (max_macs is None or entry.totals.macs <= max_macs)
    ]
    return Listing(tuple(sorted(chosen, key=ORDERS[sort])))


def _check_known(what: str, name: str | None, names: Iterable[str]) -> None:
    known = sorted({each for each in names if each})
    if name is not None and name.lower() not in map(str.lower, known):
        hint = did_you_mean(name, known) or f"there are {', '.join(known)}"
        raise CnncalcError(f"there is no {what} {name!r}", hint=hint)
