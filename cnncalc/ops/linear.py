"""Fully connected layers."""

from __future__ import annotations

from cnncalc.errors import ShapeError
from cnncalc.ops.axis_window import Channels
from cnncalc.ops.base import BIASES, MACS, NO_BIAS, Counts, Op
from cnncalc.ops.fields import Count, Flag
from cnncalc.ops.framework_words import BIAS, FEATURES, Free, Incoming, Instead
from cnncalc.ops.kept import Kept
from cnncalc.quantity import product
from cnncalc.shape import Shape


class Linear(Op):
    """Fully connected layer: every output sees every input.

    parameters C·N, with biases + N; MACs C·N. With `positionwise`, the same layer at every position
    of a feature map: the parameters stay, the MACs are multiplied by the positions.
    """

    name = "linear"
    aliases = ("fc", "dense", "fully_connected", "inner_product")
    torch = ("nn.Linear",)
    keras = ("Dense",)
    example = ("512", "{linear: 1000}")
    words = {
        "in_features": Incoming(of_a_vector=True),
        **dict.fromkeys(("lora_rank", "lora_alpha"), Free(None, doc="what is added to a trained layer is not counted")),
        "quantization_config": Free(None, doc="nothing but bytes depends on it, and --dtype says it: leave it out"),
        **dict.fromkeys(("filters", "out_channels"), Instead("write features: for the number of outputs")),
    }
    kind = "fully connected"
    kept = Kept(inputs=(0,), only_to_train=True)

    features = Count("the number of outputs", symbol="N", main=True, also=FEATURES)
    bias = Flag("whether each output has a bias", True, also=BIAS)
    positionwise = Flag("whether it works on the channels at every position, as ConvNeXt's do", False)

    def output(self, x: Shape) -> Shape:
        if self.positionwise:
            return Shape(self.features, x.spatial)
        if any(size > 1 for size in x.spatial):
            raise ShapeError(
                f"a linear layer needs a vector, and its input is {x}",
                hint="put 'flatten' or 'global_avgpool' before it, or say positionwise: true",
            )
        return Shape(self.features)

    def parameters(self, x: Shape) -> Counts:
        weights = x.channels * self.features
        return {"weights": weights, BIASES: self.features} if self.bias else {"weights": weights}

    def operations(self, x: Shape, y: Shape) -> Counts:
        weights = x.channels * self.features
        macs = product(*x.spatial) * weights if y.spatial else weights
        return {MACS: macs, "adds": product(*y.spatial, self.features)} if self.bias else {MACS: macs}

    def channels_from(self, x: Shape) -> Channels:
        return "all"

    def describe(self) -> str:
        where = " at each position" if self.positionwise else ""
        return f"N={self.features}{where}" + ("" if self.bias else NO_BIAS)
