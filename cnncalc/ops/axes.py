"""Fields that name axes of a tensor: `channels`, `height`, `positions` for all spatial ones, `all`."""

from __future__ import annotations

from typing import Any

from cnncalc.errors import ShapeError, did_you_mean
from cnncalc.ops.axis_window import CHANNELS
from cnncalc.ops.fields import Field
from cnncalc.shape import Shape

POSITIONS, ALL = "positions", "all"
Axes = tuple[str, ...]


class AxesField(Field["Axes | None"]):
    """One or several axes by name; None if the step does not say them."""

    schema = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
    takes = "axes: channels, height"

    def read(self, value: Any, axes: int) -> Axes | None:
        if value is None:
            return None
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, (list, tuple)) or not names or not all(isinstance(name, str) for name in names):
            raise self.fail(value, f"channels, {POSITIONS}, {ALL}, the name of an axis, or a list of such names")
        return tuple(dict.fromkeys(map(str, names)))

    def plain(self, value: Any) -> Any:
        return value[0] if value and len(value) == 1 else super().plain(value)

    def text(self, value: Any) -> str:
        return axes_text(value) if value else super().text(value)


def axes_text(names: Axes) -> str:
    """The names of axes as a table writes them, `height,width`."""
    return ",".join(names)


def axes_named(names: Axes, x: Shape, field: str = "over") -> tuple[int, ...]:
    """The axes of a tensor that names mean, in their order, CHANNELS last; raise ShapeError for a name it has not."""
    known: dict[str, tuple[int, ...]] = {name: (axis,) for axis, name in enumerate(x.axes)}
    spatial = tuple(range(len(x.spatial)))
    known |= {"channels": (CHANNELS,), POSITIONS: spatial, ALL: (*spatial, CHANNELS)}
    found: set[int] = set()
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known) or f"it has {', '.join((*x.axes, 'channels'))}"
            raise ShapeError(f"{x} has no axis {name!r}", field=field, hint=hint)
        found.update(known[name])
    return tuple(sorted(found, key=lambda axis: (axis == CHANNELS, axis)))
