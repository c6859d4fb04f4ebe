"""Runs a definition: step by step, each becomes nodes of the graph."""

from __future__ import annotations

from functools import partial
from typing import Any

from cnncalc.errors import CnncalcError, FieldError, ShapeError
from cnncalc.graph import Application, Graph
from cnncalc.limits import Budget, raise_hint
from cnncalc.shape import Shape, parse_shape
from cnncalc.spec.definition import Definition
from cnncalc.spec.document import List, Map, Node, Scalar
from cnncalc.spec.edits import EditTable, Insertion
from cnncalc.spec.frame import Evaluator, Frame, used_places
from cnncalc.spec.given import Given
from cnncalc.spec.names import Names
from cnncalc.spec.nodes import GraphBuilder, Span
from cnncalc.spec.plan import Plan
from cnncalc.spec.stack import Stack
from cnncalc.spec.steps import Step, unknown
from cnncalc.spec.taken import Taken
from cnncalc.spec.wiring import HANDLERS

STEP = 30
"""The work that a step makes."""


class Builder:
    """Builds one network's graph."""

    def __init__(self, definition: Definition, title: str, budget: Budget, plan: Plan) -> None:
        plan.trim()
        self.definition = definition
        self.budget = budget
        self._plan = plan
        self.blocks = definition.blocks
        self.graph = GraphBuilder(budget, plan.applications)
        self.evaluate = Evaluator(self.graph, budget)
        self.names = Names(self.graph, self.evaluate)
        self._given = Given(plan, self.graph, self.evaluate, self.names)
        self._title = title
        self._edits = EditTable(definition.edits) if definition.edits else None
        self._uses: list[Scalar | Map] = []
        self._stack = Stack(budget.limits.blocks + 1)

    def build(self, parameters: dict[str, Any]) -> Graph:
        """Run the network's steps; raise CnncalcError with the place of the step at fault."""
        layers = self.definition.layers
        if layers is None:
            raise self.definition.document.error("a spec needs layers: with a list of steps")
        frame = Frame(variables=parameters, taken=Taken(partial(self._plan.names_in, layers, self.budget)))
        try:
            current = self._add_inputs(frame)
            output = self.run(layers, current, frame)
            if self._edits is not None:
                self._edits.check_used(self.graph.by_path, self._title)
        except CnncalcError as error:
            if not error.used_at:
                error.used_at = used_places(self._uses)
            raise
        finally:
            self._stack.close()
        if output == current:
            raise layers.error("the network has no layers")
        return self.graph.finish(output)

    def run(self, steps: List, current: int, frame: Frame) -> int:
        """Run steps in a chain; return the node that comes out."""
        self._stack.push()
        node: Node = steps
        try:
            self.budget.spend(STEP * len(steps.items))
            for step in self._plan.steps(steps):
                node = step.node
                if step.is_plain and not frame.shares:
                    current = self._layer(step, current, frame)
                else:
                    current = self._step(step, current, frame)
        except CnncalcError as error:
            error.origin = error.origin or node.origin
            raise
        self._stack.pop()
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
            return HANDLERS[step.head](self, step, current, frame, "")
        if step.op is None and not step.is_structure and step.head not in self.blocks:
            raise unknown(step.head, step.key, self.blocks)
        if step.named is None:
            name = frame.automatic_name(step.base)
        else:
            frame.taken.numbers[step.base] += 1
            name = step.name or self.evaluate.name(step.named, frame, current)
            if index is not None and step.is_numbered:
                name = f"{name}{index + 1}"
        if self._edits is not None and self._edits.touches(frame.path_of(name)):
            return self._edited(step, current, frame, name, self._edits)
        self._claim(step, frame, name)
        return self._named(step, current, frame, name)

    def _layer(self, step: Step, current: int, frame: Frame) -> int:
        """Run a step as most are: an op by a name that is known, on the layer before it."""
        name = step.name
        if name:
            frame.taken.numbers[step.base] += 1
        else:
            name = frame.automatic_name(step.base)
        path = frame.inside + name
        if self._edits is not None and self._edits.touches(path):
            return self._edited(step, current, frame, name, self._edits)
        names = frame.taken.names
        if name in names:
            raise self._duplicate(step, name)
        names[name] = None
        application = self._plan.applied.get((step, self.graph.shapes[current]))
        if application is None:
            application = self._applied(step, (current,), frame, path)
        return self.graph.place(path, application, (current,), training=frame.training)

    def _edited(self, step: Step, current: int, frame: Frame, name: str, edits: EditTable) -> int:
        """Run a step as the specs that extend its own change it."""
        path = frame.path_of(name)
        removed = edits.removes(path, frame.level)
        if not removed:
            self._claim(step, frame, name)
        for insertion in edits.insertions(path, frame.level, before=True):
            current = self._insert(insertion, path, current, frame)
        if not removed:
            current = self._named(edits.apply(step, path, frame.level, self.blocks), current, frame, name)
        for insertion in edits.insertions(path, frame.level, before=False):
            current = self._insert(insertion, path, current, frame)
        return current

    def _claim(self, step: Step, frame: Frame, name: str) -> None:
        """Take a name before what is inside the step or put before it can."""
        names = frame.taken.names
        if name in names:
            raise self._duplicate(step, name)
        names[name] = None

    def _duplicate(self, step: Step, name: str) -> CnncalcError:
        return (step.named or step.key).error(f"duplicate name {name!r}", "an earlier layer has it already")

    def _insert(self, insertion: Insertion, path: str, current: int, frame: Frame) -> int:
        """Run what is put before or after a layer; its own names begin with the layer's."""
        prefix = f"{path.rpartition('.')[2]}_"
        return self.run(insertion.layers, current, frame.derive(prefix=prefix, level=insertion.level))

    def _named(self, step: Step, current: int, frame: Frame, name: str) -> int:
        if step.op is not None:
            return self._add_op(step, current, frame, name)
        if step.is_structure:
            return HANDLERS[step.head](self, step, current, frame, name)
        return self._use_block(step, current, frame, name)

    def _choose(self, step: Step, current: int, frame: Frame) -> Step | None:
        """The step with its head worked out: `$activation` may be `relu`, or nothing at all."""
        head = self.evaluate.value(step.key, frame, current)
        if head is None or head is False or head == "none":
            return None
        if not isinstance(head, str):
            raise step.key.error(f"{step.head} must be the name of an op or a block, not {head!r}")
        return self._plan.with_head(step, head)

    def _add_op(self, step: Step, current: int, frame: Frame, name: str) -> int:
        path = frame.path_of(name)
        inputs = self.names.sources(step, current, frame)
        application = self._applied(step, inputs, frame, path)
        shares = None if step.share is None and not frame.shares else self._shared(step, current, frame, name)
        try:
            return self.graph.place(path, application, inputs, training=frame.training, shares=shares)
        except ShapeError as error:
            _blame(error, step, path)
            raise

    def _applied(self, step: Step, inputs: tuple[int, ...], frame: Frame, path: str) -> Application:
        try:
            return self._given.application(step, inputs, frame)
        except (FieldError, ShapeError) as error:
            _blame(error, step, path)
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
        theirs = self.graph.nodes[owner].shares
        return owner if theirs is None else theirs

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
        self.graph.open_scope(path, block, label)
        shares = f"{frame.shares}.{name}" if frame.shares else ""
        place = step.share
        if place is not None:
            shares = self.names.path(self.names.written(place, frame, current), place, frame)
            if step.head != "aux":
                self.names.running(place, frame, current)
        return Frame(
            path,
            frame,
            frame.variables if variables is None else variables,
            Taken(partial(self._plan.names_in, steps, self.budget)),
            training=frame.training,
            shares=shares,
        )

    def _use_block(self, step: Step, current: int, frame: Frame, name: str) -> int:
        call = self._plan.call(step)
        steps, values, _ = call
        if step.source is not None:
            current = self.names.source(step, current, frame)
        self.budget.spend(12 * len(values) + len(self._parameters) // 4)
        arguments = self._given.arguments(step, call, current, frame, self._parameters)
        path = frame.path_of(name)
        # The same block with the same arguments on the same shape gives the same again, unless names reach into it.
        same = (arguments, self.graph.shapes[current], frame.training)
        own = frame.shares or step.share is not None or self._is_edited_inside(path)
        part = None if own else self._made.part(same)
        if part is not None:
            self.graph.open_scope(path, step.head, arguments.label)
            output = self.graph.repeat(part, path, current)
        else:
            variables = {**self._parameters, **arguments.values}
            inner = self.inner(
                frame, name, step, current, steps, block=step.head, label=arguments.label, variables=variables
            )
            start = self.graph.mark()
            output = self._run_block(step, steps, current, inner)
            if inner.taken.alone and not own:
                self._made.own[same] = Span(self.graph, inner.path, start, output)
        self.graph.close_scope(path, output)
        return output

    def _is_edited_inside(self, path: str) -> bool:
        if self._edits is None:
            return False
        self.budget.spend(len(self._edits))
        return self._edits.reach_into(path)

    def _run_block(self, step: Step, steps: List, current: int, inner: Frame) -> int:
        if len(self._uses) >= self.budget.limits.blocks:
            raise self._too_deep(step)
        self._uses.append(step.node)
        output = self.run(steps, current, inner)
        self._uses.pop()
        return output

    def _too_deep(self, step: Step) -> CnncalcError:
        most = self.budget.limits.blocks
        if any(use is step.node for use in self._uses):
            return step.key.error(f"block {step.head!r} uses itself without end ({most:,} deep)")
        return step.key.error(f"blocks are nested more than {most:,} deep", raise_hint("blocks"))

    def _add_inputs(self, frame: Frame) -> int:
        self._parameters = frame.variables
        self._made = self._plan.repeats.begin(self._parameters)
        node = self.definition.input
        if node is None:
            raise self.definition.document.error("a spec needs input:", "input: 224x224x3 (height × width × channels)")
        if not isinstance(node, Map):
            frame.taken.names["input"] = None
            return self.graph.add_input("input", self._input_shape(node, frame))
        if not node.values:
            raise node.error("input needs at least one name and its shape")
        for key, shape in zip(node.keys.values(), node.values.values(), strict=True):
            name = self.evaluate.name(key, frame, None)
            if name in frame.taken.names:
                raise key.error(f"duplicate name {name!r}")
            frame.taken.names[name] = None
            self.graph.add_input(name, self._input_shape(shape, frame))
        return 0

    def _input_shape(self, node: Node, frame: Frame) -> Shape:
        value = self.evaluate.value(node, frame, None)
        if isinstance(value, list):
            value = "x".join(map(str, value))
        try:
            return parse_shape(str(value))
        except ValueError as error:
            raise node.error(f"input: {error}") from None


def _blame(error: FieldError | ShapeError, step: Step, path: str) -> None:
    """Give an op's error the layer's path, and the place of what is wrong about it."""
    assert step.op is not None
    place = step.main if error.field == step.op.main else step.fields.get(error.field)
    error.origin = (place or step.node).origin
    error.message = f"{path}: {error.message}"
    error.args = (error.message,)
