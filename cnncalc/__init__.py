"""What a convolutional network costs, worked out from a page of YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cnncalc.api import catalogue as catalogue
    from cnncalc.api import roofline as roofline
    from cnncalc.api import verify as verify
    from cnncalc.devices.device import Device as Device
    from cnncalc.errors import CnncalcError as CnncalcError
    from cnncalc.limits import Limits as Limits
    from cnncalc.network import Network as Network
    from cnncalc.report.check import check as check
    from cnncalc.report.compare import compare as compare
    from cnncalc.report.conventions import count_by_conventions as conventions
    from cnncalc.report.counted import count_layers as count_layers
    from cnncalc.report.diff import diff as diff
    from cnncalc.report.memory import memory as memory
    from cnncalc.report.receptive_field import see as receptive_field
    from cnncalc.report.summary import summarize as summary
    from cnncalc.report.walk import walk_through as walk
    from cnncalc.spec.load import Spec as Spec
    from cnncalc.spec.load import load as load
    from cnncalc.spec.load import read as read

__version__ = "0.1.0"

_HOMES = {
    "CnncalcError": "errors",
    "Device": "devices.device",
    "Limits": "limits",
    "Network": "network",
    "Spec": "spec.load",
    "catalogue": "api",
    "check": "report.check",
    "compare": "report.compare",
    "conventions": "report.conventions:count_by_conventions",
    "count_layers": "report.counted",
    "diff": "report.diff",
    "load": "spec.load",
    "memory": "report.memory",
    "read": "spec.load",
    "receptive_field": "report.receptive_field:see",
    "roofline": "api",
    "summary": "report.summary:summarize",
    "verify": "api",
    "walk": "report.walk:walk_through",
}
"""The modules that hold what is public, with its name there where that is another."""

__all__ = [
    "CnncalcError", "Device", "Limits", "Network", "Spec", "__version__", "catalogue", "check", "compare",
    "conventions", "count_layers", "diff", "load", "memory", "read", "receptive_field", "roofline", "summary",
    "verify", "walk",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import cnncalc` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'cnncalc' has no attribute {name!r}")
    from importlib import import_module

    module, _, there = _HOMES[name].partition(":")
    return getattr(import_module(f"cnncalc.{module}"), there or name)


def __dir__() -> list[str]:
    return __all__
