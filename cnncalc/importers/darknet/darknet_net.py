"""A Darknet network while its sections are added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cnncalc.importers.assembly import Assembly
from cnncalc.importers.darknet.cfg import Section
from cnncalc.ops.fields import LARGEST
from cnncalc.shape import Shape

NAMES = {"convolutional": "conv", "deconvolutional": "deconv", "connected": "linear"}
"""What a section's layers are called, before their number, where that is not the section."""
ACTIVATIONS = {
    "relu": "relu", "leaky": "leaky_relu", "logistic": "sigmoid", "mish": "mish", "swish": "silu",
    "relu6": "relu6", "elu": "elu", "selu": "selu", "tanh": "tanh", "gelu": "gelu",
    "hard_mish": "", "hardtan": "", "ramp": "", "loggy": "", "plse": "", "stair": "", "lhtan": "", "relie": "",
    "revleaky": "", "normalize_channels": "", "norm_chan": "", "normalize_channels_softmax": "",
    "norm_chan_softmax": "", "normalize_channels_softmax_maxval": "", "norm_chan_softmax_maxval": "",
}  # fmt: skip
"""Darknet's activations as our ops; those without one are ops of their own. `get_activation` of src/activations.c."""
LEAK = 0.1
"""The slope below zero of Darknet's leaky."""


class DarknetNet:
    """What there is of a network: its layers by Darknet's numbers."""

    def __init__(self, assembly: Assembly, shape: Shape) -> None:
        self.assembly = assembly
        self.outputs: list[int] = []
        """What comes out of each section, by its number."""
        self._input = assembly.add_input("input", shape)
        self._name = ""
        self.weighted: dict[int, int] = {}
        """The convolutions by the numbers of their sections, for those that share their weights."""

    @property
    def current(self) -> int:
        """What comes out of the section before."""
        return self.outputs[-1] if self.outputs else self._input

    @property
    def shape(self) -> Shape:
        """The shape that comes out of the section before."""
        return self.assembly.shape(self.current)

    def map_shape(self, section: Section) -> Shape:
        """The shape that comes in, of two spatial axes; raise SpecError for a vector."""
        if len(self.shape.spatial) != 2:
            raise section.place.error(
                f"[{section.kind}] needs an input with height and width, and is given {self.shape}"
            )
        return self.shape

    def begin(self, section: Section) -> None:
        """Begin a section: its layers are called by it and its number, which routes name."""
        self._name = f"{NAMES.get(section.kind, section.kind)}{len(self.outputs)}"

    def leave_out(self, section: Section) -> None:
        """Leave a section out, which still has a number."""
        self.outputs.append(self.current)
        self.assembly.notes.append(f"[{section.kind}] is left out, as nothing of the network's output comes from it")

    def section_at(self, section: Section, key: str, number: int) -> int:
        """What comes out of a section by its number, or that many before; raise SpecError if there is none."""
        index = len(self.outputs) + number if number < 0 else number
        if not 0 <= index < len(self.outputs):
            raise section.error(key, f"there is no layer {number} before layer {len(self.outputs)}")
        return self.outputs[index]

    def add(self, section: Section, op: str, inputs: Sequence[int], part: str = "", **fields: Any) -> int:
        """Add an op; `part` is what it is called within its section, if that has several."""
        return self.assembly.add(self._name + (f"/{part}" if part else ""), op, inputs, section.place, **fields)

    def add_own(
        self, section: Section, label: str, inputs: Sequence[int], output: Shape, part: str = "", **counts: int
    ) -> int:
        """Add an op that cnncalc has not."""
        name = self._name + (f"/{part}" if part else "")
        return self.assembly.add_own(name, label, inputs, section.place, output, **counts)

    def activate(self, section: Section, index: int, default: str) -> int:
        """Add a section's activation, if it has one."""
        name = section.text("activation", default)
        if name == "linear":
            return index
        if name not in ACTIVATIONS:
            raise section.error("activation", f"there is no activation {name[:40]!r}")
        if ACTIVATIONS[name]:
            slope = {"slope": LEAK} if name == "leaky" else {}
            return self.add(section, ACTIVATIONS[name], [index], ACTIVATIONS[name], **slope)
        return self.add_own(section, name, [index], self.assembly.shape(index), name, params=0, macs=0)


def several(section: Section, default: str) -> bool:
    """Whether a section is several ops: normalised, activated."""
    return section.whole("batch_normalize", 0) != 0 or section.text("activation", default) != "linear"


SIGNED = -LARGEST
"""The least of a number that may be below 0."""
