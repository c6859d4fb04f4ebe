"""Looks for all independent mistakes of a spec, once the first was met.

The network is built once more, and what fails does not end it: what comes out of a step with a mistake is not known,
and what depends on that is passed over without a word. So a mistake is told if it would be met once the others are
mended, and nothing is told that follows from another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from cnncalc.errors import CnncalcError, LimitError
from cnncalc.language.build import add_edits, start
from cnncalc.language.definition import Definition
from cnncalc.language.description import description_of
from cnncalc.language.here import Build, Here
from cnncalc.language.inputs import add_inputs
from cnncalc.language.mistakes.found import EnoughError, Mistakes, NotKnownError, UnknownOp
from cnncalc.language.mistakes.parts import PartByPart
from cnncalc.language.parameters import Parameters
from cnncalc.language.statements import KEYS, constructs_for
from cnncalc.language.statements.base import Reader, Statement, Steps
from cnncalc.language.statements.named import Named
from cnncalc.language.step import Step, is_name
from cnncalc.limits import Budget, Limits
from cnncalc.source.values import List, Map, Scalar, YamlNode, text_of

SHARE = 4
"""The search may spend the work that a network may make, divided by this."""


def look(
    mistakes: Mistakes,
    definition: Definition,
    name: str,
    settings: Mapping[str, YamlNode] | None,
    given: YamlNode | None,
    limits: Limits,
    unknown: Iterable[str] = (),
) -> None:
    """Find what else is wrong with a definition.

    `settings` are None where they are not known; `unknown` are blocks and parameters that have mistakes.
    """
    try:
        sources = {key: node for key, node in definition.meta.items() if key == "sources"}
        for key, node in definition.meta.items():
            for part in [node] if key == "sources" else _parts_of_meta(node):
                with mistakes.telling(part):
                    description_of(definition._replace(meta={**sources, key: part}), name)
                    text_of(part if key == "name" else None)
        budget = Budget(limits._replace(work=limits.work // SHARE))
        with mistakes.telling(definition.document):
            Search(definition, name, budget, mistakes, unknown).look(settings, given)
    except (EnoughError, LimitError, RecursionError):
        pass


class BrokenStep(Named):
    """A step with a mistake: it takes a name, and raises the error where it would make something."""

    def __init__(self, step: Step, reader: Reader, construct: type[Statement], error: CnncalcError) -> None:
        self.step = step
        self.name = Named.parts["name"].read(step.beside.get("name"), step, reader)
        self.base = construct.base_of(step) if issubclass(construct, Named) else ""
        self._error = error

    def run(self, here: Here, current: int) -> int:
        if not self.base or (self.base == "for" and self.name is None):
            raise self._error
        return super().run(here, current)

    def make(self, here: Here, current: int, name: str) -> int:
        raise self._error


class LenientReader(Reader):
    """Reads a step with a mistake as a `BrokenStep`."""

    def statement(self, step: Step) -> Statement:
        construct = self.construct(step)
        try:
            return construct(step, self)
        except CnncalcError as error:
            error.origin = error.origin or step.node.origin
            return BrokenStep(step, self, construct, error)


class Search(Build):
    """Builds a network in spite of mistakes, and tells them."""

    def __init__(
        self, definition: Definition, name: str, budget: Budget, mistakes: Mistakes, unknown: Iterable[str]
    ) -> None:
        super().__init__(budget)
        written = definition.meta.get("name")
        title = written.written.strip() if isinstance(written, Scalar) and written.value is not None else ""
        self._definition = definition
        self._name, self._title = name, title or name
        self.reader = LenientReader(definition.blocks, KEYS, constructs_for)
        self.mistakes = mistakes
        self.unknown = set(unknown)
        """The names of values that are not known."""
        self._missing = frozenset(unknown)
        """The names of blocks that have a mistake."""
        self.begun: set[int] = set()
        """The ids of the lists of steps that were run, and of the steps that were looked at."""
        self.hopeless: set[int] = set()
        """The ids of the YAML nodes of steps that are wrong wherever they run."""
        self._statements: dict[int, Statement | None] = {}
        """Memo of `_statement`; key: the id of a YAML node, value: its statement, None if it is none."""
        self._is_whole = True
        """Whether every inserted step could be made."""
        self._failed: set[str] = set()
        """The paths of layers with a change that failed: layers inside of them may be missing for that."""
        self._passed: set[str] = set()
        """The names that are written in steps that were passed over."""
        self._is_sure = True
        """Whether the name of every step so far is known."""
        self.nothing = -1
        """The node that stands for every unknown one."""

    def look(self, settings: Mapping[str, YamlNode] | None, given: YamlNode | None) -> None:
        """Tell the mistakes in the parameters, the inputs, the steps and the changes."""
        definition = self._definition
        self._work_out_parameters(settings)
        if definition.layers is None:
            return
        steps = Steps(definition.layers, self.reader)
        here, current = start(self, steps), -1
        edits = add_edits(self, definition, self.reader)
        try:
            if definition.input is not None or "input" not in self._missing:
                with self.mistakes.telling(definition.document):
                    current = add_inputs(definition, given, here, self._title)
            if current < 0:
                named = definition.input.values if isinstance(definition.input, Map) else ()
                self._passed.update(["input", *named])
            self.nothing = self.graph.place("", UnknownOp(), ())
            del self.graph.by_path[""]
            self.run(steps, here, self.nothing if current < 0 else current)
            for path, error in edits.unmade(self.graph.by_path, self._title) if edits and self._is_whole else ():
                inside = path in self._failed or any(path.startswith(f"{failed}.") for failed in self._failed)
                if not inside and not self._is_passed(path, here):
                    self.mistakes.tell(error)
        finally:
            self.stack.close()

    def _work_out_parameters(self, settings: Mapping[str, YamlNode] | None) -> None:
        parameters = Parameters(self._definition, settings or {}, self._name, self)
        for name, default in self._definition.parameters.items():
            needs = isinstance(default, Scalar) and default.value is None and name not in self._definition.settings
            if not needs or settings is not None:
                with self.mistakes.telling(default):
                    parameters.work_out(name)
            if name not in self.parameters:
                self.unknown.add(name)

    def run(self, steps: Any, here: Here, current: int) -> int:
        """Run steps in a chain; the node that comes out of one that fails is unknown."""
        self.begun.add(id(steps.node))
        self.stack.push()
        try:
            self.budget.spend(len(steps.node.items))
            for node in steps.node.items:
                current = self._tried(node, here, current)
        finally:
            self.stack.pop()
        return current

    def telling(self, place: YamlNode, here: Here) -> AbstractContextManager[None]:
        """Tell a mistake, and go on after it."""
        return self.mistakes.telling(place, here)

    def _tried(self, node: YamlNode, here: Here, current: int) -> int:
        statement = self._statement(node, here)
        if statement is not None:
            with self.telling(node, here):
                return statement.run(here, current)
            with self.telling(node, here):
                PartByPart(self, here, current).look_at_failed(statement)
        self._pass_over(node, here)
        return self.nothing

    def _statement(self, node: YamlNode, here: Here) -> Statement | None:
        """A step as a statement. That it is none is told once, unless a block of its name has a mistake."""
        if id(node) not in self._statements:
            self._statements[id(node)] = None
            heads = [node.value] if isinstance(node, Scalar) else node.values if isinstance(node, Map) else ()
            if self._missing.isdisjoint(map(str, heads)):
                with self.telling(node, here):
                    self._statements[id(node)] = self.reader.statement(self.reader.vocabulary.take_apart(node))
        return self._statements[id(node)]

    def make(self, statement: Any, here: Here, current: int, name: str) -> int:
        """Make a layer or a scope; one that fails takes its name, and its node is unknown."""
        step, path = statement.step, here.path_of(name)
        if id(step.node) not in self.hopeless:
            with self.telling(step.node, here):
                return super().make(statement, here, current, name)
            PartByPart(self, here, current).look_at(step, path)
        self.graph.by_path[path] = self.nothing
        self._remember_names_in(step.node)
        return current if step.head == "aux" else self.nothing

    def edit(self, statement: Any, here: Here, current: int, name: str) -> int:
        """Make a layer with its edits; where that fails, nothing is told of the layer without them."""
        if isinstance(statement, BrokenStep):
            self._failed.add(here.path_of(name))
            here.names.claim(statement.step, name)
            return self.make(statement, here, current, name)
        try:
            return super().edit(statement, here, current, name)
        except (CnncalcError, NotKnownError):
            self._failed.add(here.path_of(name))
            self.begun.add(id(statement.step.node))
            raise

    def insert(self, steps: Any, path: str, here: Here, current: int, level: int) -> int:
        """Run steps that are inserted before or after a layer."""
        try:
            return super().insert(steps, path, here, current, level)
        except (CnncalcError, NotKnownError):
            self._is_whole = False
            raise

    def check_known(self, name: str, here: Here) -> None:
        """Raise NotKnownError for a name that may stand for a step with a mistake."""
        if self._is_passed(name, here):
            raise NotKnownError

    def check_variable(self, name: str) -> None:
        """Raise NotKnownError for a variable whose value is not known."""
        if name in self.unknown:
            raise NotKnownError

    def no_namesake(self, place: YamlNode, scope: str, name: str) -> Exception:
        """The error for a layer without its namesake in another scope, if it is sure that there is none."""
        return super().no_namesake(place, scope, name) if self._is_sure else NotKnownError()

    def _is_passed(self, name: str, here: Here) -> bool:
        """Whether a name may be that of a step that was passed over: written in it, or made up with a number."""
        found, outermost = here.found(name), name.removeprefix(".").partition(".")[0]
        if not self._is_sure and outermost[-1:].isdigit() and outermost not in here.names.written:
            return True
        if found is None and not self._passed.isdisjoint(name.split(".")):
            return True
        path = found or here.found(outermost)
        return path is not None and isinstance(self.graph.nodes[self.graph.by_path[path]].application, UnknownOp)

    def _pass_over(self, node: YamlNode, here: Here) -> None:
        """Let the name of a failed step, if it can be told, stand for the unknown node."""
        named = node.values.get("name") if isinstance(node, Map) else None
        if isinstance(named, Scalar) and isinstance(named.value, str) and is_name(named.value):
            self.graph.by_path.setdefault(here.path_of(named.value), self.nothing)
            here.names.broken.add(named.value)
        else:
            self._is_sure = False
        self._remember_names_in(node)

    def _remember_names_in(self, node: YamlNode) -> None:
        waiting = [node]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Map):
                name = node.values.get("name")
                if isinstance(name, Scalar) and isinstance(name.value, str):
                    self._passed.add(name.value)
            if not isinstance(node, Scalar):
                waiting.extend(node.items if isinstance(node, List) else node.values.values())


def _parts_of_meta(node: YamlNode) -> list[YamlNode]:
    """A list as lists of one item each: one may have a mistake where others have none."""
    if not isinstance(node, List):
        return [node]
    return [List(item.source, item.line, item.column, [item]) for item in node.items]
