"""Which layer a name stands for: what `from`, `share` and `like` refer to."""

from __future__ import annotations

from collections import deque
from itertools import count, takewhile

from cnncalc.errors import SpecError, did_you_mean
from cnncalc.source.values import List, Map, Node, Scalar
from cnncalc.spec.frame import Evaluator, Frame
from cnncalc.spec.nodes import GraphBuilder
from cnncalc.spec.placed import Placed
from cnncalc.spec.steps import PREVIOUS, Step

NOTHING = (None, "none")
"""What an expression gives for no layer; one may be called by the word, though."""
FROM_EARLIER = "from takes layers that come earlier"


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
        items = place.items if isinstance(place, List) else [place]
        found = tuple([node for item in items for node in self._runnings(item, frame, current)])
        if not found:
            raise place.error("from needs at least one name")
        return found

    def _runnings(self, place: Node, frame: Frame, current: int) -> list[int]:
        """What a name stands for, or each of the names in the list that an expression gives; `none` for nothing."""
        value = self._evaluate.value(place, frame, current)
        names = [value]
        if isinstance(place, Scalar) and value != place.value:  # an expression
            known = self._graph.by_path
            found = value if isinstance(value, list) else [value]
            names = [name for name in found if name not in NOTHING or (name and frame.locate(name, known))]
        return [self._running(self._name(name, place), place, frame, current) for name in names]

    def running(self, place: Node, frame: Frame, current: int) -> int:
        """The node that a name stands for, which must run whenever what names it does."""
        return self._running(self.written(place, frame, current), place, frame, current)

    def _running(self, name: str, place: Node, frame: Frame, current: int) -> int:
        index = self._node(name, place, frame, current)
        if self._graph.nodes[index].training and not frame.training:
            raise place.error(f"{name!r} runs only in training, and what would take it always does")
        return index

    def _node(self, name: str, place: Node, frame: Frame, current: int) -> int:
        """The node that a name or a dotted path stands for, here."""
        if name != PREVIOUS:
            return self._graph.by_path[self.path(name, place, frame)]
        if not isinstance(name, Placed) or name.before is None:
            return current
        frame.home(name)  # what is between depends on it
        return name.before

    def written(self, place: Node, frame: Frame, current: int) -> str:
        """A name or a path as it is written, not looked up yet."""
        return self._name(self._evaluate.value(place, frame, current), place)

    def _name(self, value: object, place: Node) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str):
            raise place.error(f"a layer is named by its name, not {value!r}")
        return value

    def path(self, name: str, place: Node, frame: Frame) -> str:
        """The full path of an earlier layer or block, looked up from a frame outwards."""
        path = frame.locate(name, self._graph.by_path)
        if path is None:
            raise self.no_layer(place, name, frame)
        return path

    def size_of(self, place: Node, frame: Frame, current: int) -> list[int]:
        """The spatial sizes of the layer that a name stands for."""
        node = self._node(self.written(place, frame, current), place, frame, current)
        return list(self._graph.shape(node).spatial)

    def no_layer(self, place: Node, name: str, frame: Frame) -> SpecError:
        """The error for a name that no earlier layer has."""
        home = frame.home(name)
        if home is not frame and frame.look_up(name, self._graph.by_path):
            return place.error(
                f"there is no earlier layer {name!r} where that name is written", "a block's own layers are named in it"
            )
        frame = home
        inside = [path for path in self._graph.by_path if path.endswith(f".{name}")]
        nearest = sorted(inside, key=lambda path: (len(path), path))[:1]
        near = did_you_mean(name, [path.removeprefix(frame.inside) for path in nearest] or frame.visible_names())
        step = frame.written(name)
        if step is None or (near and "repeat" not in step.values):
            return place.error(f"there is no earlier layer {name!r}", near)
        return place.error(*self._why_not(step, name, place, frame))

    def _why_not(self, step: Map, name: str, place: Node, frame: Frame) -> tuple[str, str]:
        """Why a step whose name is written out made no layer of that name before it was referred to, and a hint."""
        taken = step.values.get("from")
        if taken is place or (isinstance(taken, List) and place in taken.items):
            return f"layer {name!r} would take itself", FROM_EARLIER
        turns = takewhile(lambda turn: frame.locate(turn, self._graph.by_path), (f"{name}{n}" for n in count(1)))
        last = deque(turns, maxlen=1)
        if last:
            return f"there is no layer {name!r}: it is repeated", f"did you mean {last[0]!r}, its last turn?"
        if step.source is not place.source or (step.line, step.column) > (place.line, place.column):
            return f"layer {name!r} comes later", FROM_EARLIER
        why = "its if: does not hold" if "if" in step.values else "what is around it does not run"
        return f"layer {name!r} is left out here", why
