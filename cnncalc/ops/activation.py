"""Activations: what each does to one value, softmax, and dropout.

`per_value` states the operations one value takes, from the definition in the docstring; an error
function counts as one exponential.
"""

from __future__ import annotations

from typing import ClassVar

from cnncalc.ops.axis_window import Channels
from cnncalc.ops.base import Counts, Op, Window
from cnncalc.ops.fields import Choice, Number
from cnncalc.ops.framework_words import IN_PLACE, Free, Instead
from cnncalc.ops.kept import KEEPS_INPUT, KEEPS_NOTHING, KEEPS_OUTPUT, Kept
from cnncalc.quantity import product
from cnncalc.shape import Shape


class Activation(Op):
    """A function of each value by itself."""

    kind = "activation"
    storage = "in place"
    words = IN_PLACE
    kept = KEEPS_INPUT
    per_value: ClassVar[Counts] = {}

    def operations(self, x: Shape, y: Shape) -> Counts:
        elements = product(*x.spatial, x.channels)
        return {kind: elements * each for kind, each in self.per_value.items()}


class ReLU(Activation):
    """max(0, x). Nair and Hinton, ICML 2010."""

    name = "relu"
    torch = ("nn.ReLU",)
    keras = ("ReLU",)
    words = {
        "max_value": Free(None, doc="relu6 ends at 6"),
        "negative_slope": Free(0, 0.0, doc="write {leaky_relu: slope}"),
        "threshold": Free(0, 0.0, doc="it begins at 0"),
    }
    kept = KEEPS_OUTPUT
    per_value = {"compares": 1}


class ReLU6(Activation):
    """min(max(0, x), 6). Howard et al., MobileNets, 2017."""

    name = "relu6"
    torch = ("nn.ReLU6",)
    keras = ("activations.relu6",)
    per_value = {"compares": 2}


class LeakyReLU(Activation):
    """x where it is positive, `slope`·x elsewhere. Maas et al., 2013."""

    name = "leaky_relu"
    aliases = ("lrelu", "leaky")
    torch = ("nn.LeakyReLU",)
    keras = ("LeakyReLU",)
    example = ("56x56x64", "{leaky_relu: 0.1}")
    per_value = {"compares": 1, "multiplies": 1}

    slope = Number("the slope below zero", 0.01, main=True, also=("negative_slope", "alpha"))


class PReLU(Activation):
    """x where it is positive, a·x elsewhere, a learnt. He et al., ICCV 2015."""

    name = "prelu"
    torch = ("nn.PReLU",)
    keras = ("PReLU",)
    words = {
        "num_parameters": Instead("write per: layer for one slope, per: channel for one each"),
        "shared_axes": Instead("write per: channel for one slope each; one for every value is not known here"),
        "init": Free(),
    }
    per_value = {"compares": 1, "multiplies": 1}

    per = Choice(
        "one slope for each channel, or one for the layer (PyTorch's default)", ("channel", "layer"), "channel"
    )

    def parameters(self, x: Shape) -> Counts:
        return {"slopes": x.channels if self.per == "channel" else 1}

    def describe(self) -> str:
        return "" if self.per == "channel" else "one slope"


class ELU(Activation):
    """x where it is positive, α·(eˣ − 1) elsewhere. Clevert et al., ICLR 2016."""

    name = "elu"
    torch = ("nn.ELU",)
    keras = ("ELU",)
    words = {"alpha": Free()}
    per_value = {"compares": 1, "exponentials": 1, "adds": 1, "multiplies": 1}


class SELU(Activation):
    """1.0507·x where it is positive, 1.7581·(eˣ − 1) elsewhere. Klambauer et al., NIPS 2017."""

    name = "selu"
    torch = ("nn.SELU",)
    keras = ("activations.selu",)
    per_value = {"compares": 1, "exponentials": 1, "adds": 1, "multiplies": 1}


class Sigmoid(Activation):
    """1/(1 + e⁻ˣ)."""

    name = "sigmoid"
    aliases = ("logistic",)
    torch = ("nn.Sigmoid",)
    keras = ("activations.sigmoid",)
    kept = KEEPS_OUTPUT
    per_value = {"exponentials": 1, "adds": 1, "divides": 1}


class Tanh(Activation):
    """(e²ˣ − 1)/(e²ˣ + 1)."""

    name = "tanh"
    torch = ("nn.Tanh",)
    keras = ("activations.tanh",)
    kept = KEEPS_OUTPUT
    per_value = {"multiplies": 1, "exponentials": 1, "adds": 2, "divides": 1}


class ScaledTanh(Activation):
    """1.7159·tanh(2x/3). LeCun et al., 1998, appendix A."""

    name = "scaled_tanh"
    per_value = {"multiplies": 2, "exponentials": 1, "adds": 2, "divides": 1}

    def keeps(self, inputs: tuple[Shape, ...], y: Shape) -> Kept | None:
        return Kept(values=product(*y.spatial, y.channels))  # the tanh, before its factor


class GELU(Activation):
    """x/2·(1 + erf(x/√2)). Hendrycks and Gimpel, 2016."""

    name = "gelu"
    torch = ("nn.GELU",)
    keras = ("activations.gelu",)
    words = {"approximate": Free("none", False, doc="the operations of the exact one are counted: leave it out")}
    per_value = {"multiplies": 3, "exponentials": 1, "adds": 1}


class SiLU(Activation):
    """x/(1 + e⁻ˣ), also called swish. Ramachandran et al., 2017."""

    name = "silu"
    aliases = ("swish",)
    torch = ("nn.SiLU",)
    keras = ("activations.silu",)
    per_value = {"exponentials": 1, "adds": 1, "divides": 1}


class HardSigmoid(Activation):
    """min(max(0, x + 3), 6)/6. Howard et al., MobileNetV3, 2019, section 5.2."""

    name = "hardsigmoid"
    torch = ("nn.Hardsigmoid",)
    keras = ("activations.hard_sigmoid",)
    per_value = {"adds": 1, "compares": 2, "multiplies": 1}


class HardSwish(Activation):
    """x·min(max(0, x + 3), 6)/6. Howard et al., MobileNetV3, 2019, section 5.2."""

    name = "hardswish"
    aliases = ("hard_silu",)
    torch = ("nn.Hardswish",)
    keras = ("activations.hard_swish",)
    per_value = {"adds": 1, "compares": 2, "multiplies": 2}


class Softplus(Activation):
    """ln(1 + eˣ), of `beta`·x and divided by `beta`. Dugas et al., NIPS 2000."""

    name = "softplus"
    torch = ("nn.Softplus",)
    keras = ("activations.softplus",)
    words = {"threshold": Free()}
    per_value = {"exponentials": 1, "adds": 1, "logarithms": 1}

    beta = Number("how sharply it bends; nothing is multiplied or divided by 1", 1, least=1e-9, main=True)

    def operations(self, x: Shape, y: Shape) -> Counts:
        elements = product(*x.spatial, x.channels)
        factors = {} if self.beta == 1 else {"multiplies": elements, "divides": elements}
        return {**super().operations(x, y), **factors}


class Mish(Activation):
    """x·tanh(ln(1 + eˣ)). Misra, 2019."""

    name = "mish"
    torch = ("nn.Mish",)
    keras = ("activations.mish",)
    per_value = {"exponentials": 2, "logarithms": 1, "adds": 3, "divides": 1, "multiplies": 2}


class Softmax(Op):
    """eˣ / Σ eˣ over the channels (at every position), or over everything; the largest value is taken off first."""

    name = "softmax"
    torch: ClassVar[tuple[str, ...]] = ("nn.Softmax", "nn.Softmax2d")
    keras: ClassVar[tuple[str, ...]] = ("Softmax",)
    example = ("1000", "softmax")
    words = {
        "dim": Free(1, doc="over: channels is PyTorch's dim 1, over: all is over every axis"),
        "axis": Free(-1, doc="over: channels is Keras' axis -1, over: all is over every axis"),
    }
    kind = "activation"
    storage = "in place"
    kept = KEEPS_OUTPUT

    over = Choice("what adds up to 1", ("channels", "all"), "channels")

    def window(self, x: Shape) -> Window | None:
        return super().window(x) if self.over == "channels" else None

    def channels_from(self, x: Shape) -> Channels:
        return "all"

    def operations(self, x: Shape, y: Shape) -> Counts:
        elements = product(*x.spatial, x.channels)
        sums = product(*x.spatial) if x.spatial and self.over == "channels" else 1
        return {
            "compares": elements - sums,
            "adds": elements + (elements - sums),
            "exponentials": elements,
            "divides": elements,
        }

    def describe(self) -> str:
        return "" if self.over == "channels" else "over all"


class Dropout(Op):
    """Dropout: nothing at inference. Srivastava et al., JMLR 2014."""

    name = "dropout"
    torch = ("nn.Dropout",)
    keras = ("Dropout",)
    example = ("4096", "{dropout: 0.5}")
    words = {**IN_PLACE, "seed": Free(), "noise_shape": Free(None, doc="each value is dropped by itself")}
    storage = "view"

    p = Number(
        "the share of values dropped in training", 0.5, most=1.0, main=True, also=("rate", "ratio", "dropout_ratio")
    )

    def keeps(self, inputs: tuple[Shape, ...], y: Shape) -> Kept | None:
        """A factor for every value, of the values' own type; a GPU's mask has a byte for each."""
        return Kept(values=product(*y.spatial, y.channels), own_output=True) if self.p else KEEPS_NOTHING

    def describe(self) -> str:
        return f"p={self.p:g}"


class StochasticDepth(Op):
    """Stochastic depth: a branch is dropped in training; nothing at inference. Huang et al., ECCV 2016."""

    name = "stochastic_depth"
    aliases = ("drop_path",)
    torch = ("torchvision.ops.StochasticDepth",)
    example = ("56x56x64", "{stochastic_depth: 0.1}")
    words = {"mode": Free("row", doc="a branch is dropped for each example by itself, torchvision's mode row")}
    storage = "view"

    p = Number("how often the branch is dropped in training", 0.2, most=1.0, main=True, also=("drop_prob",))

    def keeps(self, inputs: tuple[Shape, ...], y: Shape) -> Kept | None:
        """A factor for every example."""
        return Kept(values=1, own_output=True) if self.p else KEEPS_NOTHING

    def describe(self) -> str:
        return f"p={self.p:g}"
