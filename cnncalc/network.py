"""A network that has been loaded: its graph, and what its spec says about it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.collector import uncollected
from cnncalc.errors import Origin
from cnncalc.graph import Graph

if TYPE_CHECKING:
    from cnncalc.published import Published
    from cnncalc.report.summary import Summary
    from cnncalc.report.totals import Totals
    from cnncalc.report.walk import Walk


class Remark(NamedTuple):
    """Something that the user should know of a spec: it is counted as it is written, and may not be meant so."""

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
    """Whose form of the network it is: `paper`, a framework, a lecture; empty for a spec of one's own."""
    notes: tuple[str, ...] = ()
    """What its reader should know, the remarks first."""
    figures: "tuple[Published, ...] | Callable[[], tuple[Published, ...]]" = ()
    """What was published about it, or how that is read when it is asked for."""
    remarks: tuple[Remark, ...] = ()
    """What may not be meant as it is written."""

    @property
    def told(self) -> tuple[str, ...]:
        """The remarks as every report on the network notes them."""
        return tuple([remark.text for remark in self.remarks])

    @property
    def published(self) -> "tuple[Published, ...]":
        """The figures that were published about it; raise SpecError for one that cannot be read."""
        return self.figures() if callable(self.figures) else self.figures

    @uncollected
    def summary(self, *, training: bool = False, batch: int = 1, dtype: str = "fp32") -> "Summary":
        """Work out every layer's shapes and costs, and the totals; the memory is that of a batch in a type of values.

        Raises CnncalcError for a type there is not.
        """
        from cnncalc.report.summary import summarize  # imported when asked for: loading needs none of it

        return summarize(self, training=training, batch=batch, dtype=dtype)

    @uncollected
    def totals(self, *, training: bool = False) -> "Totals":
        """Work out the totals alone: what a sweep over many networks needs."""
        from cnncalc.report.totals import measure_totals

        return measure_totals(self.graph, training=training)

    @uncollected
    def walk(self, *, biases: bool = True, training: bool = False) -> "Walk":
        """Work through the network layer by layer, with the working of each figure."""
        from cnncalc.report.walk import walk_through

        return walk_through(self, biases=biases, training=training)

    def __repr__(self) -> str:
        nodes = self.graph.nodes
        shapes = " and ".join(str(node.shape) for node in self.graph.inputs)
        return f"<Network {self.name}: {shapes} → {nodes[self.graph.output].shape}>"

    def _repr_html_(self) -> str:
        """The summary's tables, for a notebook."""
        return self.summary()._repr_html_()
