"""What a spec says about its network: where it is from, and what was published about it."""

from __future__ import annotations

import re
from typing import Any

from cnncalc.network import Published
from cnncalc.source.files import is_path
from cnncalc.source.values import List, Map, Node, Source, line_of, plain, text_of
from cnncalc.spec.definition import Definition, check_keys
from cnncalc.spec.shelf import folder

PROTOCOL_KEYS = ("crops", "models", "data", "network")
"""How an accuracy was measured."""
PUBLISHED_KEYS = ("figure", "value", "source", "of", "op", "versus", "input", "wrong", "note", *PROTOCOL_KEYS)


def description_of(definition: Definition) -> dict[str, Any]:
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
        "notes": tuple(_texts(meta.get("notes"))),
        "published": tuple(_published(meta.get("published"))),
    }


def _stem(source: Source) -> str:
    return source.name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]


def _texts(node: Node | None) -> list[str]:
    nodes = node.items if isinstance(node, List) else [node]
    return [line for line in map(line_of, nodes) if line]


def _published(node: Node | None) -> list[Published]:
    if node is None:
        return []
    if not isinstance(node, List):
        raise node.error("published must be a list of figures")
    return [_figure(item) for item in node.items]


def _figure(item: Node) -> Published:
    if not isinstance(item, Map):
        raise item.error("a published figure is a mapping: {figure: params, value: 60M, source: …}")
    check_keys(item, PUBLISHED_KEYS, "a published figure")
    for key in ("figure", "value", "source"):
        if not text_of(item.values.get(key)):
            raise item.error(f"a published figure needs {key}:")
    versus = item.values.get("versus")
    if versus is not None and is_path(text_of(versus)):
        raise versus.error("versus takes a network of the catalogue")
    _check_protocol(item, accuracy=text_of(item.values["figure"]).startswith("top"))
    texts = {key: line_of(value) for key, value in item.values.items() if key != "of"}
    return Published(of=tuple(_texts(item.values.get("of"))), origin=item.origin, **texts)


def _check_protocol(item: Map, *, accuracy: bool) -> None:
    """Raise SpecError for how an accuracy was measured on another figure, and for numbers that are none."""
    for key in PROTOCOL_KEYS:
        if key in item.values and not accuracy:
            raise item.keys[key].error(f"{key} says how an accuracy was measured: top1, top5, top1_error, top5_error")
    for key, words in (("crops", ("dense",)), ("models", ())):
        value = text_of(item.values.get(key))
        if value and value not in words and not re.fullmatch(r"[1-9][0-9]{0,5}", value):
            wanted = f"{key} must be a whole number" + (" or 'dense'" if words else "")
            raise item.values[key].error(f"{wanted}, not {value!r}")
