"""Puts the steps that a reader finds in a model's file into a graph, and checks them against what the file records."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cnncalc.errors import FieldError, LimitError, ShapeError
from cnncalc.graph import Application
from cnncalc.graph.builder import GraphBuilder
from cnncalc.importers.given import Given
from cnncalc.importers.paths import in_scopes, opened, tidy
from cnncalc.limits import Budget
from cnncalc.network import Network
from cnncalc.ops.base import Op
from cnncalc.ops.custom import Custom
from cnncalc.shape import Shape


class ModelStep(NamedTuple):
    """One step of a foreign network, behind those that it reads."""

    place: str
    """Where it is in the file, as an error says it: `node 'conv1/Conv'`."""
    path: str
    """The name behind those of the modules around it, with dots between: `layer1.0.conv1`.

    `layer1.0:add` is an op of a module; what is alone in its module goes by the module's name.
    """
    kind: type[Op]
    fields: Mapping[str, Any]
    """The op's fields, as a spec has them or in the words of another framework."""
    inputs: tuple[int, ...]
    """The numbers of the steps and inputs that it reads."""
    output: Shape | None = None
    """The shape of its output that the file records, if it does."""
    parameters: tuple[int, ...] | None = None
    """The sizes of its parameter tensors that the file records, if it does."""
    shares: int | None = None
    """The step whose parameters it uses instead of its own."""


class Placed(NamedTuple):
    """An input or a step whose shapes are known."""

    path: str
    application: Application | Shape
    inputs: tuple[int, ...] = ()
    shares: int | None = None


class Assembler:
    """A network while it is read: inputs first, then steps in an order in which they can be executed."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self._builder = GraphBuilder(Budget(given.limits))
        self._placed: list[Placed] = []

    def add_input(self, path: str, shape: Shape) -> int:
        """Add a place where data comes in; return its number. Raises ModelError for a size that is none."""
        sizes = (shape.channels, *shape.spatial)
        if min(sizes) < 1 or max(sizes) > self.given.limits.number:
            raise self.given.error(f"input {path!r} of {shape} cannot be")
        self._placed.append(Placed(path, shape))
        return len(self._placed) - 1

    def add(self, step: ModelStep) -> int:
        """Add a step, and return its number.

        Raises ModelError where the op cannot be so, and where its output or its parameters are not what the file
        records.
        """
        if len(self._placed) > self.given.limits.layers:
            raise LimitError(f"{self.given.path} has more than {self.given.limits.layers:,} steps")
        shapes = tuple([self.shape(index) for index in step.inputs])
        try:
            self._builder.check_inputs(len(shapes))
            application = self._builder.apply(step.kind.read(step.fields, len(shapes[0].spatial)), shapes)
        except (FieldError, ShapeError) as error:
            raise self.given.error(f"{step.place}: {error.message}", error.hint) from None
        self._check(step, application)
        self._placed.append(Placed(step.path, application, step.inputs, step.shares))
        return len(self._placed) - 1

    def shape(self, index: int) -> Shape:
        """The shape that comes out of a step or an input."""
        application = self._placed[index].application
        return application if isinstance(application, Shape) else application.output

    def finish(self, outputs: Sequence[int], *, title: str = "", notes: tuple[str, ...] = ()) -> Network:
        """The network whose outputs are those of some steps; steps that none of them needs are left out."""
        needed = self._needed(outputs)
        names = opened([placed.path for placed in self._placed])
        order = [index for index in in_scopes(names, self._reads()) if index in needed]
        paths = dict(zip(order, tidy([names[index] for index in order]), strict=True))
        numbers: dict[int, int] = {}
        scopes: set[str] = set()
        for index in sorted(order, key=lambda index: not self._is_input(index)):
            self._open(paths[index], scopes)
            numbers[index] = self._place(index, paths[index], numbers)
        declared = tuple(numbers[index] for index in outputs) if len(outputs) > 1 else ()
        graph = self._builder.finish(numbers[outputs[0]], declared)
        name = self.given.name
        return Network(name=name, title=title or name, graph=graph, notes=notes)

    def _place(self, index: int, path: str, numbers: Mapping[int, int]) -> int:
        placed = self._placed[index]
        if isinstance(placed.application, Shape):
            return self._builder.add_input(path, placed.application)
        inputs = tuple([numbers[each] for each in placed.inputs])
        shares = None if placed.shares is None else numbers[placed.shares]
        try:
            return self._builder.place(path, placed.application, inputs, shares=shares)
        except ShapeError as error:
            raise self.given.error(f"{path}: {error.message}", error.hint) from None

    def _open(self, path: str, scopes: set[str]) -> None:
        names = path.split(".")
        for depth in range(1, len(names)):
            scope = ".".join(names[:depth])
            if scope not in scopes:
                scopes.add(scope)
                self._builder.open_scope(scope)

    def _is_input(self, index: int) -> bool:
        return isinstance(self._placed[index].application, Shape)

    def _reads(self) -> list[tuple[int, ...]]:
        """For each step, those that must come before it."""
        return [placed.inputs if placed.shares is None else (*placed.inputs, placed.shares) for placed in self._placed]

    def _needed(self, outputs: Sequence[int]) -> set[int]:
        """The steps that the outputs are worked out from, and all inputs."""
        needed = {index for index in range(len(self._placed)) if self._is_input(index)}
        waiting = list(outputs)
        reads = self._reads()
        while waiting:
            index = waiting.pop()
            if index not in needed:
                needed.add(index)
                waiting.extend(reads[index])
        return needed

    def _check(self, step: ModelStep, application: Application) -> None:
        op, output = application.op, application.output
        if step.output is not None and step.output != output:
            raise self.given.error(f"{step.place}: {op.name} gives {output}, and the file records {step.output}")
        if step.parameters is None or (isinstance(op, Custom) and op.params is None):
            return
        counted, recorded = list(op.count_parameters(application.inputs).values()), list(step.parameters)
        if sum(counted) != sum(recorded) or (len(counted) == len(recorded) and sorted(counted) != sorted(recorded)):
            told = [" + ".join(f"{size:,}" for size in sizes) or "none" for sizes in (counted, recorded)]
            raise self.given.error(f"{step.place}: {op.name} has {told[0]} parameters, and the file records {told[1]}")
