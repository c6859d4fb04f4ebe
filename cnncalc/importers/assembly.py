"""Puts a network together from the layers of a text, whose places the errors tell."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import accumulate
from typing import Any, Protocol

from cnncalc.errors import ModelError, SpecError
from cnncalc.importers.assembler import Assembler, ModelStep
from cnncalc.importers.given import Given
from cnncalc.importers.paths import DEEPEST, LONGEST_NAME
from cnncalc.network import Network
from cnncalc.ops import OPS
from cnncalc.ops.base import MACS, Op
from cnncalc.ops.custom import Custom
from cnncalc.shape import Shape


class ModelPlace(Protocol):
    """Where a layer stands in its file."""

    def error(self, message: str, hint: str = "") -> SpecError:
        """The error for what stands there."""


class Assembly:
    """A network that grows. Layers go by the names of the file, whose parts between slashes are scopes."""

    def __init__(self, given: Given, names: Collection[str] = ()) -> None:
        """`names` are those of layers that may be scopes of others, too."""
        self._assembler = Assembler(given)
        self._given = given
        self._scopes = {scope for name in names for scope in list(accumulate(_parts(name), "{}/{}".format))[:-1]}
        self._unread: dict[int, None] = {}
        self._applied: list[tuple[Op, tuple[Shape, ...], Shape]] = []
        self.notes: list[str] = []

    def shape(self, index: int) -> Shape:
        """The shape that comes out of a layer."""
        return self._assembler.shape(index)

    def add_input(self, name: str, shape: Shape) -> int:
        """Add a place where data comes in; these come before all layers."""
        return self._assembler.add_input(name, shape)

    def add(
        self,
        name: str,
        op: str,
        inputs: Sequence[int],
        place: ModelPlace,
        *,
        shares: int | None = None,
        output: Shape | None = None,
        parameters: tuple[int, ...] | None = None,
        **fields: Any,
    ) -> int:
        """Add a layer; `output` and `parameters` are what the file records of it.

        Raises SpecError with its place if the op cannot take its fields or inputs, or is not as recorded.
        """
        step = ModelStep(name[:LONGEST_NAME], "", OPS[op], fields, tuple(inputs), output, parameters, shares)
        return self._add(name, step, place)

    def add_own(
        self,
        name: str,
        label: str,
        inputs: Sequence[int],
        place: ModelPlace,
        output: Shape | None = None,
        **counts: int,
    ) -> int:
        """Add an op that cnncalc has not, with the `params`, `macs` and `flops` that are known; the rest is unknown."""
        fields = {"label": label[:LONGEST_NAME], "output": output or self.shape(inputs[0]), **counts}
        return self._add(name, ModelStep(name[:LONGEST_NAME], "", Custom, fields, tuple(inputs)), place)

    def _add(self, name: str, step: ModelStep, place: ModelPlace) -> int:
        parts = _parts(name)
        parts += [step.kind.name] * ("/".join(parts) in self._scopes)
        path = ".".join(part.replace(".", "_") for part in parts if part)
        try:
            index = self._assembler.add(step._replace(path=path))
        except ModelError as error:
            raise self._told(error, place) from None
        for each in step.inputs:
            self._unread.pop(each, None)
        self._unread[index] = None
        shapes = tuple([self.shape(each) for each in step.inputs])
        self._applied.append((step.kind.read(step.fields, len(shapes[0].spatial)), shapes, self.shape(index)))
        return index

    def _told(self, error: ModelError, place: ModelPlace) -> SpecError:
        return place.error(error.message.removeprefix(f"{self._given.path}: "), error.hint)

    @property
    def is_empty(self) -> bool:
        """Whether there is no layer yet."""
        return not self._unread

    def totals(self, times: int) -> dict[str, int]:
        """What all layers have and cost together, run so many times with the same parameters; what is known of it."""
        totals = {"params": 0, "macs": 0, "flops": 0}
        for op, inputs, output in self._applied:
            totals["params"] += sum(op.count_parameters(inputs).values())
            counts = op.count_operations(inputs, output)
            totals["macs"] += times * counts.get(MACS, 0)
            totals["flops"] += times * sum(count * (2 if kind == MACS else 1) for kind, count in counts.items())
        unknown = {figure for op, _, _ in self._applied for figure in op.unknown()}
        unknown.update(["flops"] if "macs" in unknown else [])
        return {figure: total for figure, total in totals.items() if figure not in unknown}

    def finish(self, title: str = "", outputs: Sequence[int] = ()) -> Network:
        """The network; what comes out is what is said, or all that no layer reads, the last of them first."""
        found = list(outputs) or list(self._unread)[::-1]
        return self._assembler.finish(found, title=title, notes=tuple(dict.fromkeys(self.notes)))


def _parts(name: str) -> list[str]:
    """The parts of a name between slashes; of very long ones the beginning."""
    return [part[:LONGEST_NAME] for part in name[: LONGEST_NAME * DEEPEST].split("/")[:DEEPEST]]
