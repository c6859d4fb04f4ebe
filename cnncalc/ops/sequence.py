"""Tokens: positions in one axis, values beside them that no input brings, their places, and words as vectors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cnncalc.errors import ShapeError
from cnncalc.ops.axis_window import CHANNELS, ITSELF, Channels, Sliding
from cnncalc.ops.base import Counts, Op, Window
from cnncalc.ops.channels import ChannelSlice
from cnncalc.ops.fields import AxisNames, Choice, Count, ShapeField, Text
from cnncalc.ops.framework_words import Free, Instead
from cnncalc.ops.kept import KEEPS_INPUT, KEEPS_NOTHING
from cnncalc.ops.sizes import Places
from cnncalc.quantity import ceil_div, product
from cnncalc.shape import Shape


class ToTokens(Op):
    """Positions in one axis: those of some axes become the length, row by row; the rest joins the channels.

    Dosovitskiy et al., ICLR 2021, section 3.1. Back again with `reshape`.
    """

    name = "tokens"
    example = ("14x14x768", "tokens")
    storage = "view"
    kept = KEEPS_NOTHING
    rearranges = True
    passes_gradient = "whole"

    over = AxisNames("the axes that become the length; all if not said", None)

    def output(self, x: Shape) -> Shape:
        if not x.spatial:
            raise ShapeError(f"tokens are positions, and its input, {x}, is a vector")
        strange = next((axis for axis in self.over or () if axis not in x.axes), None)
        if strange is not None:
            hint = f"it has {', '.join(x.axes)}"
            raise ShapeError(f"its input, {x}, has no axis {strange!r}", field="over", hint=hint)
        sizes = zip(x.axes, x.spatial, strict=True)
        taken = [size for axis, size in sizes if not self.over or axis in self.over]
        rest = self._rest(x)
        channels = product(*rest, x.channels) if rest else x.channels
        return Shape(channels, (product(*taken) if len(taken) > 1 else taken[0],))

    def _rest(self, x: Shape) -> list[int]:
        """The sizes of the axes that join the channels."""
        sizes = zip(x.axes, x.spatial, strict=True)
        return [size for axis, size in sizes if self.over and axis not in self.over]

    def merges(self, x: Shape) -> bool:
        return not self._rest(x) and len(x.spatial) > 1

    def window(self, x: Shape) -> Window | None:
        return tuple([ITSELF if not self.over or axis in self.over else None for axis in x.axes])

    def no_window(self, x: Shape) -> str:
        taken = len(x.spatial) - len(self._rest(x))
        return "positions of several axes are in one, and others in the channels" if taken > 1 and self._rest(x) else ""

    def axes_from(self, x: Shape) -> tuple[int, ...]:
        taken = [number for number, axis in enumerate(x.axes) if not self.over or axis in self.over]
        return (taken[0], CHANNELS)

    def channels_from(self, x: Shape) -> Channels:
        return "parts" if max(self._rest(x), default=1) > 1 else ITSELF

    def describe(self) -> str:
        return f"over={','.join(self.over)}" if self.over else ""


class Slice(Op):
    """One position along an axis, which is gone then, or some: `0`, `[1, 197]`, `[0, 16, 2]` for every second one."""

    name = "slice"
    example = ("197x768", "{slice: 0, over: length}")
    words = dict.fromkeys(("dim", "axis"), Instead("write over: with the axis, length or height"))
    storage = "view"
    kept = KEEPS_NOTHING

    chosen = Places("a position, `[start, stop]`, or with a step; counted from 0", main=True, key="range")
    over = Text("the axis; of the channels it is channel_slice", None)

    @classmethod
    def read(cls, written: Mapping[str, Any], axes: int) -> Op:
        own = cls.in_own_words(written)
        if own.get("over") in (None, "channels"):
            return ChannelSlice.read({key: value for key, value in own.items() if key != "over"}, axes)
        return super().read(own, axes)

    def output(self, x: Shape) -> Shape:
        axis = self._axis(x)
        if self._last >= x.spatial[axis]:
            raise ShapeError(f"{x} has {x.spatial[axis]} positions along its {x.axes[axis]}", field="range")
        places = () if len(self.chosen) == 1 else (ceil_div(self.chosen[1] - self.chosen[0], self._step),)
        return Shape(x.channels, (*x.spatial[:axis], *places, *x.spatial[axis + 1 :]))

    def _axis(self, x: Shape) -> int:
        if self.over not in x.axes:
            hint = f"it has {', '.join(x.axes) or 'channels alone'}"
            raise ShapeError(f"its input, {x}, has no axis {self.over!r}", field="over", hint=hint)
        return x.axes.index(self.over)

    @property
    def _step(self) -> int:
        return self.chosen[2] if len(self.chosen) > 2 else 1

    @property
    def _last(self) -> int:
        return self.chosen[1] - 1 if len(self.chosen) > 1 else self.chosen[0]

    def window(self, x: Shape) -> Window | None:
        axis = self._axis(x)
        step = 0 if len(self.chosen) == 1 else int(self._step)  # 0: whatever sees it, sees that one
        taken = Sliding(stride=step, pad=-int(self.chosen[0]))
        return tuple([taken if number == axis else ITSELF for number in range(len(x.spatial))])

    def axes_from(self, x: Shape) -> tuple[int, ...]:
        axes = super().axes_from(x)
        return axes if len(self.chosen) > 1 else tuple([each for each in axes if each != self._axis(x)])

    def describe(self) -> str:
        return ",".join(map(str, self.chosen)) + f" over={self.over}"


class Made(Op):
    """Values that are there without any input."""

    least_inputs = most_inputs = 0
    kept = KEEPS_NOTHING
    storage = "new"

    def infer(self, inputs: tuple[Shape, ...]) -> Shape:
        shape: Shape = self.shape  # type: ignore[attr-defined]
        return shape

    def count_parameters(self, inputs: tuple[Shape, ...]) -> Counts:
        return {}

    def count_operations(self, inputs: tuple[Shape, ...], output: Shape) -> Counts:
        return {}

    def count_buffers(self, inputs: tuple[Shape, ...]) -> Counts:
        return {}

    def describe(self) -> str:
        return str(self.infer(()))


class Learnt(Made):
    """Learnt values: a class token, queries, a constant that a generator begins with.

    A parameter for each. Dosovitskiy et al., ICLR 2021, equation 1 (the class token).
    """

    name = "learnt"
    aliases = ("parameter", "learned")
    torch = ("nn.Parameter",)
    example = ("196x768", "{learnt: [1, 768]}")

    shape = ShapeField("the shape of the values, height × width × channels", main=True)

    def count_parameters(self, inputs: tuple[Shape, ...]) -> Counts:
        return {"values": product(*self.shape.spatial, self.shape.channels)}


class Constant(Made):
    """Values that are not learnt: the first state of a recurrence, queries that are zero."""

    name = "constant"
    torch = ("torch.zeros", "torch.ones")
    example = ("32x32x64", "{constant: 32x32x64}")

    shape = ShapeField("the shape of the values, height × width × channels", main=True)


class Positions(Op):
    """A value added to each value, which tells where it is: learnt, or sines and cosines.

    Dosovitskiy et al., ICLR 2021, equation 1; Vaswani et al., NIPS 2017, section 3.5.
    """

    name = "positions"
    aliases = ("position_embedding", "pos_embed", "positional_embedding")
    example = ("197x768", "positions")
    storage = "in place"
    kept = KEEPS_NOTHING
    passes_gradient = "whole"

    kind_of = Choice(
        "`learnt`: a parameter for each value; `sines`: none", ("learnt", "sines"), "learnt", main=True, key="how"
    )

    def parameters(self, x: Shape) -> Counts:
        return {"values": product(*x.spatial, x.channels)} if self.kind_of == "learnt" else {}

    def operations(self, x: Shape, y: Shape) -> Counts:
        return {"adds": product(*x.spatial, x.channels)}

    def describe(self) -> str:
        return self.kind_of if self.kind_of != "learnt" else ""


class Embedding(Op):
    """Words as vectors: each number of the input is the row of a table, which is learnt. V·E parameters.

    Bengio et al., A Neural Probabilistic Language Model, JMLR 2003.
    """

    name = "embedding"
    torch = ("nn.Embedding",)
    keras = ("Embedding",)
    example = ("56x1", "{embedding: 300, vocabulary: 18765}")
    words = {
        **dict.fromkeys(
            ("padding_idx", "max_norm", "norm_type", "scale_grad_by_freq", "sparse", "mask_zero", "_weight", "_freeze"),
            Free(),
        ),
        "input_length": Free(),
    }
    kept = KEEPS_INPUT

    features = Count("the channels of a word's vector", symbol="E", main=True, also=("embedding_dim", "output_dim"))
    vocabulary = Count("how many words there are", symbol="V", also=("num_embeddings", "input_dim"))

    def output(self, x: Shape) -> Shape:
        if x.channels != 1:
            raise ShapeError(f"a word is one number, and its input is {x}", hint="56 words are 56x1")
        return Shape(self.features, x.spatial)

    def parameters(self, x: Shape) -> Counts:
        return {"weights": self.vocabulary * self.features}

    def channels_from(self, x: Shape) -> Channels:
        return "all"

    def describe(self) -> str:
        return f"E={self.features} V={self.vocabulary}"
