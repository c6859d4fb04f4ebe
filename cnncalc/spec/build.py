"""Runs a definition: step by step, each becomes nodes of the graph."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from cnncalc.errors import CnncalcError, FieldError, JoinError, ShapeError, SpecError
from cnncalc.graph import Application, Graph
from cnncalc.limits import Budget, raise_hint
from cnncalc.ops.base import Join
from cnncalc.source.values import List, Node, Scalar
from cnncalc.spec.definition import Definition
from cnncalc.spec.frame import Evaluator, Frame, used_places
from cnncalc.spec.given import Given
from cnncalc.spec.inputs import add_inputs
from cnncalc.spec.names import Names
from cnncalc.spec.nodes import GraphBuilder
from cnncalc.spec.plan import Plan
from cnncalc.spec.stack import Stack
from cnncalc.spec.steps import NAMELESS, Step, unknown
from cnncalc.spec.taken import Taken
from cnncalc.spec.uses import Uses

if TYPE_CHECKING:
    from cnncalc.spec.edits import EditTable, Insertion

STEP = 70
"""The work that a step makes."""


class Builder:
    """Builds one network's graph."""

    evaluators: type[Evaluator] = Evaluator
    name_tables: type[Names] = Names
    _uses: Uses

    def __init__(self, definition: Definition, title: str, budget: Budget, plan: Plan) -> None:
        plan.trim()
        self.definition = definition
        self.budget = budget
        self._plan = plan
        self.blocks = definition.blocks
        self.graph = GraphBuilder(budget, plan.applications)
        self.evaluate = self.evaluators(self.graph, budget)
        self.names = self.name_tables(self.graph, self.evaluate)
        self._given = Given(plan, self.graph, self.evaluate, self.names)
        self._title = title
        self._edits = _edit_table(definition, plan) if definition.edits else None
        self._edited_paths: Collection[str] = () if self._edits is None else self._edits.paths
        self._stack = Stack(budget.limits.blocks + 1)
        self.jumps = 0
        """How many steps said where to go on, and made no layer: a `from:` by itself, an `else: []`."""

    def build(self, parameters: dict[str, Any], given_input: Node | None = None) -> Graph:
        """Run the network's steps; raise CnncalcError with the place of the step at fault."""
        layers = self.definition.layers
        if layers is None:
            raise self.definition.document.error("a spec needs layers: with a list of steps")
        frame = Frame(variables=parameters, taken=Taken(partial(self._plan.names_in, layers, self.budget)))
        self._uses = Uses(self._plan, self._given, self._edits, parameters)
        try:
            current = add_inputs(self.definition, given_input, frame, self.graph, self.evaluate, self._title)
            output = self.run(layers, current, frame, whole=True)
            if self._edits is not None:
                for _, error in self._edits.unmade(self.graph.by_path, self._title):
                    raise error
        except CnncalcError as error:
            if not error.used_at:
                error.used_at = used_places(self._uses.around)
            if isinstance(error, ShapeError) and self.graph.remarks:
                error.hint = "; ".join(filter(None, [error.hint, self.graph.remarks[0].text]))
            raise
        finally:
            self._stack.close()
        if self.graph.nodes[-1].is_input:
            raise layers.error("the network has no layers")
        end = self.graph.nodes[output]
        if end.is_input:
            raise layers.error(f"the network ends with its input {end.path}")
        return self.graph.finish(output)

    def run(self, steps: List, current: int, frame: Frame, *, whole: bool = False) -> int:
        """Run steps in a chain; return the node that comes out. Those of a network know what they begin with."""
        self._stack.push()
        try:
            self.budget.spend(STEP * len(steps.items))  # before they are taken apart: they may be very many
            waiting = self._plan.steps(steps)
            if whole:
                beginning = self._plan.beginning(steps)
                current = beginning.run(self, current, frame, self._edited_paths)
                waiting = waiting[len(beginning.steps) :]
            current = self.chain(waiting, current, frame)
        except CnncalcError as error:
            error.origin = error.origin or steps.origin
            raise
        self._stack.pop()
        return current

    def chain(self, steps: Iterable[Step], current: int, frame: Frame) -> int:
        """Run steps that were taken apart."""
        try:
            for step in steps:
                if step.is_plain and not frame.shares:
                    current = self._layer(step, current, frame)
                else:
                    current = self._step(step, current, frame)
        except CnncalcError as error:
            error.origin = error.origin or step.node.origin
            raise
        return current

    def turn(self, frame: Frame, variables: dict[str, Any]) -> Frame:
        """A frame for one turn of a loop."""
        self.budget.spend(STEP + len(frame.variables) // 4)
        return frame.derive(variables)

    def steps(self, node: Node | None, what: str, place: Node) -> List:
        """A list of steps, or the error that says one is needed."""
        if not isinstance(node, List):
            raise (node or place).error(f"{what} takes a list of steps")
        return node

    def _step(self, step: Step, current: int, frame: Frame) -> int:
        if step.condition is not None and not self.evaluate.condition(step.condition, frame, current):
            return current
        if step.times is None:
            return self._once(step, current, frame, None)
        for index in range(self._times(step.times, current, frame)):
            current = self._once(step, current, self.turn(frame, {"index": index}), index)
        return current

    def _times(self, place: Node, current: int, frame: Frame) -> int:
        times = self.evaluate.expression(place, frame, current)
        most = self.budget.limits.repeat
        if isinstance(times, float) and times.is_integer():
            times = int(times)
        if isinstance(times, bool) or not isinstance(times, int) or not 0 <= times <= most:
            raise place.error(
                f"repeat must be a whole number from 0 to {most:,}, not {times!r}",
                raise_hint("repeat") if isinstance(times, int) and times > most else "",
            )
        return times

    def _once(self, step: Step, current: int, frame: Frame, index: int | None) -> int:
        if step.is_chosen:
            chosen = self._choose(step, current, frame)
            if chosen is None:
                return current
            step = chosen
        if not step.is_named:
            from cnncalc.spec.wiring import wire  # imported when asked for: many networks are chains

            return wire(self, step, current, frame, "")
        if step.op is None and not step.is_structure and step.head not in self.blocks:
            raise unknown(step.head, step.key, self.blocks)
        if step.named is None:
            name = frame.automatic_name(step.base)
        else:
            frame.taken.numbers[step.base] += 1
            name = step.name or self._name_said(step, step.named, frame, current)
            if index is not None and step.is_numbered:
                name = f"{name}{index + 1}"
        if frame.path_of(name) in self._edited_paths:
            return self._edited(step, current, frame, name)
        frame.taken.claim(step, name)
        return self._named(step, current, frame, name)

    def _name_said(self, step: Step, place: Node, frame: Frame, current: int) -> str:
        try:
            return self.evaluate.name(place, frame, current)
        except SpecError as error:
            if step.head == "for":
                error.hint = (
                    error.hint or "all turns together have one name; inside, {layers: […], name: …} has its own"
                )
            raise

    def _layer(self, step: Step, current: int, frame: Frame) -> int:
        """Run a step as most are: an op by a name that is known, on the layer before it."""
        name = step.name
        if name:
            frame.taken.numbers[step.base] += 1
        else:
            name = frame.automatic_name(step.base)
        path = frame.inside + name
        if path in self._edited_paths:
            return self._edited(step, current, frame, name)
        frame.taken.claim(step, name)
        application = self._plan.applied.get((step, self.graph.shape(current)))
        if application is None:
            application = self._applied(step, (current,), frame, path)
        return self.graph.place(path, application, (current,), training=frame.training)

    def _edited(self, step: Step, current: int, frame: Frame, name: str) -> int:
        """Run a step as the specs that extend its own change it."""
        edits, path = self._edits, frame.path_of(name)
        assert edits is not None
        removed_at = edits.removed_at(path, frame.level)
        if removed_at is None:
            frame.taken.claim(step, name)
        for insertion in edits.insertions(path, frame.level, before=True, until=removed_at):
            current = self._insert(insertion, path, current, frame)
        if removed_at is None:
            current = self._named(edits.apply(step, path, frame.level), current, frame, name)
        for insertion in edits.insertions(path, frame.level, before=False, until=removed_at):
            current = self._insert(insertion, path, current, frame)
        return current

    def _insert(self, insertion: Insertion, path: str, current: int, frame: Frame) -> int:
        """Run what is put before or after a layer; its own names begin with the layer's."""
        prefix = f"{path.rpartition('.')[2]}_"
        return self.run(insertion.layers, current, frame.derive(prefix=prefix, level=insertion.level))

    def _named(self, step: Step, current: int, frame: Frame, name: str) -> int:
        if step.op is not None:
            return self._add_op(step, current, frame, name)
        if step.is_structure:
            from cnncalc.spec.wiring import wire

            return wire(self, step, current, frame, name)
        return self._uses.run(self, step, current, frame, name)

    def _choose(self, step: Step, current: int, frame: Frame) -> Step | None:
        """The step with its head worked out: `$activation` may be `relu`, an `if:` one of two groups, or nothing."""
        if step.head == "then":
            from cnncalc.spec.wiring import chosen_by

            chosen = chosen_by(self, step, current, frame)
            return None if chosen is None else step.changed(head="layers", main=chosen, fields={})
        head = self.evaluate.value(step.key, frame, current)
        if head is None or head is False or head == "none":
            return None
        if not isinstance(head, str) or head in NAMELESS:
            raise step.key.error(f"{step.head} must be the name of an op or a block, not {head!r}")
        return self._plan.with_head(step, str(head))

    def _add_op(self, step: Step, current: int, frame: Frame, name: str) -> int:
        path = frame.path_of(name)
        inputs = self.names.sources(step, current, frame)
        application = self._applied(step, inputs, frame, path)
        alone = not frame.shares or isinstance(application.op, Join)  # a join has none to share, however it is written
        shares = None if step.share is None and alone else self._shared(step, current, frame, name)
        try:
            return self.graph.place(path, application, inputs, training=frame.training, shares=shares)
        except ShapeError as error:
            blame(error, step, path, frame.variables)
            raise

    def _applied(self, step: Step, inputs: tuple[int, ...], frame: Frame, path: str) -> Application:
        try:
            return self._given.application(step, inputs, frame)
        except (FieldError, ShapeError) as error:
            if isinstance(error, JoinError):
                error.told_of(self.graph.nodes[inputs[error.number - 1]].path)
            blame(error, step, path, frame.variables)
            raise

    def _shared(self, step: Step, current: int, frame: Frame, name: str) -> int:
        """The node whose parameters a step uses: the one that `share` names, or its namesake in the block shared."""
        owner = (
            self.graph.by_path.get(f"{frame.shares}.{name}")
            if step.share is None
            else self.names.running(step.share, frame, current)
        )
        if owner is None:
            raise step.node.error(f"{frame.shares} has no layer {name!r} whose parameters could be shared")
        if owner == current:  # said to be the previous one, it may well be outside
            frame.lean_on_outside()
        theirs = self.graph.nodes[owner]
        if theirs.is_input:
            raise (step.share or step.node).error("an input has no parameters to share")
        return owner if theirs.shares is None else theirs.shares

    def inner(
        self,
        frame: Frame,
        name: str,
        step: Step,
        current: int,
        steps: List,
        *,
        block: str = "",
        label: str = "",
        variables: dict[str, Any] | None = None,
    ) -> Frame:
        """A frame for a scope of its own, with the name given, in this frame."""
        path = frame.path_of(name)
        self.budget.spend(len(path) // 2)
        shares = f"{frame.shares}.{name}" if frame.shares else ""
        place = step.share
        if place is not None:
            shares = self.names.path(self.names.written(place, frame, current), place, frame)
            if step.head != "aux":
                self.names.running(place, frame, current)
        self.graph.open_scope(path, block, label, shares)
        return Frame(
            path,
            frame,
            frame.variables if variables is None else variables,
            Taken(partial(self._plan.names_in, steps, self.budget)),
            training=frame.training,
            shares=shares,
        )


def _edit_table(definition: Definition, plan: Plan) -> EditTable:
    from cnncalc.spec.edits import EditTable  # imported when asked for: most networks are not changed

    return EditTable(definition.edits, plan)


def blame(error: FieldError | ShapeError, step: Step, path: str, known: Container[str]) -> None:
    """Give an op's error the layer's path, and the place of what is wrong about it; `known` are the variables there."""
    assert step.op is not None
    place = step.said(error.field)
    if isinstance(place, Scalar) and isinstance(place.value, str) and place.value in known and not error.hint:
        error.hint = f"write ${place.value} for its value"
    error.origin = (place or step.node).origin
    error.message = f"{path}: {error.message}"
    error.args = (error.message,)
