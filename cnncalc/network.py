"""A network that has been loaded: its graph, and what its spec says about it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.errors import Origin
from cnncalc.graph import Graph

if TYPE_CHECKING:
    from cnncalc.published import Published


class Remark(NamedTuple):
    """Something in a spec that is counted as it is written, and may not be meant so."""

    text: str
    origin: Origin

    def __str__(self) -> str:
        return f"{self.origin}: note: {self.text}"


class Network(NamedTuple):
    """A loaded network. `name` is its catalogue name, `title` how people write it."""

    name: str
    title: str
    graph: Graph
    description: str = ""
    paper: str = ""
    year: int | None = None
    family: str = ""
    form: str = ""
    """Who has the network in this form: `paper`, a framework, a lecture; empty for a spec of one's own."""
    notes: tuple[str, ...] = ()
    """What readers of the network's figures should know, the remarks first."""
    figures: "tuple[Published, ...] | Callable[[], tuple[Published, ...]]" = ()
    """The published figures of the network, or a function that reads them when they are asked for."""
    remarks: tuple[Remark, ...] = ()
    """What the spec may not mean as it is written."""

    @property
    def told(self) -> tuple[str, ...]:
        """The remarks as every report on the network notes them."""
        return tuple([remark.text for remark in self.remarks])

    @property
    def published(self) -> "tuple[Published, ...]":
        """The published figures of the network; raise SpecError for one that cannot be read."""
        return self.figures() if callable(self.figures) else self.figures

    def __repr__(self) -> str:
        nodes = self.graph.nodes
        shapes = " and ".join(str(node.shape) for node in self.graph.inputs)
        return f"<Network {self.name}: {shapes} → {nodes[self.graph.output].shape}>"
