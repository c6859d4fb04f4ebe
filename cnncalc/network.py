"""A network that has been loaded: its graph, and what its spec says about it."""

from typing import NamedTuple

from cnncalc.errors import Origin
from cnncalc.graph import Graph


class Published(NamedTuple):
    """A figure somebody published, as written."""

    figure: str
    """What it is a figure of: `params`, `macs`, `weights`, `output`, `top1`…"""
    value: str
    """As written, at its precision: `60M`, `16.4%`, `55x55x96`."""
    source: str
    of: tuple[str, ...] = ()
    """The layers or blocks it is about (names, with `*` and `?`); the whole network if empty."""
    op: str = ""
    """The kind of layer it is about: `convolution`, `fully connected`."""
    versus: str = ""
    """The network it is a difference to."""
    input: str = ""
    """The input it holds for, where that is not the network's own."""
    crops: str = ""
    """Of an accuracy: the crops of an image that were averaged, `1`, `10` or `dense`; empty if that is not said."""
    models: str = ""
    """Of an accuracy: the networks that were averaged; empty for one."""
    data: str = ""
    """Of an accuracy: what it was trained or measured on, where that is not all of ImageNet-1k."""
    network: str = ""
    """Of an accuracy: the network that it belongs to, where it is not this one."""
    wrong: str = ""
    """Why it is wrong, if it is known to be."""
    note: str = ""
    origin: Origin | None = None


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
    published: tuple[Published, ...] = ()
    remarks: tuple[Remark, ...] = ()
    """What may not be meant as it is written."""

    @property
    def told(self) -> tuple[str, ...]:
        """The remarks as every report on the network notes them."""
        return tuple([remark.text for remark in self.remarks])

    def __repr__(self) -> str:
        nodes = self.graph.nodes
        shapes = " and ".join(str(node.shape) for node in self.graph.inputs)
        return f"<Network {self.name}: {shapes} → {nodes[self.graph.output].shape}>"
