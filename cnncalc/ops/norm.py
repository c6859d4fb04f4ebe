"""Normalisation: over the batch, over channels and positions, over neighbouring channels."""

from __future__ import annotations

from collections.abc import Mapping

from cnncalc.errors import ShapeError
from cnncalc.ops.axis_window import Channels
from cnncalc.ops.base import BIASES, NO_BIAS, Counts, Op, Window
from cnncalc.ops.fields import Choice, Count, Flag, Number
from cnncalc.ops.framework_words import BIAS, CENTRED, EPS, Free, Incoming, Instead, Usage, Word, plain_name
from cnncalc.ops.kept import Kept
from cnncalc.quantity import product
from cnncalc.shape import Shape

NO_SHIFT: Mapping[str, Word] = {"bias": Free(True, doc="affine: false has neither scale nor shift")}
TOLD: Mapping[str, Word] = {**NO_SHIFT, "num_features": Incoming()}
TOLD_FIRST = Usage({"": "num_features"})
"""How PyTorch means the value behind a norm's name."""


class Norm(Op):
    """Centre and scale; with `affine`, a learnt scale and shift for each channel."""

    kind = "normalisation"
    storage = "in place"

    affine = Flag("whether each channel has a learnt scale and shift", True, also=("elementwise_affine",))

    def parameters(self, x: Shape) -> Counts:
        return {"scale": x.channels, "shift": x.channels} if self.affine else {}

    def statistics(self, x: Shape) -> int:
        """The number of means, which is the number of variances."""
        raise NotImplementedError

    def operations(self, x: Shape, y: Shape) -> Counts:
        """Mean, variance, and (x − mean)/√(variance + ε); then the scale and shift."""
        elements, statistics = product(*x.spatial, x.channels), self.statistics(x)
        adds, multiplies = 3 * elements, 2 * elements
        if self.affine:
            adds, multiplies = 4 * elements, 3 * elements
        return {"adds": adds, "multiplies": multiplies, "divides": 3 * statistics, "roots": statistics}

    def keeps(self, inputs: tuple[Shape, ...], y: Shape) -> Kept | None:
        return Kept(inputs=(0,), statistics=2 * self.statistics(inputs[0]))


class BatchNorm(Norm):
    """Batch normalisation, with the moving statistics of inference.

    One multiplication and one addition a value; 2·C parameters, and 2·C statistics that are kept but not learnt.
    Ioffe and Szegedy, Batch Normalization, ICML 2015, algorithm 2.
    """

    name = "batchnorm"
    aliases = ("bn", "batchnorm1d", "batchnorm2d", "batchnorm3d")
    torch = ("nn.BatchNorm1d", "nn.BatchNorm2d", "nn.BatchNorm3d", "nn.SyncBatchNorm")
    keras = ("BatchNormalization",)
    words = {
        **CENTRED,
        **TOLD,
        "track_running_stats": Free(True, doc="its statistics are always kept"),
        "renorm": Free(False, doc="batch renormalisation is not known here"),
        **dict.fromkeys(("renorm_clipping", "renorm_momentum", "synchronized", "process_group"), Free()),
    }
    usages = {plain_name(head): TOLD_FIRST for head in (name, *aliases)}

    scale = Flag("whether the learnt scale is there (with `affine`)", True)
    momentum = Number("the weight of the newest statistics; it changes no count", 0.1)
    eps = Number("what is added to the variance; it changes no count", 1e-5, also=EPS)

    def parameters(self, x: Shape) -> Counts:
        if not self.affine:
            return {}
        return {"scale": x.channels, "shift": x.channels} if self.scale else {"shift": x.channels}

    def buffers(self, x: Shape) -> Counts:
        return {"mean": x.channels, "variance": x.channels}

    def operations(self, x: Shape, y: Shape) -> Counts:
        elements = product(*x.spatial, x.channels)
        return {"adds": elements, "multiplies": elements}

    def keeps(self, inputs: tuple[Shape, ...], y: Shape) -> Kept | None:
        return Kept(inputs=(0,), batch_statistics=2 * inputs[0].channels)


class LayerNorm(Norm):
    """Layer normalisation: statistics for each position, or for everything.

    Ba, Kiros and Hinton, 2016; over channels only, as ConvNeXt's, 2022.
    """

    name = "layernorm"
    aliases = ("ln", "layernorm2d")
    torch = ("nn.LayerNorm",)
    keras = ("LayerNormalization",)
    example = ("56x56x96", "layernorm")
    words = {
        **CENTRED,
        **NO_SHIFT,
        "normalized_shape": Incoming("the channels that come in, checked; over: all is over every axis"),
        "scale": Free(True, doc="affine: false has neither scale nor shift"),
    }
    usages = dict.fromkeys((name, *aliases), Usage({"": "normalized_shape"}))

    eps = Number("what is added to the variance; it changes no count", 1e-5, also=EPS)
    over = Choice(
        "`channels`: one statistic for each position; `all`: one for everything, and a scale and shift for each value",
        ("channels", "all"),
        "channels",
    )

    def parameters(self, x: Shape) -> Counts:
        if not self.affine:
            return {}
        each = x.channels if self.over == "channels" else product(*x.spatial, x.channels)
        return {"scale": each, "shift": each}

    def statistics(self, x: Shape) -> int:
        return product(*x.spatial) if self.over == "channels" else 1

    def window(self, x: Shape) -> Window | None:
        return super().window(x) if self.over == "channels" else None

    def channels_from(self, x: Shape) -> Channels:
        return "all"

    def describe(self) -> str:
        return "" if self.over == "channels" else "over all"


class GroupNorm(Norm):
    """Group normalisation: statistics over each of G groups of channels. Wu and He, ECCV 2018."""

    name = "groupnorm"
    aliases = ("gn",)
    torch = ("nn.GroupNorm",)
    keras = ("GroupNormalization",)
    example = ("56x56x64", "{groupnorm: 32}")
    words = {
        **CENTRED,
        **NO_SHIFT,
        "num_channels": Incoming(),
        "scale": Free(True, doc="affine: false has neither scale nor shift"),
    }

    groups = Count("the number of groups", symbol="G", main=True, also=("num_groups",))
    eps = Number("what is added to the variance; it changes no count", 1e-5, also=EPS)

    def output(self, x: Shape) -> Shape:
        if x.channels % self.groups:
            raise ShapeError(f"{self.groups} groups do not divide {x.channels} channels", field="groups")
        return x

    def statistics(self, x: Shape) -> int:
        return self.groups

    def keeps(self, inputs: tuple[Shape, ...], y: Shape) -> Kept | None:
        return Kept(inputs=(0,), values=2 * self.groups)  # of the input's own type, unlike other norms' statistics

    def window(self, x: Shape) -> Window | None:
        return None

    def channels_from(self, x: Shape) -> Channels:
        return "all" if self.groups == 1 else "some"

    def describe(self) -> str:
        return f"G={self.groups}"


class InstanceNorm(Norm):
    """Instance normalisation: statistics for each channel. Ulyanov, Vedaldi and Lempitsky, 2016."""

    name = "instancenorm"
    aliases = ("instancenorm1d", "instancenorm2d", "instancenorm3d", "instance_normalization")
    torch = ("nn.InstanceNorm1d", "nn.InstanceNorm2d", "nn.InstanceNorm3d")
    words = {**TOLD, "momentum": Free(), "track_running_stats": Free(False, doc="it keeps no statistics")}
    usages = {plain_name(head): TOLD_FIRST for head in (name, *aliases[:3])}

    affine = Flag("whether each channel has a learnt scale and shift", False, also=("elementwise_affine",))
    eps = Number("what is added to the variance; it changes no count", 1e-5, also=EPS)

    def statistics(self, x: Shape) -> int:
        return x.channels

    def keeps(self, inputs: tuple[Shape, ...], y: Shape) -> Kept | None:
        channels = inputs[0].channels
        scale = channels if self.affine else 0  # PyTorch repeats it for every example
        return Kept(inputs=(0,), values=scale, statistics=2 * channels)

    def window(self, x: Shape) -> Window | None:
        return None


class LRN(Op):
    """Local response normalisation: b = a / (k + α·Σ a²)^β over `size` neighbouring channels.

    No parameters; α, β and k are constants. Krizhevsky et al., NIPS 2012, section 3.3.
    """

    name = "lrn"
    aliases = ("local_response_norm", "localresponsenorm")
    torch = ("nn.LocalResponseNorm",)
    example = ("55x55x96", "{lrn: 5}")
    words = {"depth_radius": Instead("write size: 2·depth_radius + 1")}
    kind = "normalisation"

    size = Count("the neighbouring channels in the sum", 5, symbol="n", main=True, also=("local_size",))
    alpha = Number("α", 1e-4)
    beta = Number("β", 0.75)
    k = Number("k", 2.0)

    def operations(self, x: Shape, y: Shape) -> Counts:
        elements = product(*x.spatial, x.channels)
        return {
            "multiplies": 2 * elements,
            "adds": self.size * elements,
            "exponentials": elements,
            "divides": elements,
        }

    def keeps(self, inputs: tuple[Shape, ...], y: Shape) -> Kept | None:
        """Kept are the input, its squares with zeros beyond the first and last channel, the divisor, and its power."""
        x = inputs[0]
        squares = product(*x.spatial, x.channels + self.size - 1)
        return Kept(inputs=(0,), values=squares + 2 * product(*x.spatial, x.channels))

    def channels_from(self, x: Shape) -> Channels:
        return "some"

    def describe(self) -> str:
        return f"n={self.size}"


class LayerScale(Op):
    """A learnt factor for each channel. Touvron et al., CaiT, ICCV 2021, section 2."""

    name = "layer_scale"
    example = ("56x56x96", "layer_scale")
    storage = "in place"
    kept = Kept(inputs=(0,), only_to_train=True)

    initial = Number("the factor at the start; it changes no count", 1e-6, main=True, also=("init_values",))

    def parameters(self, x: Shape) -> Counts:
        return {"scale": x.channels}

    def operations(self, x: Shape, y: Shape) -> Counts:
        return {"multiplies": product(*x.spatial, x.channels)}


class Scale(Op):
    """A learnt factor and shift for each channel, as Caffe's Scale after its BatchNorm."""

    name = "scale"
    storage = "in place"
    kept = Kept(inputs=(0,), only_to_train=True)

    bias = Flag("whether each channel has a shift", True, also=BIAS)

    def describe(self) -> str:
        return "" if self.bias else NO_BIAS.strip()

    def parameters(self, x: Shape) -> Counts:
        return {"scale": x.channels, BIASES: x.channels} if self.bias else {"scale": x.channels}

    def operations(self, x: Shape, y: Shape) -> Counts:
        elements = product(*x.spatial, x.channels)
        return {"multiplies": elements, "adds": elements} if self.bias else {"multiplies": elements}
