"""The shape of one example's tensor: channels, and the sizes of its spatial axes."""

import re
from functools import lru_cache
from math import prod
from typing import NamedTuple

MOST_AXES = 8
MOST_DIGITS = 12
AXES = {
    0: (),
    1: ("length",),
    2: ("height", "width"),
    3: ("depth", "height", "width"),
}

AXIS_LETTERS = {1: ("L",), 2: ("H", "W"), 3: ("T", "H", "W")}


class Shape(NamedTuple):
    """`channels` and the `spatial` sizes, outermost axis first; a vector has no spatial axes."""

    channels: int
    spatial: tuple[int, ...] = ()

    def __str__(self) -> str:
        """The shape as papers write it, height × width × channels."""
        return "×".join(map(str, (*self.spatial, self.channels)))

    @property
    def plain(self) -> str:
        """The shape as specs and other programs have it, `55x55x96`."""
        return "x".join(map(str, (*self.spatial, self.channels)))

    @property
    def elements(self) -> int:
        """The number of values in the tensor."""
        return self.channels * prod(self.spatial)

    @property
    def axes(self) -> tuple[str, ...]:
        """The names of the spatial axes."""
        named = AXES.get(len(self.spatial))
        return named or tuple(f"axis{i + 1}" for i in range(len(self.spatial)))

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters of the spatial axes in formulas."""
        return axis_letters(len(self.spatial))

    @property
    def spatial_text(self) -> str:
        """The spatial sizes as text, `55×55`."""
        return "×".join(map(str, self.spatial)) or "1"

    def channels_first(self) -> list[int]:
        """The shape as frameworks with channels first give it, `[96, 55, 55]`."""
        return [int(self.channels), *map(int, self.spatial)]


def axis_letters(axes: int) -> tuple[str, ...]:
    """The letters of so many spatial axes in formulas."""
    return AXIS_LETTERS.get(axes) or tuple([f"A{axis}" for axis in range(axes)])


def is_map(text: str) -> bool:
    """Whether a text is the sizes of a map, `5x5` or `227x227x3` (or with `×`): two at least."""
    return re.fullmatch(r"\d+([x×]\d+)+", text) is not None


@lru_cache(maxsize=1_000)
def parse_shape(text: str) -> Shape:
    """The shape of `227x227x3` (or with `×`), height first; raise ValueError for any other text. Cache: by text."""
    sizes = [size.strip() for size in re.split("[x×X]", text)]
    if not all(size.isdecimal() and len(size) <= MOST_DIGITS for size in sizes):
        raise ValueError(f"{text!r} is not a shape such as 227x227x3 (height × width × channels)")
    if len(sizes) > MOST_AXES + 1:
        raise ValueError(f"a shape has at most {MOST_AXES} spatial axes")
    *spatial, channels = map(int, sizes)
    if channels < 1 or any(size < 1 for size in spatial):
        raise ValueError(f"every size in {text!r} must be at least 1")
    return Shape(channels, tuple(spatial))
