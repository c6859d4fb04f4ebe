"""Networks written for others to read: each target is a file or a folder here."""

from typing import NamedTuple


class Target(NamedTuple):
    """What networks are written for."""

    suffix: str
    """The suffix of its files."""
    module: str
    function: str
    """What writes it: a function of a network that gives a text or bytes, in a module imported when asked for."""
    takes: str
    """What it is, in a few words."""


TARGETS = {
    "pytorch": Target(".py", "cnncalc.exporters.pytorch", "write_pytorch", "a module for PyTorch"),
    "onnx": Target(".onnx", "cnncalc.exporters.onnx", "write_onnx", "a model without its weights"),
    "scalesim": Target(".csv", "cnncalc.exporters.scalesim", "write_scalesim", "a topology for SCALE-Sim"),
}
