"""Random steps of one op: any op, any of its fields, sizes written in any of the ways there are."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any, NamedTuple

from hypothesis import strategies as st

from cnncalc.ops import OPS
from cnncalc.shape import Shape

Fields = dict[str, Any]


class Place(NamedTuple):
    """Where a step is written: what reaches it, and what an expression can say there."""

    draw: st.DrawFn
    shape: Shape
    numbers: tuple[str, ...] = ()
    """The names of variables that are whole numbers of at least 1."""

    @property
    def axes(self) -> int:
        return len(self.shape.spatial)

    def one_of(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def number(self, least: int, most: int) -> int:
        return self.draw(st.integers(least, most))

    def chance(self, percent: int) -> bool:
        return self.number(1, 100) <= percent

    def count(self, most: int = 8) -> int | str:
        """A number of channels, as a number or as an expression."""
        if not self.chance(30):
            return self.number(1, most)
        name = self.one_of("channels", "here.channels", *self.numbers)
        forms = (
            "$min({}, 12)", "$max(1, {} // 2)", "${{min({} * 2, 12)}}", "$divisible({} * 0.75, 4)",
            "$4 if {} > 4 else 6", "$[3, 5, 8][{} % 3]", "$min(12, {} / 1)", "$2 + {} % 4",
            "$max([n for n in [2, 4, 6] if n <= {} or n == 2])",
        )  # fmt: skip
        return str(self.one_of(*forms)).format(name)

    def per_axis(self, least: int, most: int, written: int = 3) -> Any:
        """A size for each axis: one number, a list or a text."""
        if written and self.chance(60):
            return self.number(least, most)
        sizes = [self.number(least, most) for _ in range(self.axes)]
        return self.one_of(sizes, "x".join(map(str, sizes)), sizes) if written else sizes

    def padding(self, most: int, *words: str) -> Any:
        """Padding for all sides, per axis, for each side, or in words."""
        how = self.one_of("all", "axis", "side", *words)
        if how == "side":
            return [self.number(0, most) for _ in range(2 * self.axes)]
        return self.per_axis(0, most) if how == "axis" else self.number(0, most) if how == "all" else how


def window(place: Place) -> Fields:
    """Kernel, stride, padding and dilation of a convolution; most of them keep the size."""
    fields: Fields = {"kernel": place.per_axis(1, 4)}
    if place.chance(50):
        fields["pad"] = "same"
    elif place.chance(60):
        fields["pad"] = place.padding(2, "same", "valid", "half", "causal", "full", "same_lower")
    if place.chance(30):
        fields["stride"] = place.per_axis(1, 3)
    if place.chance(20):
        fields["dilation"] = place.per_axis(1, 2)
    return fields


def biased(place: Place, **fields: Any) -> Fields:
    """The fields, with or without a bias."""
    return fields | ({"bias": place.one_of(True, False)} if place.chance(40) else {})


def conv(place: Place) -> Fields:
    how = place.one_of("plain", "plain", "plain", "groups", "depthwise", "if even")
    if how == "groups":
        groups = place.one_of(*[number for number in range(1, 5) if place.shape.channels % number == 0])
        return biased(place, filters=groups * place.number(1, 3), **window(place), groups=groups)
    if how == "depthwise":
        return biased(place, filters="$channels * 2", **window(place), groups="$channels")
    if how == "if even":
        return biased(place, filters=4, **window(place), groups="$2 if channels % 2 == 0 else 1")
    return biased(place, filters=place.count(), **window(place))


def depthwise_conv(place: Place) -> Fields:
    multiplier = {"multiplier": place.number(1, 3)} if place.chance(30) else {}
    return biased(place, **window(place), **multiplier)


def conv_transpose(place: Place) -> Fields:
    fields: Fields = {"filters": place.count(), "kernel": place.per_axis(1, 4)}
    if place.chance(60):
        fields["stride"] = place.per_axis(1, 2)
    if place.chance(50):
        fields["pad"] = place.padding(1, "same", "valid", "half")
    if place.chance(20) and "pad" not in fields:
        fields |= {"stride": 2, "output_pad": place.per_axis(0, 1)}
    if place.chance(20):
        fields["dilation"] = place.per_axis(1, 2)
    if place.chance(20):
        fields |= {"filters": "$channels", "groups": "$channels"}
    return biased(place, **fields)


def table_conv(place: Place) -> Fields:
    channels = st.integers(0, place.shape.channels - 1)
    rows = st.lists(st.lists(channels, min_size=1, max_size=4, unique=True), min_size=1, max_size=4)
    fields = window(place)
    fields.pop("dilation", None)
    return biased(place, connections=place.draw(rows), **fields)


def linear(place: Place) -> Fields:
    positionwise = {"positionwise": True} if prod(place.shape.spatial) > 1 or place.chance(20) else {}
    return biased(place, features=place.count(), **positionwise)


def pool(place: Place) -> Fields:
    kernel = [place.number(1, 3) for _ in place.shape.spatial]
    fields: Fields = {"kernel": kernel}
    if place.chance(40):
        fields["stride"] = place.per_axis(1, 3)
    if place.chance(60):
        sides = [place.number(0, size - 1) for size in kernel for _ in range(2)]
        fields["pad"] = place.one_of("same", "valid", "half", "causal", "same_lower", sides, min(kernel) - 1)
    if place.chance(40):
        fields["ceil"] = place.one_of(True, False, "caffe")
    return fields


def maxpool(place: Place) -> Fields:
    return pool(place) | ({"dilation": place.per_axis(1, 2)} if place.chance(20) else {})


def avgpool(place: Place) -> Fields:
    return pool(place) | ({"count_pad": place.one_of(True, False)} if place.chance(30) else {})


def global_pool(place: Place) -> Fields:
    return {"keep": place.one_of(True, True, False)} if place.chance(40) else {}


def adaptive_pool(place: Place) -> Fields:
    return {"size": place.per_axis(1, 8)}


def subsample(place: Place) -> Fields:
    return biased(place, **({"kernel": place.per_axis(1, 2)} if place.chance(70) else {}))


def affine(place: Place) -> Fields:
    return {"affine": place.one_of(True, False)} if place.chance(40) else {}


def batchnorm(place: Place) -> Fields:
    return affine(place) | ({"scale": place.one_of(True, False), "eps": 1e-3} if place.chance(30) else {})


def layernorm(place: Place) -> Fields:
    return affine(place) | ({"over": place.one_of("channels", "all")} if place.chance(40) else {})


def groupnorm(place: Place) -> Fields:
    divisors = [number for number in range(1, 9) if place.shape.channels % number == 0]
    return affine(place) | {"groups": place.one_of(*divisors, "$channels", "$1 + (channels + 1) % 2")}


def channel_shuffle(place: Place) -> Fields:
    return {"groups": groupnorm(place)["groups"]}


def lrn(place: Place) -> Fields:
    return {"size": place.number(1, 5)} if place.chance(50) else {}


def reshape(place: Place) -> Fields:
    channels, spatial = place.shape.channels, place.shape.spatial
    forms = ["$channels * " + " * ".join(map(str, spatial or (1,))), prod(spatial) * channels, "1x1x${channels}"]
    if channels % 2 == 0:
        forms += ["x".join(map(str, (2, *spatial, channels // 2))), [*spatial, 2, channels // 2]]
    if spatial:
        forms.append("x".join(map(str, (*spatial[::-1], channels))))
    return {"shape": place.one_of(*forms)}


def permute(place: Place) -> Fields:
    return {"order": place.draw(st.permutations([*place.shape.axes, "channels"]))}


def pad(place: Place) -> Fields:
    fields: Fields = {"amount": place.padding(2) if place.axes else 0}
    if place.chance(30):
        fields["channels"] = [place.number(0, 2), place.number(0, 2)]
    return fields | ({"mode": place.one_of("zeros", "reflect", "replicate")} if place.chance(40) else {})


def crop(place: Place) -> Fields:
    size = [place.number(max(1, side - 3), side) for side in place.shape.spatial]
    if place.chance(30):
        return {"size": "$[max(1, side - 1) for side in here.size]"}
    rest = [place.number(0, side - kept) for side, kept in zip(place.shape.spatial, size, strict=True)]
    return {"size": size} | ({"offset": rest} if place.chance(50) else {})


def upsample(place: Place) -> Fields:
    by = place.one_of({"factor": place.per_axis(1, 2)}, {"size": place.per_axis(1, 9)})
    return by | ({"mode": place.one_of("nearest", "bilinear")} if place.chance(50) else {})


def pixel_shuffle(place: Place) -> Fields:
    return {"factor": place.one_of(1, 2, "$2 if channels % 4 == 0 else 1")}


def pixel_unshuffle(place: Place) -> Fields:
    return {"factor": place.one_of(1, 2, "$2 if height % 2 == 0 and width % 2 == 0 else 1")}


def channel_slice(place: Place) -> Fields:
    start = place.number(0, place.shape.channels - 1)
    return {
        "range": place.one_of([start, place.number(start + 1, place.shape.channels)], ["$channels // 2", "$channels"])
    }


def attention(place: Place) -> Fields:
    heads = place.one_of(*[number for number in range(1, 5) if place.shape.channels % number == 0])
    fields: Fields = {"heads": heads}
    if place.chance(30):
        fields |= {"head_size": place.number(1, 4), "kv_heads": place.one_of(1, heads)}
    if place.chance(30):
        fields["bias"] = place.one_of(True, False, "qkv", "out")
    if place.chance(20):
        fields["qk_norm"] = place.one_of("layernorm", "rmsnorm", "cosine")
    if place.axes and place.chance(60):
        which = place.one_of("window", "grid", "over", "all")
        if which == "over":
            fields["over"] = place.one_of(*place.shape.axes)
        elif which != "all":
            fields[which] = place.per_axis(1, 3)
            fields |= {"shift": True} if which == "window" and place.chance(50) else {}
        fields["positions"] = place.one_of("none", "relative", "distance", "rotary")
    return fields | ({"features": place.count()} if place.chance(20) else {})


def recurrent(place: Place) -> Fields:
    fields: Fields = {"hidden": place.number(2, 6)}
    if place.axes > 1 or place.chance(20):
        fields["over"] = place.one_of(*place.shape.axes)
    for flag in ("bidirectional", "last"):
        fields |= {flag: True} if place.chance(30) else {}
    return fields | ({"bias": place.one_of(True, False, "one")} if place.chance(30) else {})


def lstm(place: Place) -> Fields:
    return recurrent(place) | ({"projection": 1} if place.chance(20) else {})


def tokens(place: Place) -> Fields:
    return {"over": place.one_of(*place.shape.axes)} if place.chance(20) else {}


def sliced(place: Place) -> Fields:
    axis = place.one_of(*range(place.axes))
    size = place.shape.spatial[axis]
    start = place.number(0, size - 1)
    some = [start, place.number(start + 1, size)]
    fields: Fields = {"range": place.one_of(start, some, [*some, 2])}
    return fields | {"over": place.shape.axes[axis]}


def made(place: Place) -> Fields:
    """Values of a shape that joins with what is there, or of any."""
    shape = [*place.shape.spatial, place.shape.channels]
    return {"shape": place.one_of("x".join(map(str, shape)), shape, [place.number(1, 4), place.number(1, 4)])}


def custom(place: Place) -> Fields:
    fields: Fields = {"label": place.one_of("my_op", "deformable conv", "a:b")}
    if place.chance(50):
        fields["output"] = "x".join(map(str, (*place.shape.spatial, place.number(1, 8))))
    for figure in ("params", "macs"):
        if place.chance(60):
            fields[figure] = place.number(0, 500)
    return fields


def dropped(place: Place) -> Fields:
    return {"p": place.one_of(0.0, 0.1, 1, "$1 / 4")} if place.chance(50) else {}


def over(place: Place) -> Fields:
    """The axes along which values become one."""
    axes = (*place.shape.axes, "channels")
    keep = {"keep": place.one_of(True, False)} if place.chance(30) else {}
    return {"over": place.one_of("channels", "all", list(axes), *axes, *(["positions"] if place.axes else []))} | keep


def with_number(place: Place) -> Fields:
    return {"value": place.one_of(2, 0.5, -1, "$channels / 4", 1)}


def number_or_axes(place: Place) -> Fields:
    return with_number(place) if place.chance(50) else over(place)


def added(place: Place) -> Fields:
    return {"broadcast": place.one_of(True, False)} if place.chance(20) else number_or_axes(place)


def concat(place: Place) -> Fields:
    return {"over": place.one_of("channels", *place.shape.axes)} if place.chance(40) else {}


RECURRENT = ("lstm", "gru", "rnn")
FIELDS: dict[str, Callable[[Place], Fields]] = {
    "conv": conv, "depthwise_conv": depthwise_conv, "conv_transpose": conv_transpose, "table_conv": table_conv,
    "linear": linear, "rbf": lambda place: {"features": place.count()},
    "maxpool": maxpool, "avgpool": avgpool, "global_avgpool": global_pool, "global_maxpool": global_pool,
    "adaptive_avgpool": adaptive_pool, "adaptive_maxpool": adaptive_pool, "subsample": subsample,
    "batchnorm": batchnorm, "layernorm": layernorm, "groupnorm": groupnorm, "instancenorm": affine, "lrn": lrn,
    "scale": biased, "leaky_relu": lambda place: {"slope": 0.2} if place.chance(50) else {},
    "prelu": lambda place: {"per": place.one_of("channel", "layer")} if place.chance(50) else {},
    "softmax": lambda place: {"over": place.one_of("channels", "all")} if place.chance(50) else {},
    "log_softmax": lambda place: {"over": place.one_of("channels", "all")} if place.chance(50) else {},
    "power": lambda place: {"exponent": place.one_of(2, 3, 0.5)},
    "clamp": lambda place: {"least": -1, "most": 2} if place.chance(50) else {"most": 6.0},
    "celu": lambda place: {"alpha": 2} if place.chance(50) else {},
    "add": added, "max": number_or_axes, "min": number_or_axes, "multiply": with_number, "subtract": with_number,
    "divide": with_number, "mean": over, "norm": over, "concat": concat,
    "dropout": dropped, "stochastic_depth": dropped, "reshape": reshape, "permute": permute,
    "pad": pad, "crop": crop, "upsample": upsample, "pixel_shuffle": pixel_shuffle, "pixel_unshuffle": pixel_unshuffle,
    "attention": attention, "lstm": lstm, "gru": recurrent, "rnn": recurrent, "tokens": tokens, "learnt": made,
    "slice": sliced, "constant": made,
    "positions": lambda place: {"how": place.one_of("learnt", "sines")} if place.chance(40) else {},
    "embedding": lambda place: {"features": place.number(1, 5), "vocabulary": 9},
    "channel_shuffle": channel_shuffle, "channel_slice": channel_slice, "op": custom,
}  # fmt: skip
"""How the fields of an op are drawn, the main one under its own name; of every other op none is said."""

ENDS_POSITIONS = (
    "flatten", "reshape", "permute", "global_avgpool", "global_maxpool", "rbf", "tokens", "slice", "learnt", "constant",
    *RECURRENT,
)  # fmt: skip
"""Ops that rarely let a network go on as before."""

KEEPS_SIZES: tuple[dict[str, Any], ...] = (
    {"conv": 4, "kernel": 3, "pad": "same"}, {"conv": "$channels", "kernel": 1, "bias": False}, {"relu": None},
    {"depthwise_conv": 3, "pad": 1}, {"batchnorm": None}, {"maxpool": 3, "stride": 1, "pad": 1}, {"gelu": None},
)  # fmt: skip
"""Steps that leave every position where it is, on any input with axes."""


def suits(name: str, place: Place) -> bool:
    """Whether an op can work on what reaches it, and torch's module for it, too."""
    axes, takes = place.axes, OPS[name].takes
    if name in ("linear", "rbf"):
        return name == "linear" or prod(place.shape.spatial) == 1
    if name == "instancenorm":
        return prod(place.shape.spatial) > 1
    if name in ("lrn", "tokens", "slice", *RECURRENT):
        return axes > 0
    if name == "embedding":
        return place.shape.channels == 1
    if name == "flatten":
        return axes > 0
    return not takes or axes in takes
