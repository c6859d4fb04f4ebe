"""A place in a network: the names there, and the layers that names stand for, looked up from there outwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cnncalc.errors import Origin
from cnncalc.graph.builder import GraphBuilder
from cnncalc.language.expressions.evaluators import Environment
from cnncalc.language.expressions.located_text import LocatedText
from cnncalc.language.namespace import Namespace
from cnncalc.language.step import is_literal
from cnncalc.limits import PER_UNIT, Budget
from cnncalc.source.values import Map, Scalar

MOST_USES_TOLD = 3


class Place(Environment):
    """The names and variables of one use of a block, of a group, or of the network itself."""

    __slots__ = (
        "around", "depth", "graph", "inside", "level", "names", "path", "prefix", "shares", "start", "training", "use",
    )  # fmt: skip

    def __init__(
        self,
        graph: GraphBuilder,
        budget: Budget,
        path: str,
        around: Place | None,
        variables: Mapping[str, Any],
        names: Namespace,
        *,
        training: bool,
        shares: str,
        use: Scalar | Map | None,
        start: int,
    ) -> None:
        super().__init__(variables, budget)
        self.graph = graph
        self.path = path
        self.inside = f"{path}." if path else ""
        """What the path of every layer in here begins with, `conv2.block1.`."""
        self.around = around
        self.names = names
        self.training = training
        self.shares = shares
        """The path of the scope whose parameters the layers in here use; empty if they have their own."""
        self.use = use
        """The step that uses the block; None outside of blocks."""
        self.start = start
        """The node that comes into the block or group; outermost, the network's input."""
        self.depth: int = (around.depth if around else 0) + (use is not None)
        """How many uses of blocks are around this place, itself among them."""
        self.prefix = ""
        """What automatic names of inserted steps begin with."""
        self.level: int = around.level if around else 0
        """The level of the spec that these steps stand in: how many specs it extends, one through the other."""

    def path_of(self, name: str) -> str:
        """The full path of a name here."""
        return self.inside + name

    def automatic_name(self, base: str) -> str:
        """The next free name for an op or block without one."""
        return self.names.free(self.prefix + base) if self.prefix else self.names.automatic(base)

    def outwards(self) -> Iterator[Place]:
        """Every place from here outwards: the innermost first, the network itself last."""
        place: Place | None = self
        while place is not None:
            yield place
            place = place.around

    @property
    def uses(self) -> list[Scalar | Map]:
        """The steps that use the blocks around, innermost first."""
        return [here.use for here in self.outwards() if here.use is not None]

    @property
    def used_at(self) -> tuple[Origin, ...]:
        """Where the innermost blocks around are used, as an error tells it."""
        return tuple(dict.fromkeys([use.origin for use in self.uses]))[:MOST_USES_TOLD]

    def found(self, name: str) -> str | None:
        """The full path of an earlier layer, looked up from where the name was written outwards.

        A dot before it begins outermost. A name by which a block calls a layer of its own may be given to it.
        """
        home = self.home(name)
        return home.look_outwards(name) or (None if home is self else self._named_by(name, home))

    def home(self, name: str) -> Place:
        """The place where a name was written: that of a located text, else this one."""
        if not isinstance(name, LocatedText):
            return self
        home = self
        while home.path != name.path and home.around is not None:
            home = home.around
            self.budget.spend(1)
        return home

    def look_outwards(self, name: str) -> str | None:
        """The full path of an earlier layer, looked up from here outwards."""
        known = self.graph.by_path
        if name.startswith("."):
            return name[1:] if name[1:] in known else None
        first = name.partition(".")[0]
        for here in self.outwards():
            self.budget.spend(1)
            if here.inside and first not in here.names.names and first not in here.names.broken:
                continue  # where paths are long, to put together those of all places would take long
            path = here.inside + name
            if path in known:
                self.budget.spend(len(path) // PER_UNIT)
                return path
        return None

    def _named_by(self, name: str, home: Place) -> str | None:
        """The path of a layer inside of this block that is named by a text which was given to the block."""
        first = name.partition(".")[0]
        for here in self.outwards():
            if here is home:
                break
            step = here.names.names.get(first)
            written = None if step is None else step.beside.get("name")
            if written is not None and not is_literal(written) and here.inside + name in self.graph.by_path:
                return here.inside + name
        return None
