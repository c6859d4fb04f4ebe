"""The catalogue, filtered and sorted."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cnncalc.errors import CnncalcError, did_you_mean, near_or_all
from cnncalc.report.base import Report, named
from cnncalc.report.compare import NetworkEntry, sort_entries
from cnncalc.text import LONGEST_TEXT, plain_name

FAMILY = "family"
LATE = 10_000
"""A year after every known one."""


class _Listing(NamedTuple):
    """The values that a `Listing` holds."""

    entries: tuple[NetworkEntry, ...]
    by_family: bool = False
    """Whether the entries are in order of their families."""


class Listing(Report, _Listing):
    """Catalogue entries in order."""

    __slots__ = ()

    @property
    def about(self) -> str:
        return named(entry.name for entry in self.entries)


def list_networks(
    entries: Iterable[NetworkEntry],
    patterns: Sequence[str] = (),
    *,
    family: str | None = None,
    form: str | None = None,
    max_params: int | None = None,
    max_macs: int | None = None,
    sort: str = FAMILY,
    reverse: bool = False,
) -> Listing:
    """The entries that a filter lets through, sorted by one of `ORDERS`; families come the oldest first.

    A pattern is a family, the beginning of a name or of a part of it (`resnet` is one of `se-resnet50`), or a whole
    name with `*` and `?` in it; several stand side by side. Raises CnncalcError for a family or a form that none of
    them is of, and for a pattern that none of them goes by.
    """
    entries = tuple(entries)
    _check_known("family", family, [entry.family for entry in entries])
    _check_known("form", form, [entry.form for entry in entries])
    asked = _asked(entries, patterns) if patterns else entries
    chosen = [
        entry
        for entry in asked
        if (family is None or entry.family.lower() == family.lower())
        and (form is None or entry.form.lower() == form.lower())
        and (max_params is None or entry.totals.params <= max_params)
        and (max_macs is None or entry.totals.macs <= max_macs)
    ]
    by_name = sort_entries(chosen, "name", reverse=reverse and sort == FAMILY)  # where the order leaves it open
    if sort != FAMILY:
        return Listing(sort_entries(by_name, sort, reverse=reverse))
    years = _first_years(entries)
    order = sorted(by_name, key=lambda entry: (years[entry.family], entry.family), reverse=reverse)
    return Listing(tuple(order), by_family=True)


def _first_years(entries: Iterable[NetworkEntry]) -> dict[str, int]:
    """The year of each family's oldest network."""
    first: dict[str, int] = {}
    for entry in entries:
        first[entry.family] = min(entry.year or LATE, first.get(entry.family, LATE))
    return first


def _asked(entries: Sequence[NetworkEntry], patterns: Sequence[str]) -> tuple[NetworkEntry, ...]:
    """The entries that match one of the patterns."""
    found: set[str] = set()
    for pattern in patterns:
        wanted = plain_name(pattern)
        here = [entry.name for entry in entries if _goes_by(entry, wanted)]
        if not here:
            known = dict.fromkeys(each for entry in entries for each in (entry.family, entry.name))
            raise CnncalcError(f"no network goes by {pattern!r}", hint=did_you_mean(pattern, known))
        found.update(here)
    return tuple(entry for entry in entries if entry.name in found)


def _goes_by(entry: NetworkEntry, wanted: str) -> bool:
    if set(wanted) & set("*?"):
        from fnmatch import fnmatchcase

        return len(wanted) <= LONGEST_TEXT and fnmatchcase(plain_name(entry.name), wanted)
    parts = entry.name.replace("_", "-").split("-")
    starts = [plain_name("".join(parts[at:])) for at in range(len(parts))]
    return bool(wanted) and (wanted == plain_name(entry.family) or any(start.startswith(wanted) for start in starts))


def _check_known(what: str, name: str | None, names: Iterable[str]) -> None:
    known = sorted({each for each in names if each})
    if name is not None and name.lower() not in map(str.lower, known):
        hint = near_or_all(name, known)
        raise CnncalcError(f"there is no {what} {name!r}", hint=hint)
