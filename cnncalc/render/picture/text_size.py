"""The sizes of what a chart is made of, on pages of different widths."""

from cnncalc.render.picture.scene import SMALLEST_TEXT

NARROW, WIDE = 238.0, 504.0
"""One column of a paper and both, in points."""
LARGEST_TEXT = 7.5


def text_size(width: float) -> float:
    """The size of texts on a page so wide: never smaller than journals print, never larger than their own."""
    part = (width - NARROW) / (WIDE - NARROW)
    least = SMALLEST_TEXT + 0.3
    return min(max(least + (LARGEST_TEXT - least) * part, SMALLEST_TEXT), LARGEST_TEXT)
