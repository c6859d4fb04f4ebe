"""A figure that somebody published, and where it stands."""

from typing import NamedTuple

from cnncalc.errors import Origin


class Citation(NamedTuple):
    """Where a figure stands: a source that can be found, and the place in it."""

    text: str
    """What the source is called, short: `He et al. 2016`."""
    id: str = ""
    """`arXiv:1512.03385v1`, `doi:…`, `github:owner/repo@commit:path`, `package==version:path` or an address."""
    venue: str = ""
    """Where it appeared."""
    copy: str = ""
    """Where the very copy that was opened lies."""
    where: str = ""
    """The table, row, section or line."""
    quote: str = ""
    """What stands there."""
    read: str = ""
    """`yes` if the source was opened, `secondary` if something that repeats it was, `recalled` if neither."""
    counts: str = ""
    """What the source's figures are of, where its words are others': that its FLOPs are MACs."""

    def __str__(self) -> str:
        return f"{self.text}, {self.where}" if self.where else self.text


class Published(NamedTuple):
    """A figure as written, and what it is said to be of."""

    figure: str
    """What it is a figure of: `params`, `macs`, `weights`, `output`, `top1`…"""
    value: str
    """As written, at its precision: `60M`, `16.4%`, `55x55x96`."""
    source: Citation
    of: tuple[str, ...] = ()
    """The layers or blocks it is about (names, with `*` and `?`); the whole network if empty."""
    op: str = ""
    """The kind of layer it is about: `convolution`, `fully connected`."""
    versus: str = ""
    """The network it is a difference to."""
    input: str = ""
    """The input it holds for, where that is not the network's own."""
    split: str = ""
    """Of an accuracy: the images it was measured on, `validation` or `test`; empty if that is not said."""
    crops: str = ""
    """Of an accuracy: the crops of an image that were averaged, `1`, `10` or `dense`; empty if that is not said."""
    models: str = ""
    """Of an accuracy: the networks that were averaged; empty for one."""
    pretrained: str = ""
    """Of an accuracy: what it was trained on before or beside ImageNet-1k."""
    data: str = ""
    """Of an accuracy: what it was trained and measured on, where that is not ImageNet-1k."""
    network: str = ""
    """Of an accuracy: the network that it belongs to, where it is not this one."""
    counts: str = ""
    """What the source counts, as arithmetic on figures, where that is not the figure itself."""
    kilo: int = 1000
    """What a thousand is at the source: 1000 or 1024."""
    wrong: str = ""
    """Why it is wrong, if it is known to be."""
    perhaps: str = ""
    """Why it may be wrong, where that is a guess."""
    note: str = ""
    origin: Origin | None = None
