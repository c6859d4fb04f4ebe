"""Blocks: what all uses of one have in common, with parameters for what differs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from cnncalc.exporters.yaml.general_values import ABSENT, Generaliser, UnlikeError, is_size, same
from cnncalc.exporters.yaml.laid_over import LaidOver, laid_over
from cnncalc.exporters.yaml.spec_step import RESIDUAL, SpecStep
from cnncalc.graph import Graph

MOST_PARAMETERS, MOST_FLAGS, MOST_SIZES = 6, 2, 3
CALLED = {"flag": "with_more", "repeat": "depth", "op": "activation", "channels": "around", "name": "called"}
"""What parameters for fields are called whose own names are words of the language."""


class SharedBlock:
    """A block: its steps, its parameters with their values in each use, and their defaults."""

    def __init__(self, name: str, members: Sequence[SpecStep], graph: Graph) -> None:
        self.name = name
        self.label = members[0].label
        self._graph = graph
        steps = laid_over([member.bodies[0] for member in members], [member.entry for member in members])
        if steps is None:
            raise UnlikeError
        self.steps = steps
        self._solver = Generaliser()
        self._solve()
        self.parameters: dict[str, list[Any]] = {}
        """The parameters, and the value of each in every use."""
        self._name_parameters()
        self.defaults = {name: value for name, value in map(self._default, self.parameters) if value is not ABSENT}
        for name, values in self.parameters.items():
            self.parameters[name] = [self.defaults.get(name) if value is ABSENT else value for value in values]

    def _solve(self) -> None:
        every = list(_all(self.steps))
        for template in every:
            if not template.is_optional:
                self._fields(template)
        self._conditions(self.steps, None)
        for template in every:
            if template.is_optional:
                self._fields(template)
        found = self._solver.parameters
        sizes = [each for each in found if is_size(each.field)]
        others = len(found) - len(sizes) + min(len(sizes), MOST_SIZES)
        if others > MOST_PARAMETERS or len([each for each in found if each.field == "flag"]) > MOST_FLAGS:
            raise UnlikeError

    def _channels(self, template: LaidOver) -> list[Any]:
        nodes = self._graph.nodes
        return [ABSENT if entry is None else nodes[entry].shape.channels for entry in template.entries]

    def _fields(self, template: LaidOver) -> None:
        channels = self._channels(template)
        rows = [None if step is None else step.values for step in template.members]
        kernels = [ABSENT if row is None else row.get("kernel", ABSENT) for row in rows]
        for field in template.step.values:
            values = [ABSENT if row is None else row[field] for row in rows]
            if template.step.head == RESIDUAL and False in values and True in values:
                template.fields[field] = self._solver.condition(values, channels, self._sizes())
            else:
                kernel = kernels if "kernel" in template.step.values else ()
                template.fields[field] = self._solver.solve(field, values, channels, kernel)

    def _conditions(self, steps: list[LaidOver], around: LaidOver | None) -> None:
        """Say of each step that is not in all uses on what it is there; neighbours of a kind hang together."""
        holds: list[Any] = []
        for template in steps:
            before, holds = holds, self._holds(template, around)
            if False not in holds:
                holds = []
            elif holds == before:
                template.condition = steps[steps.index(template) - 1].condition
            else:
                template.condition = self._solver.condition(holds, self._channels(template), self._sizes())
            for body in template.bodies:
                self._conditions(body, template)

    def _holds(self, template: LaidOver, around: LaidOver | None) -> list[Any]:
        outer = template.members if around is None else around.members
        pairs = zip(template.members, outer, strict=True)
        return [ABSENT if around is not None and out is None else step is not None for step, out in pairs]

    def _sizes(self) -> list[tuple[str, list[Any]]]:
        """The sizes that are known in all uses, the last one first."""
        found: dict[str, list[Any]] = {}
        for template in reversed([each for each in _all(self.steps) if not each.is_optional]):
            for field, text in template.fields.items():
                values = [step.values[field] for step in template.members if step is not None]
                if is_size(field) and all(type(value) is int for value in values) and "channels" not in text:
                    found.setdefault(text.removeprefix("$"), values)
        return list(found.items())

    def _name_parameters(self) -> None:
        """Settle the names: what comes out has `filters`, what is inside `hidden`; many sizes are one list."""
        found = self._solver.parameters
        sizes = [number for number, each in enumerate(found) if is_size(each.field)]
        names: dict[int, str] = {}
        if len(sizes) > MOST_SIZES:
            if any(value is ABSENT for number in sizes for value in found[number].values):
                raise UnlikeError
            names = {number: f"filters[{place}]" for place, number in enumerate(sizes)}
            rows = zip(*[found[number].values for number in sizes], strict=True)
            self.parameters["filters"] = [list(row) for row in rows]
        elif sizes:
            names[sizes[-1]] = "features" if found[sizes[-1]].field == "features" else "filters"
            self.parameters[names[sizes[-1]]] = found[sizes[-1]].values
            for place, number in enumerate(sizes[:-1]):
                names[number] = "hidden" if not place else f"hidden{place + 1}"
                self.parameters[names[number]] = found[number].values
        for number, each in enumerate(found):
            if number not in names:
                names[number] = self._free(CALLED.get(each.field, each.field))
                self.parameters[names[number]] = each.values
        self._rename(names)

    def _free(self, name: str) -> str:
        name, number = re.sub(r"\W", "_", name), 1
        while (free := name if number == 1 else f"{name}{number}") in self.parameters:
            number += 1
        return free

    def _rename(self, names: dict[int, str]) -> None:
        def named(text: str) -> str:
            return re.sub("§(\\d+)§", lambda match: names[int(match[1])], text)

        for template in _all(self.steps):
            template.condition = named(template.condition)
            template.fields = {field: named(text) for field, text in template.fields.items()}

    def _default(self, name: str) -> tuple[str, Any]:
        """The most frequent value, for all but the main parameter; one that is not always said has to have one."""
        values = self.parameters[name]
        known = [value for value in values if value is not ABSENT]
        if name == next(iter(self.parameters)) and len(known) == len(values):
            return name, ABSENT
        plain = [value for value in known if type(value) in (int, bool, str)]
        if not plain:
            return name, ABSENT if len(known) == len(values) else known[0]
        value, times = Counter((type(value), value) for value in plain).most_common(1)[0]
        return name, value[1] if 2 * times >= len(known) or len(known) < len(values) else ABSENT


def _all(steps: list[LaidOver]) -> Iterator[LaidOver]:
    for template in steps:
        yield template
        for body in template.bodies:
            yield from _all(body)


def is_default(value: Any, default: Any) -> bool:
    """Whether a value need not be said."""
    return default is not ABSENT and same(value, default)
