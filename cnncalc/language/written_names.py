"""The names that are written out in a list of steps, before any of them runs."""

from __future__ import annotations

from collections.abc import Iterable

from cnncalc.ops import find_op
from cnncalc.source.values import List, Map, Scalar, YamlNode

SCOPED = ("layers", "then", "else")
"""The keys of a step with a name whose steps have a scope of their own."""


def written_names(steps: List) -> tuple[dict[str, Map], int]:
    """Every name that is written out in a list of steps, with its step; and how many values were looked at.

    Lists inside of it count where their steps have no scope of their own, as those of groups and named branches do.
    """
    found: dict[str, Map] = {}
    waiting: list[List] = [steps]
    seen = 0
    while waiting:
        items = waiting.pop().items
        seen += len(items)
        for item in items:
            if isinstance(item, Map):
                seen += len(item.values)
                name = item.values.get("name")
                if isinstance(name, Scalar) and isinstance(name.value, str):
                    found.setdefault(name.value, item)
                waiting.extend(_lists_in_scope(item))
    return found, seen


def _lists_in_scope(step: Map) -> Iterable[List]:
    """The lists of steps in a step that belong to the scope of the step itself."""
    scoped = SCOPED if "name" in step.values else () if "for" in step.values else ("layers",)
    for key, value in step.values.items():
        if key == "split" or (isinstance(value, (List, Map)) and find_op(key) is not None):
            yield from _lists_of_branches(value)
        elif isinstance(value, List) and key != "aux" and key not in scoped:
            yield value


def _lists_of_branches(branches: YamlNode) -> Iterable[List]:
    """The lists of steps in branches without a name; all of them may be one loop."""
    items = branches.items if isinstance(branches, List) else [branches]
    for item in items:
        if isinstance(item, List):
            yield item
        elif isinstance(item, Map) and "name" not in item.values:
            yield from [value for key, value in item.values.items() if key in SCOPED and isinstance(value, List)]
