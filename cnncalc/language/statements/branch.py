"""The branches of a join or a split: each an item of its list, or several of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cnncalc.errors import did_you_mean
from cnncalc.language.here import Here
from cnncalc.language.statements.base import CONDITION, NAMES, STEPS, Reader, Steps
from cnncalc.language.statements.loop import turns, variables_of
from cnncalc.language.terms import Name, Term, read_expression
from cnncalc.source.values import List, Map, Scalar, YamlNode

KEYS = ("for", "in", "if", "layers", "then", "else", "name")
ITEM: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "for": NAMES, "in": {"type": ["array", "string"]}, "if": CONDITION, "layers": STEPS, "then": STEPS,
        "else": STEPS, "name": {"$ref": "#/$defs/name"},
    },
    "additionalProperties": False,
}  # fmt: skip
BRANCH: Mapping[str, Any] = {"anyOf": [STEPS, ITEM]}
BRANCHES: Mapping[str, Any] = {
    "anyOf": [
        {"type": "array", "items": BRANCH},
        {"type": "object", "additionalProperties": BRANCH},
        {**ITEM, "required": ["for", "in", "layers"]},
        {"type": "null"},
    ]
}
NEEDS = (
    ("for", "in", "for needs in: with a list"),
    ("in", "for", "in: needs for: beside it"),
    ("then", "if", "then: needs if: beside it"),
)
"""A word of an item, another that it needs beside it, and the error if that is missing."""
LEFT_OUT = "{if: …, then: […], else: []} leaves its input; a branch that may not be there is {if: …, layers: […]}"


class Branch:
    """One branch where it runs: its steps, and the place with the variables that it has."""

    __slots__ = ("here", "name", "steps")

    def __init__(self, here: Here, steps: Steps, name: Name | None) -> None:
        self.here = here
        self.steps = steps
        self.name = name

    def run(self, source: int) -> int:
        """Run the branch; raise SpecError if all of its steps are left out."""
        here, steps, build = self.here, self.steps, self.here.build
        inside = here
        if self.name is not None:
            name = here.names.free(self.name.of(here, source))
            here.names.names[name] = None
            inside = here.inner(name, steps.namespace(build.budget), here.start)
            build.graph.open_scope(inside.path, shares=inside.shares)
        mark = build.mark
        output = build.run(steps, inside, source)
        if steps.node.items and output == source and build.mark == mark and build.graph.shape(source):
            raise steps.node.error("every step of this branch is left out here", LEFT_OUT)
        if self.name is not None:
            build.graph.close_scope(inside.path, output)
        return output


class BranchItem:
    """An item of the list of branches as it is written: a list of steps, or a mapping that says when and how often."""

    def __init__(self, node: YamlNode, key: Scalar | None, reader: Reader, head: str, hint: str) -> None:
        written = node.values if isinstance(node, Map) else {"layers": node}
        problem = f"each branch of {head} is a list of steps"
        if isinstance(node, Map):
            _check_words(node, problem, hint)
        self._chosen = "then" in written or "else" in written
        steps = [written.get("then" if self._chosen else "layers"), written.get("else")]
        if not isinstance(steps[0], List) or not (steps[1] is None or isinstance(steps[1], List)):
            raise (steps[0] or node).error(problem, hint)
        self._steps = Steps(steps[0], reader)
        self._otherwise = None if steps[1] is None else Steps(steps[1], reader)
        named = written.get("name") or key
        self._name = None if named is None else Name(named)
        self._condition = _expression(written, "if")
        self._items = _expression(written, "in")
        self._variables: str | list[str] = []
        if "for" in written:
            self._variables = variables_of(written["for"])

    def branches(self, here: Here, source: int) -> Iterator[Branch]:
        """The branches that there are where a node comes in: none, one, or one for each turn of the loop."""
        here.budget.spend(1)
        places = [here] if self._items is None else turns(here, here, source, self._variables, self._items)
        for place in places:
            holds = self._condition is None or self._condition.of(place, source)
            steps = self._steps if holds else self._otherwise
            if steps is not None:
                here.build.jumps += self._chosen and not steps.node.items
                yield Branch(place, steps, self._name)

    @staticmethod
    def lists_in(node: YamlNode) -> list[YamlNode | None]:
        """What must be the lists of steps of an item."""
        return [node.values.get(key) for key in ("layers", "then", "else")] if isinstance(node, Map) else [node]


def _check_words(item: Map, problem: str, hint: str) -> None:
    """Raise SpecError for a word that an item of the branches does not have, or that needs another or excludes it."""
    for word, place in item.keys.items():
        if word not in KEYS:
            raise place.error(problem, did_you_mean(word, KEYS) or hint)
    for word, other, error in NEEDS:
        if word in item.values and other not in item.values:
            raise item.keys[word].error(error)
    if "then" in item.values and "layers" in item.values:
        raise item.keys["layers"].error("a branch has either layers: or then: and else:")


def _expression(written: Mapping[str, YamlNode], key: str) -> Term | None:
    return read_expression(written[key]) if key in written else None
