"""The colours of pictures, by what they mean: told apart by the colour-blind, and in grey by their lightness.

A scene names a colour by its meaning, or as `#RRGGBB` where it was mixed. On a dark page, meanings have other colours.
"""

INK, MUTED, RULE, GRID, PAPER = "ink", "muted", "rule", "grid", "paper"
"""Words and outlines; words that say less; axes; lines behind everything; what is under everything."""
PARAMS, MACS, ACTIVATIONS, PEAK, WAITING, GRADIENTS = "params", "macs", "activations", "peak", "waiting", "gradients"
"""The colours of what is counted; WAITING are activations that no layer reads just now."""
SKIP = "skip"
FRAME, BLOCK_FRAME = "frame", "block_frame"
"""What is around the boxes of a group, and of a block."""
BLACK = "#000000"

SERIES = tuple(f"series{number}" for number in range(1, 9))
"""Of points that belong together: Okabe and Ito's, Color Universal Design, 2008; OTHER for those beyond them."""
OTHER = "other"
_OKABE_ITO = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8A8F00", "#7A4EA3")
"""Their yellow and black are an olive and a violet here, which can be seen on white and on black."""

LIGHT = {
    INK: "#1B1F24", MUTED: "#5B6470", RULE: "#6B7480", GRID: "#E3E6EA", PAPER: "#FFFFFF",
    PARAMS: "#3E5C9A", MACS: "#4F94CD", ACTIVATIONS: "#E0962E", PEAK: "#B03A6B", SKIP: "#B03A6B",
    FRAME: "#F7F8FA", BLOCK_FRAME: "#EFF2F8",
    WAITING: "#F4CF9B", GRADIENTS: "#33689E",
    **dict(zip(SERIES, _OKABE_ITO, strict=True)), OTHER: "#8B95A1",
}  # fmt: skip
DARK = {
    INK: "#E6EAEF", MUTED: "#A3ACB8", RULE: "#8B95A1", GRID: "#30363D", PAPER: "#0D1117",
    PARAMS: "#7C9BDD", MACS: "#5BA7E0", ACTIVATIONS: "#E9A84C", PEAK: "#E072A2",
    SKIP: "#E072A2", FRAME: "#161B22", BLOCK_FRAME: "#18202F", WAITING: "#8A6535", GRADIENTS: "#5BA7E0",
    **dict(zip(SERIES, _OKABE_ITO, strict=True)), OTHER: "#8B95A1",
}  # fmt: skip


KINDS = {
    "input": "#B7BCC1", "convolution": "#79C0EE", "depthwise": "#C6E6FA", "transposed": "#C0709A", "pooling": "#F7C55A",
    "fc": "#2A8A64", "block": "#4169A8", "join": "#FFFFFF", "other": "#D8DCE0",
}  # fmt: skip
"""The kinds of layers: found by search over simulated colour blindness; the same on a dark page, as they are mixed."""
STATUSES = {"added": "#1A7F37", "removed": "#CF222E", "edited": "#B35900", "follows": "#0969DA"}
"""The colours of the statuses of a difference."""


def hex_of(color: str, *, dark: bool = False) -> str:
    """A colour as `#RRGGBB`."""
    return color if color.startswith("#") else (DARK if dark else LIGHT)[color]


def mixed(color: str, other: str, share: float) -> str:
    """A colour with so large a share of another in it: `mixed(MACS, PAPER, 0.4)` is lighter."""
    parts = zip(_channels(color), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02X}" for one, two in parts)


def _channels(color: str) -> tuple[int, ...]:
    written = hex_of(color)
    return tuple(int(written[at : at + 2], 16) for at in (1, 3, 5))
