"""Which layer a name stands for: what `from`, `share` and `like` refer to."""

from __future__ import annotations

from cnncalc.errors import SpecError, did_you_mean
from cnncalc.spec.document import List, Node
from cnncalc.spec.frame import Evaluator, Frame
from cnncalc.spec.nodes import GraphBuilder
from cnncalc.spec.steps import PREVIOUS, Step


class Names:
    """Looks names up, from the frame they stand in outwards."""

    def __init__(self, graph: GraphBuilder, evaluate: Evaluator) -> None:
        self._graph = graph
        self._evaluate = evaluate

    def source(self, step: Step, current: int, frame: Frame) -> int:
        """The one node that a block or structure starts from."""
        found = self.sources(step, current, frame)
        if len(found) != 1:
            raise step.modifiers["from"].error("from takes one name here", "concat, add and multiply take several")
        return found[0]

    def sources(self, step: Step, current: int, frame: Frame) -> tuple[int, ...]:
        """The nodes a step takes: the one before it, or what `from` names."""
        place = step.source
        if place is None:
            return (current,)
        if isinstance(place, List):
            if not place.items:
                raise place.error("from needs at least one name")
            return tuple(self.running(item, frame, current) for item in place.items)
        return (self.running(place, frame, current),)

    def running(self, place: Node, frame: Frame, current: int) -> int:
        """The node that a name stands for, which must run whenever what names it does."""
        index = self.resolve(place, frame, current)
        if self._graph.nodes[index].training and not frame.training:
            raise place.error(
                f"{self.written(place, frame, current)!r} runs only in training, and what would take it always does"
            )
        return index

    def resolve(self, place: Node, frame: Frame, current: int) -> int:
        """The node that a name or a dotted path stands for, here."""
        name = self.written(place, frame, current)
        return current if name == PREVIOUS else self._graph.by_path[self.path(name, place, frame)]

    def written(self, place: Node, frame: Frame, current: int) -> str:
        """A name or a path as it is written, not looked up yet."""
        name = self._evaluate.value(place, frame, current)
        if isinstance(name, int) and not isinstance(name, bool):
            return str(name)
        if not isinstance(name, str):
            raise place.error(f"a layer is named by its name, not {name!r}")
        return name

    def path(self, name: str, place: Node, frame: Frame) -> str:
        """The full path of an earlier layer or block, looked up from a frame outwards."""
        path = frame.locate(name, self._graph.by_path)
        if path is None:
            raise self.no_layer(place, name, frame)
        return path

    def size_of(self, place: Node, frame: Frame, current: int) -> list[int]:
        """The spatial sizes of the layer that a name stands for."""
        return list(self._graph.shape(self.resolve(place, frame, current)).spatial)

    def no_layer(self, place: Node, name: str, frame: Frame) -> SpecError:
        """The error for a name that no earlier layer has."""
        inside = [path for path in self._graph.by_path if path.endswith(f".{name}")]
        nearest = sorted(inside, key=lambda path: (len(path), path))[:1]
        near = did_you_mean(name, [path.removeprefix(frame.inside) for path in nearest] or frame.visible_names())
        if name in frame.taken.written and not near:
            return place.error(f"layer {name!r} comes later, or not at all", "from takes layers that come earlier")
        return place.error(f"there is no earlier layer {name!r}", near)
