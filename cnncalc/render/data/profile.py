"""Where parameters, computation and activation memory sit."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.render.data import convention, network_data
from cnncalc.report.profile import Item, Profile


def data(profile: Profile, options: Options) -> dict[str, Any]:
    """The items in order of execution."""
    setting = profile.setting
    return {
        "network": network_data(profile),
        "convention": {**convention(), "dtype": setting.dtype.name, "batch": setting.batch},
        "totals": {
            "params": profile.totals.params,
            "macs": profile.totals.macs,
            "activations": profile.totals.activations,
            "activation_bytes": profile.activation_bytes,
            "lower_bounds": list(profile.totals.lower_bounds),
        },
        "items": [{**item_data(item), "layers": list(item.paths)} for item in profile.items],
    }


def item_data(item: Item) -> dict[str, Any]:
    """A layer or a block."""
    return {
        "path": item.path,
        "last": item.last,
        "repeat": item.repeat,
        "params": item.known("params"),
        "macs": item.known("macs"),
        "activations": item.share.activations,
        "activation_bytes": item.activation_bytes,
    }
