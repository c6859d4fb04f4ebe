"""Runs a definition: step by step, each becomes nodes of the graph."""

from __future__ import annotations

from typing import Any

from cnncalc.errors import CnncalcError, FieldError, ShapeError, did_you_mean
from cnncalc.graph import Graph, GraphBuilder, Scope
from cnncalc.ops import find_op
from cnncalc.ops.base import Op
from cnncalc.shape import Shape, parse_shape
from cnncalc.spec.definition import Definition
from cnncalc.spec.document import List, Map, Node, Scalar
from cnncalc.spec.edits import EditTable
from cnncalc.spec.frame import Evaluator, Frame, used_places
from cnncalc.spec.steps import Step, literal_names, parameters_of, steps_of, take_apart, unknown
from cnncalc.spec.wiring import HANDLERS

AUTOMATIC_NAMES = {"layers": "group", "residual": "add", "split": "concat"}
DEEPEST_BLOCKS = 64
MOST_REPEATS = 100_000


class Builder:
    """Builds one network's graph."""

    def __init__(self, definition: Definition, title: str) -> None:
        self.definition = definition
        self.blocks = definition.blocks
        self.graph = GraphBuilder()
        self.evaluate = Evaluator(self.graph)
        self._title = title
        self._edits = EditTable(definition.edits)
        self._taken_apart: dict[int, Step] = {}
        self._written_names: dict[int, frozenset[str]] = {}
        self._uses: list[Scalar | Map] = []
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
        if output == current:
            raise layers.error("the network has no layers")
        return self.graph.finish(output)

    def run(self, steps: List, current: int, frame: Frame) -> int:
        """Run steps in a chain; return the node that comes out."""
        for node in steps.items:
            current = self._step(node, current, frame)
        return current

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
        if isinstance(times, float) and times.is_integer():
            times = int(times)
        if isinstance(times, bool) or not isinstance(times, int) or not 0 <= times <= MOST_REPEATS:
            raise place.error(f"repeat must be a whole number from 0 to {MOST_REPEATS:,}, not {times!r}")
        for index in range(times):
            current = self._once(step, current, frame.derive(index=index), index)
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
        if head is None or head is False:
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
        inputs = self.sources(step, current, frame)
        shape = self.graph.shape(inputs[0])
        path = frame.path_of(name)
        written = self._written(step, op_class, inputs[0], frame)
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

    def _written(self, step: Step, op: type[Op], source: int, frame: Frame) -> dict[str, Any]:
        """The op's fields as written, their expressions worked out on the shape they meet."""
        written = {}
        if step.has_main:
            assert step.main is not None
            if not op.main:
                raise step.main.error(f"{op.name} takes no value of its own", f"write {{{op.name}}}" + _fields_hint(op))
            written[op.main] = self.evaluate.value(step.main, frame, source)
        for field, node in step.fields.items():
            if field == "like" and "size" in op.fields:
                written["size"] = list(self.graph.shape(self.resolve(node, frame, source)).spatial)
            elif field not in op.fields:
                place = step.node.keys.get(field, step.key) if isinstance(step.node, Map) else step.key
                raise place.error(f"{op.name} has no field {field!r}", did_you_mean(field, op.fields) or _has(op))
            else:
                written[field] = self.evaluate.value(node, frame, source)
        return written

    def sources(self, step: Step, current: int, frame: Frame) -> tuple[int, ...]:
        """The nodes a step takes: the one before it, or what `from` names."""
        place = step.modifiers.get("from")
        if place is None:
            return (current,)
        if isinstance(place, List):
            if not place.items:
                raise place.error("from needs at least one name")
            return tuple(self.resolve(item, frame, current) for item in place.items)
        return (self.resolve(place, frame, current),)

    def resolve(self, place: Node, frame: Frame, current: int) -> int:
        """The node that a name or a dotted path stands for, here."""
        name = self.evaluate.value(place, frame, current)
        if name == "previous":
            return current
        if not isinstance(name, str):
            raise place.error(f"from takes a layer's name, not {name!r}")
        first, _, rest = name.partition(".")
        found = frame.find(first)
        if found is not None and rest:
            path = f"{found[0].path_of(first)}.{rest}"
            index = self.graph.by_path.get(path)
            found = (found[0], index) if index is not None else None
        if found is None:
            raise self._no_layer(place, name, frame)
        return found[1]

    def _no_layer(self, place: Node, name: str, frame: Frame) -> CnncalcError:
        if name in frame.written_names:
            return place.error(f"layer {name!r} comes later", "from takes layers that come earlier")
        return place.error(f"there is no earlier layer {name!r}", did_you_mean(name, frame.visible_names()))

    def _shared(self, step: Step, current: int, frame: Frame, name: str) -> int | None:
        place = step.modifiers.get("share")
        if place is not None:
            owner = self.resolve(place, frame, current)
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
        self.graph.scopes[path] = Scope(path, block, label)
        shares = f"{frame.shares}.{name}" if frame.shares else ""
        place = step.modifiers.get("share")
        if place is not None:
            wanted = self.evaluate.name(place, frame, current)
            found = frame.find(wanted)
            if found is None:
                raise self._no_layer(place, wanted, frame)
            shares = found[0].path_of(wanted)
        return Frame(
            path, frame, frame.variables, training=frame.training, shares=shares, written_names=self._names_in(steps)
        )

    def source(self, step: Step, current: int, frame: Frame) -> int:
        """The one node that a block or structure starts from."""
        found = self.sources(step, current, frame)
        if len(found) != 1:
            raise step.modifiers["from"].error("from takes one name here", "concat, add and multiply take several")
        return found[0]

    def _use_block(self, step: Step, current: int, frame: Frame, name: str) -> int:
        block = self.blocks[step.head]
        if len(self._uses) >= DEEPEST_BLOCKS:
            raise step.key.error(f"block {step.head!r} uses itself without end ({DEEPEST_BLOCKS} deep)")
        current = self.source(step, current, frame)
        arguments = self._arguments(step, block, current, frame)
        steps = steps_of(block)
        label = ", ".join(f"{key} {_short(value)}" for key, value in arguments.items())
        inner = self.inner(frame, name, step, current, step.head, label, steps)
        inner.variables = {**self._parameters, **arguments}
        self._uses.append(step.node)
        output = self.run(steps, current, inner)
        self._uses.pop()
        frame.names[name] = output
        return output

    def _arguments(self, step: Step, block: Map | List, current: int, frame: Frame) -> dict[str, Any]:
        parameters = parameters_of(block)
        given = dict(step.fields)
        if step.has_main:
            assert step.main is not None
            if not parameters:
                raise step.main.error(f"block {step.head!r} has no parameters")
            given[next(iter(parameters))] = step.main
        for key in given:
            if key not in parameters:
                place = step.node.keys.get(key, step.key) if isinstance(step.node, Map) else step.key
                hint = did_you_mean(key, parameters) or f"it has {', '.join(parameters) or 'none'}"
                raise place.error(f"block {step.head!r} has no parameter {key!r}", hint)
        arguments: dict[str, Any] = {}
        defaults = Frame(variables=dict(self._parameters))
        for key, default in parameters.items():
            if key in given:
                value = self.evaluate.value(given[key], frame, current)
            elif isinstance(default, Scalar) and default.value is None:
                raise step.key.error(f"block {step.head!r} needs a value for {key!r}")
            else:
                value = self.evaluate.value(default, defaults, current)
            arguments[key] = defaults.variables[key] = value
        return arguments

    def _names_in(self, steps: List) -> frozenset[str]:
        names = self._written_names.get(id(steps))
        if names is None:
            names = self._written_names[id(steps)] = frozenset(literal_names(steps))
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


def _short(value: Any) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text.lower() if isinstance(value, bool) else text


def _has(op: type[Op]) -> str:
    return f"it has {', '.join(op.fields)}" if op.fields else "it has none"


def _fields_hint(op: type[Op]) -> str:
    return f", or say which of {', '.join(op.fields)} it is" if op.fields else ""
