"""Functions of each value by itself that are less common, and softmax's kin."""

from __future__ import annotations

from cnncalc.errors import FieldError
from cnncalc.ops.activation import Activation, Softmax
from cnncalc.ops.base import Counts
from cnncalc.ops.fields import Number
from cnncalc.ops.kept import KEEPS_OUTPUT, Kept
from cnncalc.quantity import product
from cnncalc.shape import Shape

FARTHEST = 1e9
"""The largest bound of a value."""


class Abs(Activation):
    """|x|: the larger of x and −x."""

    name = "abs"
    torch = ("torch.abs",)
    keras = ("ops.abs",)
    per_value = {"compares": 1}


class Exp(Activation):
    """eˣ."""

    name = "exp"
    torch = ("torch.exp",)
    keras = ("ops.exp",)
    kept = KEEPS_OUTPUT
    per_value = {"exponentials": 1}


class Log(Activation):
    """ln x."""

    name = "log"
    torch = ("torch.log",)
    keras = ("ops.log",)
    per_value = {"logarithms": 1}


class Sqrt(Activation):
    """√x."""

    name = "sqrt"
    torch = ("torch.sqrt",)
    keras = ("ops.sqrt",)
    kept = KEEPS_OUTPUT
    per_value = {"roots": 1}


class Exponent(Activation):
    """x to an exponent n, as e^(n·ln x); a square is one multiplication."""

    name = "power"
    aliases = ("pow",)
    torch = ("torch.pow",)
    keras = ("ops.power",)
    example = ("56x56x64", "{power: 2}")

    exponent = Number("n", least=-FARTHEST, main=True)

    def operations(self, x: Shape, y: Shape) -> Counts:
        elements = product(*x.spatial, x.channels)
        if self.exponent == 2:
            return {"multiplies": elements}
        return {"logarithms": elements, "multiplies": elements, "exponentials": elements}

    def describe(self) -> str:
        return f"{self.exponent:g}"


class Clamp(Activation):
    """x, but no less than `least` and no more than `most`: a comparison for each of the two that is said."""

    name = "clamp"
    torch = ("torch.clamp",)
    keras = ("ops.clip",)
    example = ("56x56x64", "{clamp, least: 0, most: 1}")

    least = Number("the least value", None, least=-FARTHEST)
    most = Number("the largest value", None, least=-FARTHEST)

    def check(self) -> None:
        if self.least is None and self.most is None:
            raise FieldError("least", "clamp needs 'least' or 'most'", hint="{clamp, least: 0, most: 1}")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise FieldError("least", f"least is {self.least:g}, which is more than {self.most:g}")

    def operations(self, x: Shape, y: Shape) -> Counts:
        bounds = (self.least is not None) + (self.most is not None)
        return {"compares": product(*x.spatial, x.channels) * bounds}

    def describe(self) -> str:
        said = {"least": self.least, "most": self.most}
        return " ".join([f"{name}={bound:g}" for name, bound in said.items() if bound is not None])


class HardTanh(Clamp):
    """min(max(−1, x), 1). Collobert, Large Scale Machine Learning, 2004 (recalled)."""

    name = "hardtanh"
    torch = ("nn.Hardtanh",)
    keras = ("activations.hard_tanh",)
    example = ("56x56x64", "hardtanh")

    least = Number("the least value", -1, least=-FARTHEST, also=("min_val", "min_value"))
    most = Number("the largest value", 1, least=-FARTHEST, also=("max_val", "max_value"))


class Softsign(Activation):
    """x/(1 + |x|). Turian, Bergstra and Bengio, NAACL 2009 (recalled)."""

    name = "softsign"
    torch = ("nn.Softsign",)
    keras = ("activations.softsign",)
    per_value = {"compares": 1, "adds": 1, "divides": 1}

    def keeps(self, inputs: tuple[Shape, ...], y: Shape) -> Kept | None:
        return Kept(inputs=(0,), values=product(*y.spatial, y.channels))  # and what it is divided by


class CELU(Activation):
    """x where it is positive, α·(e^(x/α) − 1) elsewhere. Barron, 2017, equation 2 (recalled)."""

    name = "celu"
    torch = ("nn.CELU",)
    keras = ("activations.celu",)
    per_value = {"compares": 1, "divides": 1, "exponentials": 1, "adds": 1, "multiplies": 1}

    alpha = Number("α", 1, least=1e-9, main=True)

    def describe(self) -> str:
        return "" if self.alpha == 1 else f"{self.alpha:g}"


class Softmin(Softmax):
    """e⁻ˣ / Σ e⁻ˣ over the channels (at every position), or over everything; the smallest value is taken off first."""

    name = "softmin"
    torch = ("nn.Softmin",)
    keras = ()
    example = ("1000", "softmin")


class LogSoftmax(Softmax):
    """x − ln Σ eˣ over the channels (at every position), or over everything; the largest value is taken off first."""

    name = "log_softmax"
    torch = ("nn.LogSoftmax",)
    keras = ("activations.log_softmax",)
    example = ("1000", "log_softmax")

    def operations(self, x: Shape, y: Shape) -> Counts:
        elements = product(*x.spatial, x.channels)
        sums = product(*x.spatial) if x.spatial and self.over == "channels" else 1
        return {
            "compares": elements - sums,
            "adds": elements + (elements - sums) + elements,
            "exponentials": elements,
            "logarithms": sums,
        }
