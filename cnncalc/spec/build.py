"""Runs a definition: step by step, each becomes nodes of the graph."""

from __future__ import annotations

from typing import Any

from cnncalc.errors import CnncalcError, FieldError, ShapeError
from cnncalc.graph import Graph, GraphBuilder, Scope
from cnncalc.limits import Budget, raise_hint
from cnncalc.ops import find_op
from cnncalc.ops.base import Op
from cnncalc.shape import Shape, parse_shape
from cnncalc.spec.arguments import block_arguments, label_of, written_fields
from cnncalc.spec.definition import Definition
from cnncalc.spec.document import List, Map, Node, Scalar
from cnncalc.spec.edits import EditTable
from cnncalc.spec.frame import Evaluator, Frame, used_places
from cnncalc.spec.names import Names
from cnncalc.spec.stack import Stack
from cnncalc.spec.steps import Step, literal_names, parameters_of, steps_of, take_apart, unknown
from cnncalc.spec.wiring import HANDLERS

AUTOMATIC_NAMES = {"layers": "group", "residual": "add", "split": "concat"}
STEP = 30
"""The work that a step makes."""


class Builder:
    """Builds one network's graph."""

    def __init__(self, definition: Definition, title: str, budget: Budget) -> None:
        self.definition = definition
        self.budget = budget
        self.blocks = definition.blocks
        self.graph = GraphBuilder(budget)
        self.evaluate = Evaluator(self.graph, budget)
        self.names = Names(self.graph, self.evaluate)
        self._title = title
        self._edits = EditTable(definition.edits)
        self._taken_apart: dict[int, Step] = {}
        self._written_names: dict[int, frozenset[str]] = {}
        self._uses: list[Scalar | Map] = []
        self._stack = Stack(budget.limits.blocks + 1)
        self._ops: dict[tuple[Any, ...], Op] = {}

    def build(self, parameters: dict[str, Any]) -> Graph:
        """Run the network's steps; raise CnncalcError with the place of the step at fault."""
        layers = self.definition.layers
        if layers is None:
            raise self.definition.document.error("a spec needs layers: with a list of steps")
        frame = Frame(variables=parameters, written_names=self._names_in(layers))
        try:
            current = self._add_inputs(frame)
            output = self.run(layers, current, frame)
            self._edits.check_used([*self.graph.by_path, *self.graph.scopes], self._title)
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
            for node in steps.items:
                self.budget.spend(STEP)
                current = self._step(node, current, frame)
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

    def _step(self, node: Node, current: int, frame: Frame) -> int:
        step = self._taken_apart.get(id(node))
        if step is None:
            step = self._taken_apart[id(node)] = take_apart(node, self.blocks)
        condition = step.modifiers.get("if")
        if condition is not None and not self.evaluate.condition(condition, frame, current):
            return current
        if "repeat" not in step.modifiers:
            return self._once(step, current, frame, None)
        place = step.modifiers["repeat"]
        times = self.evaluate.expression(place, frame, current)
        most = self.budget.limits.repeat
        if isinstance(times, float) and times.is_integer():
            times = int(times)
        if isinstance(times, bool) or not isinstance(times, int) or not 0 <= times <= most:
            raise place.error(
                f"repeat must be a whole number from 0 to {most:,}, not {times!r}",
                raise_hint("repeat") if isinstance(times, int) and times > most else "",
            )
        for index in range(times):
            current = self._once(step, current, self.turn(frame, {"index": index}), index)
        return current

    def _once(self, step: Step, current: int, frame: Frame, index: int | None) -> int:
        if step.head.startswith("$"):
            chosen = self._choose(step, current, frame)
            if chosen is None:
                return current
            step = chosen
        if step.head in ("then", "for", "from"):
            return HANDLERS[step.head](self, step, current, frame, "")
        name = self._name(step, current, frame, index)
        path = frame.path_of(name)
        if not self._edits:
            return self._named(step, current, frame, name)
        self._edits.use(path)
        current = self._insert(path, current, frame, before=True)
        if not self._edits.removes(path, frame.level):
            edited = self._edits.apply(step, path, frame.level, self.blocks)
            current = self._named(edited, current, frame, name)
        return self._insert(path, current, frame, before=False)

    def _insert(self, path: str, current: int, frame: Frame, *, before: bool) -> int:
        """Run what is put before or after a layer; its own names begin with the layer's."""
        prefix = f"{path.rpartition('.')[2]}_"
        for insertion in self._edits.insertions(path, frame.level, before=before):
            current = self.run(insertion.layers, current, frame.derive(prefix=prefix, level=insertion.level))
        return current

    def _named(self, step: Step, current: int, frame: Frame, name: str) -> int:
        if step.is_structure:
            return HANDLERS[step.head](self, step, current, frame, name)
        if step.head in self.blocks:
            return self._use_block(step, current, frame, name)
        return self._add_op(step, current, frame, name)

    def _choose(self, step: Step, current: int, frame: Frame) -> Step | None:
        """The step with its head worked out: `$activation` may be `relu`, or nothing at all."""
        head = self.evaluate.value(Scalar(step.key.source, step.key.line, step.key.column, step.head), frame, current)
        if head is None or head is False or head == "none":
            return None
        if not isinstance(head, str):
            raise step.key.error(f"{step.head} must be the name of an op or a block, not {head!r}")
        return step._replace(head=head)

    def _name(self, step: Step, current: int, frame: Frame, index: int | None) -> str:
        base = self._base_name(step)
        place = step.modifiers.get("name")
        if place is None:
            return frame.automatic_name(base)
        name = self.evaluate.name(place, frame, current)
        if index is not None and not (isinstance(place, Scalar) and "$" in str(place.value)):
            name = f"{name}{index + 1}"
        frame.count(base)
        if name in frame.names:
            raise place.error(f"duplicate name {name!r}", "an earlier layer has it already")
        return name

    def _base_name(self, step: Step) -> str:
        if step.is_structure or step.head in self.blocks:
            return AUTOMATIC_NAMES.get(step.head, step.head)
        op = find_op(step.head)
        if op is None:
            raise unknown(step.head, step.key, self.blocks)
        return op.name

    def _add_op(self, step: Step, current: int, frame: Frame, name: str) -> int:
        op_class = find_op(step.head)
        assert op_class is not None  # _base_name has looked it up
        inputs = self.names.sources(step, current, frame)
        shape = self.graph.shape(inputs[0])
        path = frame.path_of(name)
        written = written_fields(step, op_class, inputs[0], frame, self.evaluate, self.names)
        try:
            op = self._read(op_class, written, len(shape.spatial))
            index = self.graph.add(
                path, op, inputs, training=frame.training, shares=self._shared(step, current, frame, name)
            )
        except (FieldError, ShapeError) as error:
            place = step.main if error.field == op_class.main else step.fields.get(error.field)
            error.origin = (place or step.node).origin
            error.args = (f"{path}: {error.message}",)
            error.message = f"{path}: {error.message}"
            raise
        frame.names[name] = index
        return index

    def _read(self, op_class: type[Op], written: dict[str, Any], axes: int) -> Op:
        """Make the op; equal steps share one."""
        try:
            key = (op_class, axes, *written.items())
            op = self._ops.get(key)
        except TypeError:  # a list among the values
            return op_class.read(written, axes)
        if op is None:
            op = self._ops[key] = op_class.read(written, axes)
        return op

    def _shared(self, step: Step, current: int, frame: Frame, name: str) -> int | None:
        place = step.modifiers.get("share")
        if place is not None:
            owner = self.names.resolve(place, frame, current)
        elif frame.shares:
            shared = self.graph.by_path.get(f"{frame.shares}.{name}")
            if shared is None:
                raise step.node.error(f"{frame.shares} has no layer {name!r} whose parameters could be shared")
            owner = shared
        else:
            return None
        theirs = self.graph.nodes[owner].shares
        return owner if theirs is None else theirs

    def inner(self, frame: Frame, name: str, step: Step, current: int, block: str, label: str, steps: List) -> Frame:
        """A frame for a scope of its own, with the name given, in this frame."""
        path = frame.path_of(name)
        self.budget.spend(len(path) // 2)
        self.graph.scopes[path] = Scope(path, block, label)
        shares = f"{frame.shares}.{name}" if frame.shares else ""
        place = step.modifiers.get("share")
        if place is not None:
            wanted = self.evaluate.name(place, frame, current)
            shares = self.names.path(wanted, place, frame)
        return Frame(
            path, frame, frame.variables, training=frame.training, shares=shares, written_names=self._names_in(steps)
        )

    def _use_block(self, step: Step, current: int, frame: Frame, name: str) -> int:
        block = self.blocks[step.head]
        if len(self._uses) >= self.budget.limits.blocks:
            raise self._too_deep(step)
        current = self.names.source(step, current, frame)
        self.budget.spend(12 * len(parameters_of(block)) + len(self._parameters) // 4)
        arguments = block_arguments(step, block, current, frame, self.evaluate, self._parameters)
        steps = steps_of(block)
        inner = self.inner(frame, name, step, current, step.head, label_of(step, arguments), steps)
        inner.variables = {**self._parameters, **arguments}
        self._uses.append(step.node)
        output = self.run(steps, current, inner)
        self._uses.pop()
        self.close(frame, name, output)
        return output

    def _too_deep(self, step: Step) -> CnncalcError:
        most = self.budget.limits.blocks
        if any(use is step.node for use in self._uses):
            return step.key.error(f"block {step.head!r} uses itself without end ({most:,} deep)")
        return step.key.error(f"blocks are nested more than {most:,} deep", raise_hint("blocks"))

    def close(self, frame: Frame, name: str, output: int) -> None:
        """Let a scope's name stand for what comes out of it."""
        frame.names[name] = output
        self.graph.by_path[frame.path_of(name)] = output

    def _names_in(self, steps: List) -> frozenset[str]:
        names = self._written_names.get(id(steps))
        if names is None:
            names, seen = literal_names(steps)
            self.budget.spend(4 * seen)
            self._written_names[id(steps)] = names
        return names

    def _add_inputs(self, frame: Frame) -> int:
        self._parameters = frame.variables
        node = self.definition.input
        if node is None:
            raise self.definition.document.error("a spec needs input:", "input: 224x224x3 (height × width × channels)")
        if not isinstance(node, Map):
            frame.names["input"] = self.graph.add_input("input", self._input_shape(node, frame))
            return 0
        if not node.values:
            raise node.error("input needs at least one name and its shape")
        for name, shape in node.values.items():
            frame.names[name] = self.graph.add_input(name, self._input_shape(shape, frame))
        return 0

    def _input_shape(self, node: Node, frame: Frame) -> Shape:
        value = self.evaluate.value(node, frame, None)
        if isinstance(value, list):
            value = "x".join(map(str, value))
        try:
            return parse_shape(str(value))
        except ValueError as error:
            raise node.error(f"input: {error}") from None
