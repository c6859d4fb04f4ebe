"""A second reading of the language: runs a spec as a nest of dicts and lists, as its reference describes it.

Nothing of cnncalc.language is used: expressions are Python's own, names are looked up and branches are wired here. Only
what a single op does to a shape is asked of the op, which other tests check. Names that nobody gave are not worked out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from copy import copy
from itertools import count, islice
from typing import Any, NamedTuple

from cnncalc.errors import CnncalcError
from cnncalc.graph import infer
from cnncalc.ops import find_op
from cnncalc.ops.base import Join, Op
from cnncalc.shape import AXES, Shape

Value = Any
"""A value as YAML has it."""
Steps = list[Any]

MODIFIERS = ("name", "if", "repeat", "from", "share")
STRUCTURES = ("residual", "split", "aux", "layers", "for", "then")
JOINS = ("concat", "add", "multiply", "subtract", "divide", "max", "min", "mean")
MOST_NODES = 150
MOST_VALUES = 1_000_000
UNNAMED = "?"
"""Begins a name that nobody gave."""


class RefusedError(Exception):
    """The spec is not one that the reference runs."""


class Mapped(dict[str, Any]):
    """A mapping whose values go by `mapping.key`, too."""

    def __getattr__(self, name: str) -> Any:
        return self[name]


class Said(str):
    """A text of a variable: as a name it is looked up where it was written, and `previous` is what was before that."""

    frame: Frame
    before: int | None

    @classmethod
    def all_in(cls, value: Value, frame: Frame, before: int | None = None) -> Value:
        """A value with all its texts, those that were written elsewhere left alone."""
        if isinstance(value, list):
            return [cls.all_in(item, frame, before) for item in value]
        if isinstance(value, dict):
            return Mapped({key: cls.all_in(item, frame, before) for key, item in value.items()})
        if type(value) is not str:
            return value
        said = cls(value)
        said.frame, said.before = frame, before
        return said


class Made(NamedTuple):
    """A node of the network."""

    path: str
    op: Op | None
    """None for an input."""
    inputs: tuple[int, ...]
    shape: Shape
    training: bool = False
    owner: int | None = None
    """The node whose parameters it uses."""


class Frame(NamedTuple):
    """Where steps stand."""

    path: str = ""
    parent: Frame | None = None
    variables: Mapping[str, Any] = {}
    training: bool = False
    shared: int | None = None
    """How many nodes before its own those are whose parameters it uses."""

    def path_of(self, name: str | int) -> str:
        return f"{self.path}.{name}" if self.path else str(name)

    def bound(self, **variables: Any) -> Frame:
        return self._replace(variables={**self.variables, **variables})


class Reference:
    """The nodes made so far, and the paths that name them."""

    def __init__(self, blocks: Mapping[str, Any], parameters: Mapping[str, Any]) -> None:
        self.blocks, self.parameters = dict(blocks), Said.all_in(dict(parameters), Frame())
        self.nodes: list[Made] = []
        self.inputs: set[int] = set()
        self.paths: dict[str, int] = {}
        self.starts: dict[str, int] = {}
        """The first node of each block, group and branch with a name."""
        self.claimed: set[str] = set()
        """The paths that were given to layers and to what is around them."""
        self.jumps = 0
        """How many steps said where to go on, and made no layer."""
        self._unnamed = count()

    def copy(self) -> Reference:
        """One to try something on."""
        other = copy(self)
        other.nodes, other.paths, other.starts = self.nodes[:], self.paths.copy(), self.starts.copy()
        other.claimed = self.claimed.copy()
        return other

    def add_inputs(self, written: Value) -> int:
        """The inputs; the chain begins with the first, and ends with none of them."""
        frame = Frame(variables=self.parameters)
        for name, shape in (written if isinstance(written, dict) else {"input": written}).items():
            *spatial, channels = map(int, str(self.value(shape, frame, None)).split("x"))
            self.claimed.add(name)
            self.inputs.add(self._append(Made(name, None, (), Shape(channels, tuple(spatial)))))
        return 0

    def run(self, steps: Steps, current: int, frame: Frame) -> int:
        """Run steps in a chain; return the node that comes out."""
        for step in steps:
            current = self.step(step if isinstance(step, dict) else {step: None}, current, frame)
        return current

    def step(self, step: dict[str, Any], current: int, frame: Frame) -> int:
        if "then" in step:
            chosen = step["then"] if self.expression(step["if"], frame, current) else step.get("else")
            self.jumps += chosen == []
            return self.run(chosen or [], current, frame)
        if "if" in step and not self.expression(step["if"], frame, current):
            return current
        if "for" in step:
            return self._loop(step, current, frame)
        if "repeat" not in step:
            return self._once(step, current, frame, "")
        for index in range(int(self.expression(step["repeat"], frame, current))):
            current = self._once(step, current, frame.bound(index=index), str(index + 1))
        return current

    def _loop(self, step: dict[str, Any], current: int, frame: Frame) -> int:
        for index, item in enumerate(self.expression(step["in"], frame, current)):
            names = step["for"]
            bound = {names: item} if isinstance(names, str) else dict(zip(names, item, strict=True))
            bound = Said.all_in(bound, frame)
            current = self.run(step["layers"], current, frame.bound(**{"index": index, **bound}))
        return current

    def _once(self, step: dict[str, Any], current: int, frame: Frame, number: str) -> int:
        head = next((key for key in step if key not in MODIFIERS), "from")
        main = step.get(head)
        if head.startswith("$"):
            head = self.value(head, frame, current)
            if head in (None, False, "none"):
                return current
        source = self._sources(step, current, frame)
        if head == "from":
            self.jumps += 1
            return source[0]
        name = self._name(step, current, frame, number)
        fields = {key: value for key, value in step.items() if key not in (*MODIFIERS, head) and key[0] != "$"}
        if head in JOINS and isinstance(main, (list, dict)):
            return self._join(head, self._branches(main, [source[0]] * len(main), frame), fields, name, frame)
        if head in STRUCTURES:
            structure: Callable[..., int] = getattr(self, f"_{head}")
            return structure(step, source[0], current, name, frame)
        if head in self.blocks:
            return self._use(head, main, fields, step, source[0], current, name, frame)
        return self._op(head, main, fields, step, source, current, name, frame)

    def _residual(self, step: dict[str, Any], source: int, current: int, name: str, frame: Frame) -> int:
        shortcut = step.get("shortcut", True)
        added = isinstance(shortcut, list) or self.expression(shortcut, frame, source)
        body = (self._branch if added else self.run)(step["residual"], source, frame)
        if isinstance(shortcut, list):
            return self._join("add", [body, self.run(shortcut, source, frame)], {}, name, frame)
        if added:
            return self._join("add", [body, source], {}, name, frame)
        self._close(frame, name, body)
        return body

    def _split(self, step: dict[str, Any], source: int, current: int, name: str, frame: Frame) -> int:
        branches, channels = step["split"], self.nodes[source].shape.channels
        sizes = self.value(step.get("sizes"), frame, source)
        if sizes is None:
            sizes = [channels // len(branches)] * len(branches)
        if sum(sizes) != channels or min(sizes) < 1:
            raise RefusedError
        parts = [
            self._make("channel_slice", {"range": [sum(sizes[:number]), sum(sizes[: number + 1])]}, [source],
                       self._unnamed_path(frame), frame)
            for number in range(len(sizes))
        ]  # fmt: skip
        return self._join(step.get("join", "concat"), self._branches(branches, parts, frame), {}, name, frame)

    def _aux(self, step: dict[str, Any], source: int, current: int, name: str, frame: Frame) -> int:
        inner = self._inside(frame, name, step, current)._replace(training=True)
        self._close(frame, name, self.run(step["aux"], source, inner))
        return current

    def _layers(self, step: dict[str, Any], source: int, current: int, name: str, frame: Frame) -> int:
        inner = self._inside(frame, name, step, current)
        output = self.run(step["layers"], source, inner)
        self._close(frame, name, output)
        return output

    def _use(
        self, block: str, main: Value, given: dict[str, Any], step: dict[str, Any], source: int, current: int,
        name: str, frame: Frame,
    ) -> int:  # fmt: skip
        written = self.blocks[block]
        parameters = written.get("parameters", {}) if isinstance(written, dict) else {}
        if main is not None:
            given = {next(iter(parameters)): main, **given}
        arguments: dict[str, Any] = {}
        for key, default in parameters.items():
            inside = Frame(frame.path_of(name), frame, {**self.parameters, **arguments})
            if key in given:
                arguments[key] = Said.all_in(self.value(given[key], frame, source), frame, current)
            else:
                arguments[key] = Said.all_in(self.value(default, inside, source), inside)
        inner = self._inside(frame, name, step, source)._replace(variables={**self.parameters, **arguments})
        output = self.run(written["layers"] if isinstance(written, dict) else written, source, inner)
        self._close(frame, name, output)
        return output

    def _op(
        self, head: str, main: Value, fields: dict[str, Any], step: dict[str, Any], source: list[int], current: int,
        name: str, frame: Frame,
    ) -> int:  # fmt: skip
        op = find_op(head)
        if op is None or not goes_on(head, len(self.nodes[source[0]].shape.spatial)):
            raise RefusedError
        written = {op.main: main, **fields} if main is not None else dict(fields)
        values = {key: self.value(value, frame, source[0]) for key, value in written.items()}
        if "like" in values:
            values["size"] = list(self.nodes[self._find(_name(values.pop("like")), frame, source[0])].shape.spatial)
        if op.most_inputs == 0:
            source = source if "from" in step else []
        owner = None
        if "share" in step:
            owner = self._owner(self._find(_name(self.value(step["share"], frame, current)), frame, current))
        elif frame.shared is not None and not issubclass(op, Join):
            owner = self._owner(len(self.nodes) - frame.shared)
        return self._make(op.name, values, source, frame.path_of(name), frame, owner)

    def _make(
        self, name: str, values: dict[str, Any], inputs: list[int], path: str, frame: Frame, owner: int | None = None
    ) -> int:
        shapes = tuple(self.nodes[index].shape for index in inputs)
        op_class = find_op(name)
        assert op_class is not None
        try:
            op = op_class.read(values, len(shapes[0].spatial) if shapes else 0)
            shape = infer(op, shapes)
        except CnncalcError:
            raise RefusedError from None
        if owner is not None:
            self._check_shares(op, shapes, self.nodes[owner])
        return self._append(Made(path, op, tuple(inputs), shape, frame.training, owner))

    def _check_shares(self, op: Op, shapes: tuple[Shape, ...], theirs: Made) -> None:
        if theirs.op != op:
            raise RefusedError
        owners = tuple(self.nodes[index].shape for index in theirs.inputs)
        if shapes and not isinstance(op, Join) and owners[0].channels != shapes[0].channels:
            raise RefusedError
        if op.count_parameters(shapes) != op.count_parameters(owners):
            raise RefusedError

    def _join(self, head: str, inputs: list[int], fields: dict[str, Any], name: str, frame: Frame) -> int:
        return self._make(head, fields, inputs, frame.path_of(name), frame)

    def _branches(self, branches: Value, sources: list[int], frame: Frame) -> list[int]:
        if isinstance(branches, list):
            return [self._branch(branch, source, frame) for branch, source in zip(branches, sources, strict=True)]
        outputs = []
        for (name, branch), source in zip(branches.items(), sources, strict=True):
            name = self.branch_name(name, frame)
            self.claimed.add(frame.path_of(name))
            inner = self._inside(frame, name, {}, source)
            outputs.append(self._branch(branch, source, inner))
            self._close(frame, name, outputs[-1])
        return outputs

    def _branch(self, steps: Steps, source: int, frame: Frame) -> int:
        """Run a branch, of which not all steps may be left out."""
        before = len(self.nodes), self.jumps
        output = self.run(steps, source, frame)
        if steps and (len(self.nodes), self.jumps) == before:
            raise RefusedError
        return output

    def branch_name(self, name: str, frame: Frame) -> str:
        """A branch's name, numbered where it is taken."""
        numbered = (f"{name}{number}" for number in count(2))
        return next(each for each in (name, *islice(numbered, MOST_NODES)) if frame.path_of(each) not in self.claimed)

    def _inside(self, frame: Frame, name: str, step: dict[str, Any], current: int) -> Frame:
        inner = frame._replace(path=frame.path_of(name), parent=frame)
        self.starts[inner.path] = len(self.nodes)
        if "share" not in step:
            return inner
        owner = self._path(_name(self.value(step["share"], frame, current)), frame)
        if owner not in self.starts:
            raise RefusedError
        return inner._replace(shared=len(self.nodes) - self.starts[owner])

    def _close(self, frame: Frame, name: str, output: int) -> None:
        self.paths[frame.path_of(name)] = output

    def _owner(self, index: int) -> int:
        if not 0 <= index < len(self.nodes):
            raise RefusedError
        owner = self.nodes[index].owner
        return index if owner is None else owner

    def _append(self, node: Made) -> int:
        too_large = len(self.nodes) >= MOST_NODES or node.shape.elements > MOST_VALUES
        if too_large or len(node.shape.spatial) not in AXES:
            raise RefusedError
        self.nodes.append(node)
        self.paths[node.path] = len(self.nodes) - 1
        return len(self.nodes) - 1

    def _sources(self, step: dict[str, Any], current: int, frame: Frame) -> list[int]:
        named = self.value(step.get("from", "previous"), frame, current)
        return [self._find(_name(name), frame, current) for name in (named if isinstance(named, list) else [named])]

    def _find(self, name: str, frame: Frame, current: int) -> int:
        if name == "previous" and isinstance(name, Said) and name.before is not None:
            return name.before
        return current if name == "previous" else self.paths[self._path(name, frame)]

    def _path(self, name: str, frame: Frame) -> str:
        """From where it was written outwards; with a dot before it, from the outermost list."""
        written = name.frame if isinstance(name, Said) else frame
        place: Frame | None = None if name.startswith(".") else written
        while place is not None:
            if place.path_of(name) in self.paths:
                return place.path_of(name)
            place = place.parent
        if name.removeprefix(".") not in self.paths:
            raise RefusedError
        return name.removeprefix(".")

    def _name(self, step: dict[str, Any], current: int, frame: Frame, number: str) -> str:
        if "name" not in step:
            return f"{UNNAMED}{next(self._unnamed)}"
        name = str(self.value(step["name"], frame, current))
        if "$" not in str(step["name"]):
            name += number
        if frame.path_of(name) in self.claimed:
            raise RefusedError
        self.claimed.add(frame.path_of(name))
        return name

    def _unnamed_path(self, frame: Frame) -> str:
        return frame.path_of(f"{UNNAMED}{next(self._unnamed)}")

    def expression(self, written: Value, frame: Frame, current: int) -> Any:
        """A value that is an expression with or without its `$`."""
        if isinstance(written, str) and not written.startswith("$"):
            written = f"${written}"
        return self.value(written, frame, current)

    def value(self, written: Value, frame: Frame, current: int | None) -> Any:
        """A value with its expressions worked out by Python."""
        if isinstance(written, list):
            return [self.value(item, frame, current) for item in written]
        if isinstance(written, dict):
            return Mapped({key: self.value(item, frame, current) for key, item in written.items()})
        if not isinstance(written, str) or "$" not in written:
            return written
        if re.fullmatch(r"\$\{[^{}]*\}", written):
            return self._evaluate(written[2:-1], frame, current)
        if "${" in written:
            return re.sub(r"\$\{([^{}]*)\}", lambda found: str(self._evaluate(found[1], frame, current)), written)
        return self._evaluate(written[1:], frame, current)

    def _evaluate(self, text: str, frame: Frame, current: int | None) -> Any:
        names: dict[str, Any] = {**FUNCTIONS, "shape": lambda name: self._shape_of(name, frame)}
        if current is not None:
            here = self._named_sizes(current)
            names |= {"here": here, **{key: value for key, value in here.items() if key != "size"}}
        try:
            value = eval(text, {"__builtins__": {}, **names, **frame.variables})
        except (ArithmeticError, AttributeError, KeyError, IndexError, NameError, TypeError, ValueError):
            raise RefusedError from None
        return int(value) if isinstance(value, float) and value.is_integer() else value

    def _shape_of(self, name: str, frame: Frame) -> Mapped:
        return self._named_sizes(self.paths[self._path(name, frame)])

    def _named_sizes(self, index: int) -> Mapped:
        shape = self.nodes[index].shape
        axes = zip(AXES[len(shape.spatial)], shape.spatial, strict=True)
        return Mapped({"channels": shape.channels, "size": list(shape.spatial), **dict(axes)})


def goes_on(head: str, axes: int) -> bool:
    """Whether a name says that its op works on so many axes, or says nothing of it; `batchnorm1d` takes vectors."""
    said = re.findall(r"(\d)d", head.lower())
    return not said or said == [str(axes)] or (axes == 0 and head.lower().replace("_", "") == "batchnorm1d")


def _name(value: Value) -> str:
    """A name, which may be written as a number."""
    return value if isinstance(value, str) else str(value)


def divisible(value: float, by: int = 8) -> int:
    """To the nearest multiple of `by`, but never more than a tenth below the value."""
    nearest = max(by, math.floor(value / by + 0.5) * by)
    return nearest if nearest >= 0.9 * value else nearest + by


FUNCTIONS: dict[str, Any] = {
    "abs": abs, "ceil": math.ceil, "count": lambda items, item: items.count(item), "divisible": divisible,
    "floor": math.floor, "int": int, "len": len, "log": math.log, "max": max, "min": min,
    "range": lambda *bounds: list(range(*bounds)), "round": round, "sorted": sorted, "sqrt": math.sqrt, "sum": sum,
    "unique": lambda items: list(dict.fromkeys(items)), "true": True, "false": False, "none": None,
}  # fmt: skip
