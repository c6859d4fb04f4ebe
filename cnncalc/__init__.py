"""What a convolutional network costs, worked out from a page of YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cnncalc.api.models import from_keras as from_keras
    from cnncalc.api.networks import Network as Network
    from cnncalc.api.networks import Spec as Spec
    from cnncalc.api.networks import load as load
    from cnncalc.api.networks import read as read
    from cnncalc.api.reports import catalogue as catalogue
    from cnncalc.api.reports import check as check
    from cnncalc.api.reports import compare as compare
    from cnncalc.api.reports import conventions as conventions
    from cnncalc.api.reports import count_layers as count_layers
    from cnncalc.api.reports import diff as diff
    from cnncalc.api.reports import drawing as drawing
    from cnncalc.api.reports import memory as memory
    from cnncalc.api.reports import outline as outline
    from cnncalc.api.reports import profile as profile
    from cnncalc.api.reports import quiz as quiz
    from cnncalc.api.reports import receptive_field as receptive_field
    from cnncalc.api.reports import roofline as roofline
    from cnncalc.api.reports import trade_off as trade_off
    from cnncalc.api.reports import verify as verify
    from cnncalc.api.reports import walk as walk
    from cnncalc.api.shown import summary as summary
    from cnncalc.devices.device import Device as Device
    from cnncalc.errors import CnncalcError as CnncalcError
    from cnncalc.limits import Limits as Limits

__version__ = "0.1.0"

_HOMES = {
    "api.models": ("from_keras",),
    "api.networks": ("Network", "Spec", "from_line", "load", "read"),
    "api.reports": (
        "catalogue", "check", "compare", "conventions", "count_layers", "diff", "drawing", "memory", "outline",
        "profile", "quiz", "receptive_field", "roofline", "trade_off", "verify", "walk",
    ),
    "api.shown": ("summary",),
    "devices.device": ("Device",),
    "errors": ("CnncalcError",),
    "limits": ("Limits",),
}  # fmt: skip
"""The modules that hold what is public."""

__all__ = [
    "CnncalcError", "Device", "Limits", "Network", "Spec", "__version__", "catalogue", "check", "compare",
    "conventions", "count_layers", "diff", "drawing", "from_keras", "from_line", "load", "memory", "outline",
    "profile", "quiz", "read", "receptive_field", "roofline", "summary", "trade_off", "verify", "walk",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import cnncalc` costs nothing."""
    home = next((module for module, names in _HOMES.items() if name in names), "")
    if not home:
        raise AttributeError(f"module 'cnncalc' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"cnncalc.{home}"), name)


def __dir__() -> list[str]:
    return __all__
