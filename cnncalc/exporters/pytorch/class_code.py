"""ModuleClasses as the text of a Python file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, count

from cnncalc.exporters.pytorch.body import ENTRY, BodyWire, ModuleBody
from cnncalc.exporters.pytorch.code import DEFAULTS, Call, code_of
from cnncalc.exporters.pytorch.joined import Joined
from cnncalc.exporters.pytorch.module_classes import ModuleClass

WIDTH = 100
INDENT = "    "


def class_text(
    made: ModuleClass, attributes: Mapping[str, Mapping[str, str]], inputs: Sequence[str] = ()
) -> Iterator[str]:
    """The lines of a class. `inputs` are the names of what goes in, x and what else there is if none are given."""
    parameters = [
        f"{each.name}={code_of(DEFAULTS[each.word])}" if each.has_default else each.name for each in made.parameters
    ]
    head = _signature("__init__", ["self", *parameters])
    if made.body.is_chain:
        yield f"class {made.name}(nn.Sequential):"
        yield from head
        yield f"{INDENT * 2}super().__init__("
        yield from _ordered(made, 3)
        yield f"{INDENT * 2})"
        yield from _shared(made, attributes)
        return
    yield f"class {made.name}(nn.Module):"
    yield from head
    yield f"{INDENT * 2}super().__init__()"
    for name, step in zip(made.attributes, made.body.steps, strict=True):
        if isinstance(step.does, Call):
            yield from _assigned(f"self.{name} = ", step.does, 2, "")
    yield from _shared(made, attributes)
    yield ""
    yield from _forward(made, inputs)


def _signature(name: str, parameters: Sequence[str]) -> list[str]:
    """The first line of a method; its parameters have a line of their own where they are many."""
    line = f"{INDENT}def {name}({', '.join(parameters)}):"
    return (
        [line]
        if len(line) <= WIDTH
        else [f"{INDENT}def {name}(", f"{INDENT * 2}{', '.join(parameters)}", f"{INDENT}):"]
    )


def _ordered(made: ModuleClass, depth: int) -> Iterator[str]:
    yield f"{INDENT * depth}OrderedDict("
    for name, step in zip(made.attributes, made.body.steps, strict=True):
        assert isinstance(step.does, Call)  # a chain joins nothing
        yield from _assigned(f"{name}=", step.does, depth + 1, ",")
    yield f"{INDENT * depth})"


def _assigned(before: str, call: Call, depth: int, after: str) -> Iterator[str]:
    """A call behind what takes it; the modules of a sequence with names have a line each."""
    if not call.named:
        yield f"{INDENT * depth}{before}{code_of(call)}{after}"
        return
    yield f"{INDENT * depth}{before}nn.Sequential("
    yield f"{INDENT * (depth + 1)}OrderedDict("
    for each in call.arguments:
        assert isinstance(each.value, Call)  # modules
        yield from _assigned(f"{each.name}=", each.value, depth + 2, ",")
    yield f"{INDENT * (depth + 1)})"
    yield f"{INDENT * depth}){after}"


def _shared(made: ModuleClass, attributes: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Layers that use the parameters of others."""
    for mine, its, whole in made.body.shares:
        one, other = (_path(path, made.body.path, attributes) for path in (mine, its))
        if whole:
            yield f"{INDENT * 2}{one} = {other}"
        else:
            yield f"{INDENT * 2}{one}.weight, {one}.bias = {other}.weight, {other}.bias"


def _path(names: Sequence[str], scope: str, attributes: Mapping[str, Mapping[str, str]]) -> str:
    """A layer's path in a module, as Python has it."""
    written = "self"
    for name in names:
        written += f".{attributes[scope][name]}"
        scope = f"{scope}.{name}" if scope else name
    return written


def _forward(made: ModuleClass, inputs: Sequence[str]) -> Iterator[str]:
    body = made.body
    entries = list(inputs) or ["x", *(f"skip{number or ''}" for number in range(len(body.entries) - 1))]
    yield from _signature("forward", ["self", *entries])
    flow = _Flow(body, entries, made.attributes)
    *lines, last = flow.lines()
    yield from (f"{INDENT * 2}{line}" for line in lines)
    names = ", ".join(flow.variables[wire] for wire in body.outputs)
    if last.startswith(f"{names} = "):
        yield f"{INDENT * 2}return {last.removeprefix(f'{names} = ')}"
    else:
        yield from (f"{INDENT * 2}{last}", f"{INDENT * 2}return {names}")


class _Flow:
    """The lines of a forward pass: a value whose last reader has come gives its variable to what comes out."""

    def __init__(self, body: ModuleBody, entries: Sequence[str], attributes: Sequence[str]) -> None:
        self._body = body
        self._attributes = attributes
        self.variables = {BodyWire(ENTRY, number): name for number, name in enumerate(entries)}
        self._last = {wire: number for number, step in enumerate(body.steps) for wire in step.inputs}
        self._last.update(dict.fromkeys(body.outputs, len(body.steps)))
        self._readers: dict[BodyWire, int] = {}
        for step in body.steps:
            for wire in step.inputs:
                self._readers[wire] = self._readers.get(wire, 0) + 1

    def lines(self) -> Iterator[str]:
        pending = ""  # what is worked out, and not yet written
        for number, step in enumerate(self._body.steps):
            values = [self.variables[wire] for wire in step.inputs]
            if pending and self._goes_on(number):
                values = [pending]
            if isinstance(step.does, Joined):
                pending = step.does.code(values)
            else:
                pending = f"self.{self._attributes[number]}({', '.join(values)})"
            outputs = self._named(number)
            if not self._is_folded(number + 1, pending):
                yield f"{', '.join(outputs)} = {pending}"
                pending = ""

    def _goes_on(self, number: int) -> bool:
        """Whether a step is written around the one before."""
        step = self._body.steps[number]
        before = BodyWire(number - 1)
        return step.follows and step.inputs == (before,) and self._readers[before] == 1

    def _is_folded(self, number: int, pending: str) -> bool:
        steps = self._body.steps
        if number == len(steps) or not self._goes_on(number) or BodyWire(number - 1) in self._body.outputs:
            return False
        return len(pending) + len(self._attributes[number]) + len("self.()") + len(INDENT) * 4 <= WIDTH

    def _named(self, number: int) -> list[str]:
        """The variables of what comes out of a step."""
        step = self._body.steps[number]
        free = [self.variables[wire] for wire in dict.fromkeys(step.inputs) if self._last[wire] == number]
        live = {name for wire, name in self.variables.items() if self._last.get(wire, -1) > number}
        free = [name for name in free if name not in live]
        names: list[str] = []
        for output in range(self._outputs(number)):
            name = free.pop(0) if free else self._new(live | set(names), number)
            names.append(name)
            self.variables[BodyWire(number, output)] = name
            live.add(name)
        return names

    def _outputs(self, number: int) -> int:
        """How many values come out of a step, as those that read them tell."""
        return 1 + max((wire.output for wire in self._last if wire.step == number), default=0)

    def _new(self, live: set[str], number: int) -> str:
        """A variable that is not in use: y, z, then the step's own name."""
        own = self._attributes[number]
        names: Iterator[str] = chain(("y", "z", own), (f"{own}_{again}" for again in count(2)))
        return next(name for name in names if name not in live)
