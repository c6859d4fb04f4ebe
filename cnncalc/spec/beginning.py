"""What networks begin with: layers in a chain, of which the next network of a spec takes over what is the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING

from cnncalc.graph import Node
from cnncalc.shape import Shape
from cnncalc.spec.arguments import frozen
from cnncalc.spec.frame import Frame
from cnncalc.spec.steps import Step, is_literal, is_word, words_in

if TYPE_CHECKING:
    from cnncalc.spec.build import Builder

ELSEWHERE = frozenset(["shape", "like"])
"""The words by which a value depends on other layers than the one before."""


class Trail:
    """What one network has made of the steps: one node of each, by one name."""

    __slots__ = ("_first", "_names", "_nodes", "edited", "parameters", "taken")

    def __init__(self, nodes: Sequence[Node], frame: Frame, edited: Collection[str]) -> None:
        self._nodes = nodes
        self._first = len(nodes)
        """The number of the first step's node."""
        self._names = frame.taken.names
        self.taken = tuple(self._names)
        """The names that were taken before that."""
        self.parameters = frame.variables
        self.edited = [path for path in edited if "." not in path]
        """The names of the layers that something changes, but for those inside of others."""

    def is_even(self, count: int) -> bool:
        """Whether so many steps have made as many nodes."""
        return len(self._nodes) - self._first == count

    def is_regular(self) -> bool:
        """Whether every name that was taken is a node's, in order."""
        return [node.path for node in self._nodes[self._first :]] == [*self._names][len(self.taken) :]

    def leads(self, other: Trail) -> bool:
        """Whether another network may follow: the same names come before, and there is all that is edited in either."""
        return self.taken == other.taken and self._names.keys() >= {*self.edited, *other.edited}

    def steps_of(self, names: Collection[str]) -> list[int]:
        """The numbers of the steps that have taken some names."""
        if not names:
            return []
        return [number for number, name in enumerate(self._names, start=-len(self.taken)) if name in names]

    def meets(self, number: int, current: int, shape: Shape) -> bool:
        """Whether a step has run on a node with this index and shape."""
        node = self._nodes[self._first + number]
        return node.inputs == (current,) and node.application.input == shape

    def nodes(self, start: int, stop: int) -> Sequence[Node]:
        """What the steps from one number to another have made."""
        return self._nodes[self._first + start : self._first + stop]


class Beginning:
    """The plain steps at the head of a spec's layers.

    One makes the same node as in the network before if it follows the same node of the same shape, if nothing edits it
    and the values in it are the same, and if all names up to there are.
    """

    def __init__(self, steps: Iterable[Step]) -> None:
        self.steps = list(takewhile(lambda step: step.is_plain, steps))
        self._last: Trail | None = None

    @cached_property
    def _words(self) -> dict[int, frozenset[str]]:
        """For each step whose values are not all written out the words in it.

        They are found when a network is built again: most are built once.
        """
        return {
            number: words_in([step.node])
            for number, step in enumerate(self.steps)
            if "like" in step.fields or not is_literal(step.node)
        }

    def run(self, builder: Builder, current: int, frame: Frame, edited: Collection[str]) -> int:
        """Run the steps; return what comes out."""
        last, trail = self._last, Trail(builder.graph.nodes, frame, edited)
        if last is None or not last.leads(trail):
            current = builder.chain(self.steps, current, frame)
        else:
            current = self._follow(last, trail, builder, current, frame)
        numbers = frame.taken.numbers.values()
        whole = trail.is_even(len(self.steps)) and sum(numbers) == len(self.steps)  # else a name was had by another
        if whole and trail.is_regular():
            self._last = trail
        return current

    def _follow(self, last: Trail, trail: Trail, builder: Builder, current: int, frame: Frame) -> int:
        """Run the steps; between two that may make something else all is taken over, if it is met by the same."""
        graph, steps = builder.graph, self.steps
        stops = iter(self._stops(last, trail))
        number, stop = 0, next(stops)
        while number < len(steps) and trail.is_even(number):
            while stop < number:
                stop = next(stops)
            if stop > number and last.meets(number, current, graph.shape(current)):
                same = last.nodes(number, stop)
                frame.taken.again(steps[number:stop], same)
                current, number = graph.take_over(same), stop
            else:
                current, number = builder.chain(steps[number : number + 1], current, frame), number + 1
        return builder.chain(steps[number:], current, frame)

    def _stops(self, last: Trail, trail: Trail) -> list[int]:
        """The numbers of the steps that may make something else than in the network before, and of the end."""
        edited = last.steps_of({*last.edited, *trail.edited})
        parameters = trail.parameters.items()
        changed = {name for name, value in parameters if frozen(value) != frozen(last.parameters[name])} | ELSEWHERE
        if not all(map(is_word, changed)):
            moving = [*self._words]  # nobody knows where the name stands
        else:
            moving = [number for number, words in self._words.items() if not words.isdisjoint(changed)]
        return sorted([*edited, *moving, len(self.steps)])
