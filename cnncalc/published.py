"""A figure that somebody published, and where it stands."""

from typing import NamedTuple

from cnncalc.errors import Origin

NONE = "none"
"""The value of a figure that its source does not have."""
ACCURACIES = ("top1", "top1_error", "top5", "top5_error", "accuracy", "error", "mean_iu")
"""The figures that say how well a network does, in per cent; nothing computes them."""


class Citation(NamedTuple):
    """Where a figure stands: a source that can be found, and the place in it."""

    text: str
    """What the source is called, short: `He et al. 2016`."""
    id: str = ""
    """`arXiv:1512.03385v1`, `doi:…`, `github:owner/repo@commit:path`, `package==version:path` or an address."""
    venue: str = ""
    """The conference, journal or site where the source appeared."""
    copy: str = ""
    """The address of the very copy that was opened."""
    where: str = ""
    """The table, row, section or line."""
    quote: str = ""
    """The words of the source at that place."""
    read: str = ""
    """`yes` if the source was opened, `secondary` if something that repeats it was, `recalled` if neither."""
    counts: str = ""
    """What the source's figures are of, where its words are others': that its FLOPs are MACs."""

    def __str__(self) -> str:
        return f"{self.text}, {self.where}" if self.where else self.text


class Published(NamedTuple):
    """A figure as the source has it, and what the source says that it is of."""

    figure: str
    """What is counted: `params`, `macs`, `weights`, `output`, `top1`…"""
    value: str
    """The figure as the source has it, at its precision: `60M`, `16.4%`, `55x55x96`."""
    source: Citation
    of: tuple[str, ...] = ()
    """The layers or blocks that the figure is about (names, with `*` and `?`); the whole network if empty."""
    op: str = ""
    """The kind of layer that the figure is about: `convolution`, `fully connected`."""
    versus: str = ""
    """The network to which the figure is a difference."""
    input: str = ""
    """The input that the figure holds for, where that is not the network's own."""
    split: str = ""
    """Of an accuracy: the images it was measured on, `validation` or `test`; empty if that is not said."""
    crops: str = ""
    """Of an accuracy: the crops of an image that were averaged, `1`, `10` or `dense`; empty if that is not said."""
    models: str = ""
    """Of an accuracy: the networks that were averaged; empty for one."""
    pretrained: str = ""
    """Of an accuracy: what the network was trained on before or beside ImageNet-1k."""
    data: str = ""
    """Of an accuracy: what the network was trained and measured on, where that is not ImageNet-1k."""
    network: str = ""
    """Of an accuracy: the network that it belongs to, where it is not this one."""
    counts: str = ""
    """What the source counts, as arithmetic on figures, where that is not the figure itself."""
    kilo: int = 1000
    """What a thousand is at the source: 1000 or 1024."""
    wrong: str = ""
    """Why the figure is wrong, if it is known to be."""
    perhaps: str = ""
    """Why the figure may be wrong, where that is a guess."""
    note: str = ""
    origin: Origin | None = None
