"""What comes out of a network: what `outputs:` names."""

from __future__ import annotations

from cnncalc.errors import did_you_mean
from cnncalc.graph import chosen_by
from cnncalc.language.by_path import Pattern, is_pattern
from cnncalc.language.here import Here
from cnncalc.language.terms import read
from cnncalc.network import Remark
from cnncalc.source.values import List, YamlNode

MOST_TOLD = 3


def declared(node: YamlNode, here: Here, current: int) -> tuple[int, ...]:
    """The nodes that are named, in order.

    A name is that of a layer, a block or a group, a path or a pattern. Raises SpecError for one that nothing goes by.
    """
    names = read(node).of(here, current)
    if not isinstance(names, list) or not names:
        raise node.error("outputs takes a list of names", "as [heat, boxes]")
    places = node.items if isinstance(node, List) and len(node.items) == len(names) else [node] * len(names)
    found: dict[int, None] = {}
    for name, place in zip(names, places, strict=True):
        if not isinstance(name, str):
            raise place.error(f"a layer is named by its name, not {name!r}")
        found.update(dict.fromkeys(_chosen(name, place, here)))
    return tuple(found)


def _chosen(name: str, place: YamlNode, here: Here) -> list[int]:
    """The nodes that go by a name or a pattern: layers, blocks and groups, and nothing that is inside of one."""
    known = here.graph.by_path
    exact = name.removeprefix(".")
    if exact in known:
        return [known[exact]]
    here.budget.spend(len(known))  # each is compared with the name, of which there may be very many
    paths = [path for path, node in known.items() if not here.graph.nodes[node].is_input]
    fitting = set(filter(Pattern(name).fits, paths)) if is_pattern(name) else chosen_by(name, paths)
    chosen = {path for path in fitting if fitting.isdisjoint(_around(path))}
    if not chosen:
        raise place.error(f"there is no layer {name!r} to come out", did_you_mean(name, known))
    return sorted({known[path] for path in chosen})


def _around(path: str) -> list[str]:
    """The paths of the blocks and groups around a layer."""
    return [path[:at] for at, char in enumerate(path) if char == "."]


def note_unread(node: YamlNode, outputs: tuple[int, ...], here: Here) -> None:
    """Remark the layers that nothing reads and that are not declared."""
    graph = here.graph
    read_by_others = {index for each in graph.nodes for index in each.inputs}
    unread = [
        each.path
        for each in graph.nodes
        if each.id not in read_by_others and each.id not in outputs and not each.training and not each.is_input
    ]
    if unread:
        more = len(unread) - MOST_TOLD
        told = ", ".join(unread[:MOST_TOLD]) + (f" and {more:,} more" if more > 0 else "")
        verb = "is" if len(unread) == 1 else "are"
        here.build.remarks.append(Remark(f"{told} {verb} no output, and nothing reads what comes out", node.origin))
