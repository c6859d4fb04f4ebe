"""What is wrong with the parts of a step that fails, each looked at by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cnncalc.errors import FieldError
from cnncalc.language.here import Here
from cnncalc.language.references import Sources
from cnncalc.language.statements.base import Statement, Steps
from cnncalc.language.statements.layer import Layer
from cnncalc.language.statements.modifier import Modifier
from cnncalc.language.statements.named import Named
from cnncalc.language.statements.use import Use, given_to
from cnncalc.language.step import MODIFIERS, Step, is_literal
from cnncalc.language.terms import Name, read
from cnncalc.ops.base import Op
from cnncalc.source.values import List, Map, Scalar, YamlNode

if TYPE_CHECKING:
    from cnncalc.language.mistakes.search import Search

MOST_AXES = 3


class PartByPart:
    """Looks at the parts of steps that failed in one place, on the node that came in."""

    def __init__(self, search: Search, here: Here, current: int) -> None:
        self._search = search
        self._reader = search.reader
        self._here = here
        self._current = current

    def look_at_failed(self, statement: Statement) -> None:
        """Look at a statement that could not be run, if its step would run in any case."""
        while isinstance(statement, Modifier):
            turn = statement.first_turn(self._here, self._current)
            if turn is None:
                return
            self._here, statement = turn, statement.body
        step = statement.step
        base = statement.base_of(step) if isinstance(statement, Named) else step.head
        named = step.beside.get("name")
        self.look_at(step, self._here.path_of((Name(named).literal if named else "") or base))

    def look_at(self, step: Step, path: str) -> None:
        """Tell what is wrong with a failed step whatever comes in, and look into the steps inside of it."""
        if id(step.node) in self._search.begun:
            return
        self._search.begun.add(id(step.node))
        construct = self._reader.construct(step)
        self._look_at_sources(step, construct)
        if issubclass(construct, Layer):
            self._look_at_layer(step, path)
        elif issubclass(construct, Use):
            self._look_at_use(step, path)
        else:
            self._look_at_construct(step, construct, path)

    def _look_at_sources(self, step: Step, construct: type[Statement]) -> None:
        """Tell what is wrong with each of the names that a step takes, and with taking several."""
        source = step.main if step.head == "from" else step.beside.get("from")
        if source is None:
            return
        found = 0
        items = source.items if isinstance(source, List) else [source]
        for item in items:
            with self._telling(step):
                Sources(item).all(self._here, self._current)
                found += 1
        if found == len(items) and not issubclass(construct, Layer):
            with self._telling(step):
                self._current = Sources(source).one(self._here, self._current)

    def _telling(self, step: Step) -> Any:
        return self._search.mistakes.telling(step.node, self._here)

    def _look_at_layer(self, step: Step, path: str) -> None:
        readable = [self._reads(part, path) for part in _parts(step, Layer)]  # each of them is told
        if all(readable):
            self._reads(step, path, whole=True)
        elif is_literal(step.node):
            self._search.hopeless.add(id(step.node))

    def _reads(self, part: Step, path: str, *, whole: bool = False) -> bool:
        """Whether an op takes what a part of a step says; a mistake is told."""
        with self._telling(part):
            layer = Layer(part, self._reader)
            said = layer.said(layer.moved(self._here, self._current))
            try:
                self._read(layer.op, said, whole=whole)
            except FieldError as error:
                layer.blame(error, path, self._here)
                raise
            return True
        return False

    def _read(self, op: type[Op], said: Mapping[str, Any], *, whole: bool) -> None:
        """Read values; raise FieldError if an op takes them with no number of axes that may come in."""
        nothing, graph = self._search.nothing, self._search.graph
        shape = None if self._current == nothing else graph.shape(self._current)
        op.check_words(said, shape)
        takes = op.takes or range(MOST_AXES + 1)
        axes: Iterable[int] = sorted(takes, key=lambda axes: (axes != 2, axes))  # as most have
        if shape is not None and len(shape.spatial) in takes:
            axes = [len(shape.spatial)]
        problems = [_problem(op, said, each, whole=whole) for each in axes]
        if None not in problems and problems[0] is not None:
            raise problems[0]

    def _look_at_use(self, step: Step, path: str) -> None:
        block = self._reader.block(step.head)
        parts, told = _parts(step, Use), 0
        for part in parts:
            with self._telling(step):
                for node in given_to(part, block.parameters).values():
                    read(node).of(self._here, self._current)
                told += 1
        if told == len(parts):
            with self._telling(step):
                Use(step, self._reader)
        if id(block.steps.node) not in self._search.begun:
            self._search.unknown.update(block.parameters)
            known = {key: value for key, value in self._search.parameters.items() if key not in block.parameters}
            self._look_into(block.steps, path, known, self._search.nothing, use=step.node)

    def _look_at_construct(self, step: Step, construct: type[Statement], path: str) -> None:
        for part in _parts(step, construct):
            with self._telling(step):
                construct.check_beside(part, self._reader)
        variables = construct.binds(step)
        if variables is not None:
            self._search.unknown.update(_words_in(variables), ["index"])
        for node in construct.lists_in(step):
            if isinstance(node, List) and id(node) not in self._search.begun:
                inside = path if construct.scoped else self._here.path
                known = self._current if construct.same_input else self._search.nothing
                self._look_into(Steps(node, self._reader), inside, self._here.variables, known)

    def _look_into(
        self, steps: Steps, path: str, variables: Mapping[str, Any], current: int, use: Scalar | Map | None = None
    ) -> None:
        """Run steps that were not reached, in a namespace of their own, on what comes in as far as it is known."""
        here, names = self._here, steps.namespace(self._search.budget)
        inside = Here(self._search, path, here, variables, names, training=here.training, use=use)
        self._search.run(steps, inside, current)


def _problem(op: type[Op], said: Mapping[str, Any], axes: int, *, whole: bool) -> FieldError | None:
    """Why an op does not take some of its fields' values, or all of them as a `whole`, if it does not."""
    try:
        if whole:
            op.read(said, axes)
        for key, value in op.in_own_words(said).items():
            op.fields[key].read(value, axes)
    except FieldError as error:
        return error
    return None


def _parts(step: Step, construct: type[Statement]) -> list[Step]:
    """The step with its main value alone, and with each of the keys beside that alone which are none of its parts."""
    kept = {key: value for key, value in step.beside.items() if key in MODIFIERS and key in construct.parts}
    others = {key: value for key, value in step.beside.items() if key not in kept}
    main = [step.changed(beside=kept)] if step.has_main or not others else []
    bare = Step(step.node, step.head, step.key, None, kept)
    return [*main, *(bare.changed(beside={**kept, key: value}) for key, value in others.items())]


def _words_in(node: YamlNode) -> set[str]:
    """Every word in the texts of a value."""
    found: set[str] = set()
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Scalar):
            found.update(re.findall(r"\w+", str(node.value)))
        else:
            waiting.extend(node.items if isinstance(node, List) else node.values.values())
    return found
