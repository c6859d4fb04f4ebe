"""What a convolutional network costs, worked out from a page of YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cnncalc.errors import CnncalcError as CnncalcError
    from cnncalc.limits import Limits as Limits
    from cnncalc.network import Network as Network
    from cnncalc.report.diff import diff as diff
    from cnncalc.spec.load import Spec as Spec
    from cnncalc.spec.load import load as load
    from cnncalc.spec.load import read as read

__version__ = "0.1.0"
__all__ = ["CnncalcError", "Limits", "Network", "Spec", "__version__", "diff", "load", "read"]

_HOMES = {
    "CnncalcError": "cnncalc.errors",
    "Limits": "cnncalc.limits",
    "Network": "cnncalc.network",
    "Spec": "cnncalc.spec.load",
    "diff": "cnncalc.report.diff",
    "load": "cnncalc.spec.load",
    "read": "cnncalc.spec.load",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import cnncalc` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'cnncalc' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
