"""An op that the language does not know, counted as it is told."""

from __future__ import annotations

from typing import Any

from cnncalc.errors import FieldError
from cnncalc.ops.axis_window import Channels
from cnncalc.ops.base import MACS, Counts, Op
from cnncalc.ops.fields import LARGEST_COST, Choice, Count, ShapeField, Text
from cnncalc.shape import Shape


class Kind(Choice):
    """The kind of an op whose spec says it (`kind:`), else the default."""

    def __get__(self, op: object | None, owner: type) -> Any:
        return self.default if op is None else super().__get__(op, owner)


class Custom(Op):
    """An op of one's own, `{op: my_op, output: 28x28x64, params: 1200}`.

    What is not told about it is unknown, and every total that depends on it is a lower bound. Its output is its (first)
    input's shape unless it is said.
    """

    name = "op"
    most_inputs = None
    aliases = ("custom",)
    example = ("28x28x16", "{op: deformable_conv, output: 28x28x32, params: 12800, macs: 9633792}")

    label = Text("what it is called", main=True)
    shape = ShapeField("its output, height × width × channels", None, key="output")
    params = Count("its parameters; unknown if not said", None, least=0, most=LARGEST_COST)
    macs = Count("its MACs; unknown if not said", None, least=0, most=LARGEST_COST)
    flops = Count("all its operations, 2 for a MAC; unknown if not said", None, least=0, most=LARGEST_COST)
    kind = Kind(
        "what it is among the layers that papers count: one of them if it is a `convolution` or `fully connected`",
        ("convolution", "fully connected", "other"),
        "other",
    )

    def check(self) -> None:
        if self.flops is None:
            return
        if self.macs is None:
            raise FieldError("flops", "flops need macs beside them, of which each counts as 2")
        if self.flops < 2 * self.macs:
            raise FieldError(
                "flops", f"flops counts each MAC as 2, and {self.macs:,} MACs are more than {self.flops:,}"
            )

    def output(self, x: Shape) -> Shape:
        return self.shape or x

    def parameters(self, x: Shape) -> Counts:
        return {"parameters": self.params} if self.params is not None else {}

    def operations(self, x: Shape, y: Shape) -> Counts:
        if self.macs is None:
            return {}
        return {MACS: self.macs} if self.flops is None else {MACS: self.macs, "others": self.flops - 2 * self.macs}

    def unknown(self) -> tuple[str, ...]:
        operations = {"macs": self.macs} if self.macs is None else {"flops": self.flops}
        return tuple(name for name, value in {"params": self.params, **operations}.items() if value is None)

    def no_window(self, x: Shape) -> str:
        return f"what {self.label} sees is not told" if x.spatial else ""

    def channels_from(self, x: Shape) -> Channels:
        return "positions" if self.output(x).spatial else "some"

    def describe(self) -> str:
        return self.label
