"""Looks for all independent mistakes of a spec, once the first was met.

The network is built once more, and what fails does not end it: what comes out of a step with a mistake is not known,
and what depends on that is passed over without a word. So a mistake is told if it would be met once the others are
mended, and nothing is told that follows from another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cnncalc.errors import CnncalcError, FieldError, LimitError, SpecError
from cnncalc.limits import Budget, Limits
from cnncalc.ops.base import Op
from cnncalc.source.values import List, Map, Node, Scalar, text_of
from cnncalc.spec.arguments import call_of, given_to, written_by
from cnncalc.spec.branches import branches_of
from cnncalc.spec.build import STEP, Builder, blame
from cnncalc.spec.definition import Definition
from cnncalc.spec.description import description_of
from cnncalc.spec.edits import Insertion
from cnncalc.spec.frame import Frame
from cnncalc.spec.inputs import add_inputs
from cnncalc.spec.mistakes import EnoughError, Mistakes, NotKnownError
from cnncalc.spec.not_known import KnowingEvaluator, KnowingNames, NotKnown, SingleUses
from cnncalc.spec.parameters import Parameters
from cnncalc.spec.plan import Plan
from cnncalc.spec.steps import Step, is_literal, is_name, parameters_of, steps_of, take_apart, words_in
from cnncalc.spec.taken import Taken
from cnncalc.spec.wiring import check_beside

SHARE = 4
"""This part of the work that a network may make is spent on looking for its other mistakes."""
MOST_AXES = 3
SCOPES = ("layers", "aux")


def look(
    mistakes: Mistakes,
    definition: Definition,
    name: str,
    settings: Mapping[str, Node] | None,
    given: Node | None,
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


class Search(Builder):
    """Builds a network in spite of mistakes, and tells them."""

    evaluators = KnowingEvaluator
    name_tables = KnowingNames
    evaluate: KnowingEvaluator
    names: KnowingNames

    def __init__(
        self, definition: Definition, name: str, budget: Budget, mistakes: Mistakes, unknown: Iterable[str]
    ) -> None:
        written = definition.meta.get("name")
        title = written.written.strip() if isinstance(written, Scalar) and written.value is not None else ""
        super().__init__(definition, title or name, budget, Plan(definition.blocks))
        self.evaluate.names = self.names
        self._name = name
        self._variables: dict[str, Any] = {}
        self._mistakes = mistakes
        self._missing = frozenset(unknown)
        """Blocks that are there and have a mistake."""
        self.evaluate.unknown.update(unknown)
        self._begun: set[int] = set()
        """By their ids: the lists of steps that were run, and the steps that were looked at."""
        self._broken: dict[int, Step | None] = {}
        """Steps by the ids of what they are taken from; None for what is none."""
        self._hopeless: set[Step] = set()
        """Those that are wrong wherever they run."""
        self._is_whole = True
        """Whether every step that is inserted could be made."""
        self._failed: set[str] = set()
        """The layers of which a change failed: what is inside of them may not be there."""
        self._nothing = -1
        """The node that stands for all that is not known."""

    def look(self, settings: Mapping[str, Node] | None, given: Node | None) -> None:
        """Tell the mistakes in the parameters, the inputs, the steps and the changes."""
        definition, variables = self.definition, self._parameters(settings)
        self._variables = variables
        layers = definition.layers
        if layers is None:
            return
        frame = Frame(variables=variables, taken=Taken(lambda: self._plan.names_in(layers, self.budget)))
        self._uses = SingleUses(self._plan, self._given, self._edits, variables)
        current = -1
        try:
            if definition.input is not None or "input" not in self._missing:
                with self._mistakes.telling(definition.document):
                    current = add_inputs(definition, given, frame, self.graph, self.evaluate, self._title)
            if current < 0:
                named = definition.input.values if isinstance(definition.input, Map) else ()
                self.names.passed.update(["input", *named])
            self._nothing = self.graph.place("", NotKnown(), ())
            del self.graph.by_path[""]
            self.run(layers, self._nothing if current < 0 else current, frame)
            edits = self._edits if self._is_whole else None
            for path, error in () if edits is None else edits.unmade(self.graph.by_path, self._title):
                inside = path in self._failed or any(path.startswith(f"{failed}.") for failed in self._failed)
                if not inside and not self.names.is_passed(path, frame):
                    self._mistakes.tell(error)
        finally:
            self._stack.close()

    def _parameters(self, settings: Mapping[str, Node] | None) -> dict[str, Any]:
        parameters = Parameters(self.definition, settings or {}, self._name, self.evaluate)
        for name, default in self.definition.parameters.items():
            needs = isinstance(default, Scalar) and default.value is None and name not in self.definition.settings
            if not needs or settings is not None:
                with self._mistakes.telling(default):
                    parameters.work_out(name)
            if name not in parameters.values:
                self.evaluate.unknown.add(name)
        return parameters.values

    def run(self, steps: List, current: int, frame: Frame, *, whole: bool = False) -> int:
        """Run steps in a chain; what comes out of one that fails is not known."""
        self._begun.add(id(steps))
        self._stack.push()
        try:
            self.budget.spend(STEP * len(steps.items))
            for node in steps.items:
                current = self._tried(node, current, frame)
        finally:
            self._stack.pop()
        return current

    def _tried(self, node: Node, current: int, frame: Frame) -> int:
        step = self._taken_apart(node)
        if step is not None:
            with self._telling(step):
                return self._step(step, current, frame)
            with self._telling(step):
                if self._may_run(step, current, frame):
                    turn = frame if step.times is None else self.turn(frame, {"index": 0})
                    self._look_at(step, current, turn, frame.path_of(step.name or step.base))
        self._pass_over(node, frame)
        return self._nothing

    def _telling(self, step: Step) -> Any:
        return self._mistakes.telling(step.node, self._uses.around)

    def _taken_apart(self, node: Node) -> Step | None:
        """The step that a value is; what is none is told once, and not if a block of the name has a mistake itself."""
        if id(node) not in self._broken:
            self._broken[id(node)] = None
            heads = [node.value] if isinstance(node, Scalar) else node.values if isinstance(node, Map) else ()
            if self._missing.isdisjoint(map(str, heads)):
                with self._mistakes.telling(node, self._uses.around):
                    self._broken[id(node)] = take_apart(node, self.blocks)
        return self._broken[id(node)]

    def _named(self, step: Step, current: int, frame: Frame, name: str) -> int:
        path = frame.path_of(name)
        if step not in self._hopeless:
            with self._telling(step):
                return super()._named(step, current, frame, name)
            self._look_at(step, current, frame, path)
        self.graph.by_path[path] = self._nothing
        self._remember_names_in(step.node)
        return current if step.head == "aux" else self._nothing

    def _edited(self, step: Step, current: int, frame: Frame, name: str) -> int:
        try:
            return super()._edited(step, current, frame, name)
        except (CnncalcError, NotKnownError):
            self._failed.add(frame.path_of(name))
            self._begun.add(id(step.node))  # what it was before the change is of no matter
            raise

    def _insert(self, insertion: Insertion, path: str, current: int, frame: Frame) -> int:
        try:
            return super()._insert(insertion, path, current, frame)
        except (CnncalcError, NotKnownError):
            self._is_whole = False
            raise

    def _shared(self, step: Step, current: int, frame: Frame, name: str) -> int:
        try:
            return super()._shared(step, current, frame, name)
        except SpecError:
            if step.share is None and not self.names.is_sure:
                raise NotKnownError from None
            raise

    def _pass_over(self, node: Node, frame: Frame) -> None:
        """Let the name of a step that failed stand for what is not known; it may have none that can be told."""
        named = node.values.get("name") if isinstance(node, Map) else None
        if isinstance(named, Scalar) and isinstance(named.value, str) and is_name(named.value):
            self.graph.by_path.setdefault(frame.path_of(named.value), self._nothing)
        else:
            self.names.is_sure = False
        self._remember_names_in(node)

    def _remember_names_in(self, node: Node) -> None:
        waiting = [node]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Map):
                name = node.values.get("name")
                if isinstance(name, Scalar) and isinstance(name.value, str):
                    self.names.passed.add(name.value)
            if not isinstance(node, Scalar):
                waiting.extend(node.items if isinstance(node, List) else node.values.values())

    def _may_run(self, step: Step, current: int, frame: Frame) -> bool:
        """Whether it is known that a step runs."""
        holds = step.condition is None or self.evaluate.condition(step.condition, frame, current)
        return holds and (step.times is None or self._times(step.times, current, frame) > 0)

    def _look_at(self, step: Step, current: int, frame: Frame, path: str) -> None:
        """Tell what is wrong with a step that failed, whatever comes in, and look into what is inside of it."""
        if id(step.node) in self._begun:
            return
        self._begun.add(id(step.node))
        for item in step.source.items if isinstance(step.source, List) else [step.source]:
            with self._telling(step):
                self.names.sources(step.changed(modifiers={} if item is None else {"from": item}), current, frame)
        if step.op is not None:
            self._look_at_op(step, current, frame, path)
        elif step.is_structure:
            self._look_at_structure(step, frame, path)
        elif step.head in self.blocks:
            self._look_at_use(step, current, frame, path)

    def _look_at_op(self, step: Step, current: int, frame: Frame, path: str) -> None:
        parts = _parts(step)
        readable = [self._reads(part, current, frame, path) for part in parts]  # each of them is told
        if all(readable):
            self._reads(step, current, frame, path, whole=True)
        elif is_literal(step.node):
            self._hopeless.add(step)

    def _reads(self, part: Step, current: int, frame: Frame, path: str, *, whole: bool = False) -> bool:
        """Whether an op takes what a part of a step says; a mistake is told."""
        with self._telling(part):
            written = written_by(part)
            moved = [self.evaluate.value(node, frame, current) for _, _, node in written.moving]
            if written.like is not None:
                moved.append(self.names.size_of(written.like, frame, current))
            try:
                self._read(written.op, written.with_moved(moved), current, whole=whole)
            except FieldError as error:
                blame(error, part, path, frame.variables)
                raise
            return True
        return False

    def _read(self, op: type[Op], values: Mapping[str, Any], current: int, *, whole: bool) -> None:
        """Read values; raise FieldError if an op takes them with no number of axes that may come in."""
        op.check_words(values, None if current == self._nothing else self.graph.shape(current))
        problems = [_problem(op, values, axes, whole=whole) for axes in self._axes(op, current)]
        if None not in problems and problems[0] is not None:
            raise problems[0]

    def _axes(self, op: type[Op], current: int) -> Iterable[int]:
        if current != self._nothing and len(self.graph.shape(current).spatial) in (op.takes or range(MOST_AXES + 1)):
            return [len(self.graph.shape(current).spatial)]
        return sorted(op.takes or range(MOST_AXES + 1), key=lambda axes: (axes != 2, axes))  # as most have

    def _look_at_structure(self, step: Step, frame: Frame, path: str) -> None:
        for part in _parts(step):
            with self._telling(step):
                check_beside(part)
        if step.head == "for" and step.main is not None:
            self.evaluate.unknown.update(words_in([step.main]), ["index"])
        for steps in _lists_in(step):
            if id(steps) not in self._begun:
                self._look_into(steps, frame, frame.variables, path if step.head in SCOPES else frame.path)

    def _look_at_use(self, step: Step, current: int, frame: Frame, path: str) -> None:
        block = self.blocks[step.head]
        parameters, steps, said = parameters_of(block), steps_of(block), 0
        for part in _parts(step):
            with self._telling(step):
                for node in given_to(part, parameters).values():
                    self.evaluate.value(node, frame, current)
                said += 1
        if said == len(_parts(step)):
            with self._telling(step):
                call_of(step, block)
        if id(steps) not in self._begun:
            self.evaluate.unknown.update(parameters)
            known = {key: value for key, value in self._variables.items() if key not in parameters}
            self._uses.around.append(step.node)
            self._look_into(steps, frame, known, path)
            self._uses.around.pop()

    def _look_into(self, steps: List, frame: Frame, variables: dict[str, Any], path: str) -> None:
        """Run steps that were not reached, on what is not known, with names of their own."""
        taken = Taken(lambda: self._plan.names_in(steps, self.budget))
        self.run(steps, self._nothing, Frame(path, frame, variables, taken, training=frame.training))


def _problem(op: type[Op], values: Mapping[str, Any], axes: int, *, whole: bool) -> FieldError | None:
    """Why an op does not take some of its fields' values, or all of them as a `whole`, if it does not."""
    try:
        if whole:
            op.read(values, axes)
        for key, value in op.in_own_words(values).items():
            op.fields[key].read(value, axes)
    except FieldError as error:
        return error
    return None


def _parts(step: Step) -> list[Step]:
    """The step with its main value alone, and with each of its fields alone."""
    main = [step.changed(fields={})] if step.has_main or not step.fields else []
    bare = Step(step.node, step.head, step.key, None, {}, step.modifiers)
    return [*main, *(bare.changed(fields={key: value}) for key, value in step.fields.items())]


def _lists_in(step: Step) -> list[List]:
    """The lists of steps in a structure that are run wherever it is."""
    if step.head in ("then", "from"):
        return []
    joins = step.head not in ("for", "residual", "aux", "layers")
    main = branches_of(step) if joins and isinstance(step.main, (List, Map)) else [step.main]
    inside = [*([] if step.head == "for" else main), step.fields.get("layers"), step.fields.get("shortcut")]
    return [each for each in inside if isinstance(each, List)]


def _parts_of_meta(node: Node) -> list[Node]:
    """A list as lists of one item each: one may have a mistake where others have none."""
    if not isinstance(node, List):
        return [node]
    return [List(item.source, item.line, item.column, [item]) for item in node.items]
