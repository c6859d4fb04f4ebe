"""Where a network's costs sit, item by item."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.render.data import convention, network_data
from cnncalc.report.figures import FIGURES, OF_PARTS
from cnncalc.report.profile import Item, Profile

COUNTS = tuple([figure.name for figure in OF_PARTS])


def data(profile: Profile, options: Options) -> dict[str, Any]:
    """The items in order of execution."""
    sizes, totals = profile.sizes, profile.totals
    return {
        "network": network_data(profile),
        "convention": {**convention(), "dtype": sizes.dtype, "batch": sizes.batch},
        "totals": {
            **{name: FIGURES[name].value(totals, sizes) for name in COUNTS},
            "lower_bounds": list(totals.lower_bounds),
        },
        "items": [{**item_data(item, profile), "layer_paths": list(item.paths)} for item in profile.items],
    }


def item_data(item: Item, profile: Profile) -> dict[str, Any]:
    """A layer or a block; what is not known is null."""
    figures = [FIGURES[name] for name in COUNTS]
    lacking = item.share.lacking
    return {
        "path": item.path,
        "last": item.last,
        "repeat": item.repeat,
        **{each.name: None if each.lacks(lacking) else each.value(item.share, profile.sizes) for each in figures},
        "lower_bounds": list(item.share.lower_bounds),
    }
