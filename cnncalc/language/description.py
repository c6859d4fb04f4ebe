"""What a spec says about its network: where it is from, and what was published about it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from cnncalc.language.definition import Definition
from cnncalc.language.shelf import folder
from cnncalc.source.values import Source, lines_of, plain, text_of

if TYPE_CHECKING:
    from cnncalc.published import Published


class FiguresInFile(NamedTuple):
    """The published figures of a network, read from its file when they are asked for."""

    path: str
    network: str

    def __call__(self) -> "tuple[Published, ...]":
        from cnncalc.language.published_figures import (
            published_in,  # imported when asked for, here and below: few networks need it
        )

        return published_in(self.path, self.network)


def description_of(definition: Definition, name: str) -> dict[str, Any]:
    """The fields of a `Network` that say what it is; raise SpecError for what cannot be read."""
    meta = definition.meta
    year = plain(meta["year"]) if "year" in meta else None
    if year is not None and (isinstance(year, bool) or not isinstance(year, int)):
        raise meta["year"].error(f"year must be a whole number, not {year!r}")
    in_catalogue = definition.document.source.folder == folder()
    return {
        "description": text_of(meta.get("description")),
        "paper": text_of(meta.get("paper")),
        "year": year,
        "family": text_of(meta.get("family")) or (_stem(definition.document.source) if in_catalogue else ""),
        "form": text_of(meta.get("form")) or ("paper" if in_catalogue else ""),
        "notes": tuple(lines_of(meta.get("notes"))),
        "figures": _figures(definition, name),
    }


def _figures(definition: Definition, name: str) -> "tuple[Published, ...] | Callable[[], tuple[Published, ...]]":
    """The published figures of the network; where its file was read without them, a function that reads them."""
    source, meta = definition.document.source, definition.meta
    if source.parsed != source.text:
        return FiguresInFile(source.name, name)  # type: ignore[return-value]  # mypy calls no named tuple
    if "published" not in meta and "sources" not in meta:
        return ()
    from cnncalc.language.published_figures import published_figures

    return published_figures(meta.get("published"), meta.get("sources"))


def _stem(source: Source) -> str:
    return source.name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
