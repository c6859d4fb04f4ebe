"""What depends on a step with a mistake: neither its value nor its shape is known, and nothing is told of it."""

from __future__ import annotations

from typing import Any

from cnncalc.graph import Application
from cnncalc.limits import Budget
from cnncalc.source.values import Node
from cnncalc.spec.frame import Evaluator, Frame
from cnncalc.spec.mistakes import NotKnownError
from cnncalc.spec.names import Names
from cnncalc.spec.steps import Step
from cnncalc.spec.uses import Uses


class NotKnown(Application):
    """An op of which nothing is known, nor what comes out of it."""

    def __init__(self) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        raise NotKnownError


class KnowingEvaluator(Evaluator):
    """Knows which names stand for what is not known."""

    __slots__ = ("names", "unknown")
    names: KnowingNames

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.unknown: set[str] = set()

    def look_up(self, name: str) -> Any:
        if name in self.unknown:
            raise NotKnownError
        return super().look_up(name)

    def _shape_of(self, layer: Any) -> dict[str, Any]:
        if isinstance(layer, str) and self.names.is_passed(layer, self._frame):
            raise NotKnownError
        return super()._shape_of(layer)


class KnowingNames(Names):
    """Knows that a step with a mistake may be what a name stands for."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.passed: set[str] = set()
        """The names written in what was passed over."""
        self.is_sure = True
        """Whether every step so far has its name."""

    def is_passed(self, name: str, frame: Frame) -> bool:
        """Whether a name may belong to what was passed over: written there, or made up with a number."""
        found, outermost = frame.locate(name, self._graph.by_path), name.removeprefix(".").partition(".")[0]
        if not self.is_sure and outermost[-1:].isdigit() and outermost not in frame.taken.written:
            return True
        if found is None and not self.passed.isdisjoint(name.split(".")):
            return True
        path = found or frame.locate(outermost, self._graph.by_path)
        return path is not None and isinstance(self._graph.nodes[self._graph.by_path[path]].application, NotKnown)

    def path(self, name: str, place: Node, frame: Frame) -> str:
        if self.is_passed(name, frame):
            raise NotKnownError
        return super().path(name, place, frame)


class SingleUses(Uses):
    """Runs every use of a block by itself: there may be mistakes in it, whatever comes in."""

    def _is_single(self, step: Step, frame: Frame, path: str, budget: Budget) -> bool:
        return True
