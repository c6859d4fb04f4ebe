"""The earlier layers that `from:`, `share:` and `like:` name."""

from __future__ import annotations

from collections import deque
from itertools import count, takewhile

from cnncalc.errors import SpecError, did_you_mean
from cnncalc.language.expressions.located_text import LocatedText
from cnncalc.language.here import Here
from cnncalc.language.place import Place
from cnncalc.language.step import PREVIOUS, START
from cnncalc.language.terms import Computed, Term, read
from cnncalc.source.values import List, Map, YamlNode

NOTHING = (None, "none")
"""The value of an expression that names no layer, `none`, where no layer has this name."""
FROM_EARLIER = "from takes layers that come earlier"


class Reference:
    """An earlier layer or block, by its name or a path."""

    __slots__ = ("node", "value")

    def __init__(self, node: YamlNode) -> None:
        self.node = node
        self.value = read(node)

    def is_nothing(self, here: Here, current: int) -> bool:
        """Whether it is an expression that gives none."""
        return isinstance(self.value, Computed) and self.value.of(here, current) in NOTHING

    def running(self, here: Here, current: int) -> int:
        """The node that comes out of the layer; the layer must run wherever its name is used."""
        return _running(self.written(here, current), self.node, here, current)

    def path(self, here: Here, current: int) -> str:
        """The layer's full path."""
        return _path(self.written(here, current), self.node, here)

    def written(self, here: Here, current: int) -> str:
        """The name as it is written, not looked up yet."""
        return _name(self.value.of(here, current), self.node)


class Sources:
    """What `from:` names, in place of the layer before: one layer, or several."""

    __slots__ = ("_items", "node")

    def __init__(self, node: YamlNode) -> None:
        self.node = node
        self._items = [read(item) for item in (node.items if isinstance(node, List) else [node])]

    def one(self, here: Here, current: int) -> int:
        """The one node that a block or a construct starts from."""
        found = self.all(here, current)
        if len(found) != 1:
            raise self.node.error("from takes one name here", "concat, add and multiply take several")
        return found[0]

    def all(self, here: Here, current: int) -> tuple[int, ...]:
        """The nodes that an op takes."""
        found = tuple([node for item in self._items for node in _runnings(item, here, current)])
        if not found:
            raise self.node.error("from needs at least one name")
        return found


class SizeOf(Term):
    """The spatial sizes of an earlier layer: `like: NAME`."""

    __slots__ = ("_reference",)

    def __init__(self, node: YamlNode) -> None:
        super().__init__(node, None)
        self._reference = Reference(node)

    def of(self, here: Here, current: int | None) -> list[int]:
        assert current is not None
        node = _node(self._reference.written(here, current), self.node, here, current)
        return list(here.build.graph.shape(node).spatial)


def _runnings(item: Term, here: Here, current: int) -> list[int]:
    """The nodes that a name, or each name of a list that an expression gives, stands for; `none` gives none."""
    value = item.of(here, current)
    names = [value]
    if isinstance(item, Computed):
        found = value if isinstance(value, list) else [value]
        names = [name for name in found if name not in NOTHING or (name and here.found(name))]
    return [_running(_name(name, item.node), item.node, here, current) for name in names]


def _running(name: str, place: YamlNode, here: Here, current: int) -> int:
    index = _node(name, place, here, current)
    if here.build.graph.nodes[index].training and not here.training:
        raise place.error(f"{name!r} runs only in training, and what would take it always does")
    return index


def _node(name: str, place: YamlNode, here: Here, current: int) -> int:
    """The node of a layer, by its name or a dotted path."""
    if name == PREVIOUS:
        return current if not isinstance(name, LocatedText) or name.before is None else name.before
    if name == START and here.found(name) is None:
        return here.home(name).start
    return here.build.graph.by_path[_path(name, place, here)]


def _name(value: object, place: YamlNode) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise place.error(f"a layer is named by its name, not {value!r}")
    return value


def _path(name: str, place: YamlNode, here: Here) -> str:
    """The full path of an earlier layer or block, looked up from here outwards."""
    path = here.locate(name)
    if path is None:
        raise _no_layer(place, name, here)
    return path


def _no_layer(place: YamlNode, name: str, here: Here) -> SpecError:
    """The error for a name that no earlier layer has."""
    home = here.home(name)
    if home is not here and here.look_outwards(name):
        return place.error(
            f"there is no earlier layer {name!r} where that name is written", "a block's own layers are named in it"
        )
    inside = [path for path in home.graph.by_path if path.endswith(f".{name}")]
    nearest = sorted(inside, key=lambda path: (len(path), path))[:1]
    near = did_you_mean(name, [path.removeprefix(home.inside) for path in nearest] or _visible_names(home))
    step = next((place.names.written[name] for place in home.outwards() if name in place.names.written), None)
    if step is None or (near and "repeat" not in step.values):
        return place.error(f"there is no earlier layer {name!r}", near)
    return place.error(*_why_not(step, name, place, home))


def _visible_names(here: Place) -> list[str]:
    """Every name that can be referred to from here."""
    return [name for place in here.outwards() for name in place.names.names]


def _why_not(step: Map, name: str, place: YamlNode, here: Place) -> tuple[str, str]:
    """Why there is no layer yet of a name that is written out at a step, and a hint."""
    taken = step.values.get("from")
    if taken is place or (isinstance(taken, List) and place in taken.items):
        return f"layer {name!r} would take itself", FROM_EARLIER
    turns = takewhile(here.found, (f"{name}{n}" for n in count(1)))
    last = deque(turns, maxlen=1)
    if last:
        return f"there is no layer {name!r}: it is repeated", f"did you mean {last[0]!r}, its last turn?"
    if step.source is not place.source or (step.line, step.column) > (place.line, place.column):
        return f"layer {name!r} comes later", FROM_EARLIER
    why = "its if: does not hold" if "if" in step.values else "what is around it does not run"
    return f"layer {name!r} is left out here", why
