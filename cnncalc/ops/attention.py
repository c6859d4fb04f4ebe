"""Attention: each position is a mean of the values at others, weighted by how its query fits their keys.

Vaswani et al., Attention Is All You Need, NIPS 2017, section 3.2.
"""

from __future__ import annotations

from cnncalc.errors import FieldError, JoinError, ShapeError
from cnncalc.ops.attention_sizes import (
    Sizes,
    continuous_features,
    continuous_macs,
    norm_operations,
    norm_parameters,
    position_parameters,
)
from cnncalc.ops.axis_window import ITSELF, Channels, Grid, Partition
from cnncalc.ops.base import BIASES, MACS, NO_BIAS, PRODUCTS, Counts, Window
from cnncalc.ops.composed import Composed
from cnncalc.ops.fields import AxisNames, Choice, Count, Flag
from cnncalc.ops.framework_words import BIAS, Free, Incoming
from cnncalc.ops.kept import Kept
from cnncalc.ops.sizes import PerAxis, short_sizes
from cnncalc.quantity import ceil_div, named, product, total
from cnncalc.shape import Shape

KEYS_FIT = "the keys' channels are as many for each head as the queries'"


class Attention(Composed):
    """Multi-head attention of a map's positions to one another, or to those of another map.

    By itself on one input; `from: [q, kv]` or `[q, k, v]` has queries, keys and values from others. `window`, `grid`
    and `over` say which positions see each other; without them all do. With L queries of C channels, K keys and M keys
    that one query sees, h heads of d channels (e of values): parameters C·hd + C₂·gd + C₃·ge + he·N and biases, MACs
    L·C·hd + K·C₂·gd + K·C₃·ge for queries, keys and values, h·L·M·d for the scores, h·L·M·e for the weighted sum,
    L·he·N for the output. Scores and the sum are products of activations, without weights (`products`).
    """

    name = "attention"
    aliases = ("self_attention", "attn", "mhsa", "mha", "cross_attention", "window_attention")
    torch = ("nn.MultiheadAttention", "nn.functional.scaled_dot_product_attention")
    keras = ("MultiHeadAttention", "GroupQueryAttention")
    example = ("196x768", "{attention: 12}")
    words = {
        "embed_dim": Incoming(),
        "batch_first": Free(),
        "dropout": Free(),
        "attn_drop": Free(),
        "proj_drop": Free(),
        **dict.fromkeys(
            ("kdim", "vdim"), Free(None, doc="keys and values have the channels that come in: leave it out")
        ),
        "add_bias_kv": Free(False, doc="a learnt key and value beside those that come in are not known here"),
        "add_zero_attn": Free(False, doc="a key and a value of zeros beside those that come in are not known here"),
    }
    kind = "fully connected"
    most_inputs = 3

    heads = Count("the number of heads", symbol="h", main=True, also=("num_heads", "num_query_heads"))
    head_size = Count("the channels of a query and of a key of one head; C/h if not said", None, symbol="d",
        also=("key_dim", "head_dim", "dim_head"))  # fmt: skip
    value_size = Count("the channels of a value of one head; those of a query if not said", None, symbol="e",
        also=("value_dim",))  # fmt: skip
    kv_heads = Count("the heads of keys and values, each for as many queries' heads; all if not said", None,
        symbol="g", also=("num_key_value_heads", "num_kv_heads"))  # fmt: skip
    features = Count("the output's channels; the input's if not said", None, symbol="N")
    bias = Choice(
        "which projections have biases: all, none, those of queries, keys and values, or the output's",
        ("true", "false", "qkv", "out"),
        "true",
        also=BIAS,
    )
    qk_norm = Choice(
        "how queries and keys are normalised, head by head; `cosine` has a learnt factor for each head instead of 1/√d",
        ("none", "layernorm", "rmsnorm", "cosine"),
        "none",
    )
    positions = Choice(
        "what the scores learn of positions: a bias for each offset (`relative`), for each distance (`distance`), from "
        "a small network (`continuous`), nothing but turned queries and keys (`rotary`)",
        ("none", "relative", "distance", "continuous", "rotary"),
        "none",
    )
    windows = PerAxis("windows of such a size: a position sees those of its own", None, symbol="w", key="window")
    shift = Flag("whether windows are moved by half their size", False)
    grid = PerAxis("grids of such a size, spread over the map: a position sees those of its own", None, symbol="w")
    over = AxisNames("the axes along which positions see each other, the others apart; all if not said", None)
    project = Flag("whether queries, keys, values and output are projected; else it is the product alone", True)

    def check(self) -> None:
        said = [key for key, value in (("window", self.windows), ("grid", self.grid), ("over", self.over)) if value]
        if len(said) > 1:
            raise FieldError(said[1], f"say {said[0]} or {said[1]}, not both")
        if self.shift and not self.windows:
            raise FieldError("shift", "shift moves windows: say window, too")
        kv_heads = self.kv_heads or self.heads
        if self.heads % kv_heads:
            raise FieldError("kv_heads", f"{kv_heads} heads of keys do not divide {self.heads} heads")
        if not self.project and (self.features or self.bias not in ("true", "false")):
            key = "features" if self.features else "bias"
            raise FieldError(key, f"without projections there is no {key}")

    def infer(self, inputs: tuple[Shape, ...]) -> Shape:
        queries, keys, values = self.three(inputs)
        self._check_axes(queries)
        if keys.spatial != values.spatial:
            raise JoinError(len(inputs), f"is {values}, and the keys are {keys}", hint="each key has one value")
        if (self.windows or self.grid or self.over) and keys.spatial != queries.spatial:
            raise JoinError(2, f"is {keys}, and the queries are {queries}", hint="windows are of one map")
        sizes = self.sizes(inputs)
        if not self.project:
            self._check_heads(inputs, sizes)
        return Shape(self._features(inputs, sizes), queries.spatial)

    def three(self, inputs: tuple[Shape, ...]) -> tuple[Shape, Shape, Shape]:
        """Where queries, keys and values come from."""
        queries, keys, values = (*inputs, *[inputs[-1]] * (3 - len(inputs)))
        return queries, keys, values

    def sizes(self, inputs: tuple[Shape, ...]) -> Sizes:
        """The numbers of the attention on some inputs; raise ShapeError if heads do not divide channels."""
        queries, keys, values = self.three(inputs)
        heads, kv_heads = self.heads, self.kv_heads or self.heads
        if not self.head_size and queries.channels % heads:
            raise ShapeError(f"{heads} heads do not divide {queries.channels} channels", field="heads",
                hint="head_size: says the channels of a head")  # fmt: skip
        head_size = self.head_size or named(queries.channels // heads, "d")
        value_size = self.value_size or (head_size if self.project else named(values.channels // kv_heads, "e"))
        length, seen = self._places(queries.spatial)
        known = length if queries.spatial == keys.spatial else product(*keys.spatial)
        seen = seen if queries.spatial == keys.spatial else known
        return Sizes(heads, head_size, value_size, kv_heads, length, known, seen)

    def _places(self, spatial: tuple[int, ...]) -> tuple[int, int]:
        """The positions, with those that fill windows up, and how many of them one sees."""
        size = self.windows or self.grid
        if size:
            filled = [ceil_div(have, want) * want for have, want in zip(spatial, size, strict=True)]
            return product(*filled), product(*size)
        if self.over:
            axes = Shape(1, spatial).axes
            return product(*spatial), product(*[have for have, axis in zip(spatial, axes, strict=True)
                if axis in self.over])  # fmt: skip
        return (product(*spatial),) * 2

    def _features(self, inputs: tuple[Shape, ...], sizes: Sizes) -> int:
        if not self.project:
            return sizes.heads * sizes.value_size
        return self.features or inputs[0].channels

    def _check_axes(self, x: Shape) -> None:
        strange = next((axis for axis in self.over or () if axis not in x.axes), None)
        if strange is not None:
            raise ShapeError(
                f"its input, {x}, has no axis {strange!r}", field="over", hint=f"it has {', '.join(x.axes)}"
            )

    def _check_heads(self, inputs: tuple[Shape, ...], sizes: Sizes) -> None:
        queries, keys, values = self.three(inputs)
        if queries.channels != sizes.heads * sizes.head_size:
            raise ShapeError(f"the {queries.channels} channels of its queries are not {sizes.heads}·{sizes.head_size}",
                field="head_size")  # fmt: skip
        if keys.channels != sizes.kv_heads * sizes.head_size:
            raise JoinError(2, f"is {keys}, and its keys are of {sizes.kv_heads}·{sizes.head_size} channels",
                hint=KEYS_FIT)  # fmt: skip
        if values.channels != sizes.kv_heads * sizes.value_size:
            raise JoinError(len(inputs), f"is {values}, and its values are of {sizes.kv_heads}·{sizes.value_size}",
                hint="the values' channels are as many for each head")  # fmt: skip

    def count_parameters(self, inputs: tuple[Shape, ...]) -> Counts:
        sizes = self.sizes(inputs)
        positions = position_parameters(self.positions, self._sides(inputs[0]), self.heads)
        found = {**self._projections(inputs, sizes), **norm_parameters(self.qk_norm, sizes)}
        return found if positions is None else {**found, "positions": positions}

    def _projections(self, inputs: tuple[Shape, ...], sizes: Sizes) -> Counts:
        if not self.project:
            return {}
        queries, keys, values = self.three(inputs)
        heads, kv_heads, output = sizes.heads, sizes.kv_heads, self._features(inputs, sizes)
        found = {
            "queries": queries.channels * product(heads, sizes.head_size),
            "keys": keys.channels * product(kv_heads, sizes.head_size),
            "values": values.channels * product(kv_heads, sizes.value_size),
            "output": product(heads, sizes.value_size) * output,
        }
        inner = [heads * sizes.head_size, kv_heads * sizes.head_size, kv_heads * sizes.value_size]
        biases = [*(inner if self.bias in ("true", "qkv") else []), *([output] if self.bias in ("true", "out") else [])]
        return {**found, BIASES: total(biases)} if biases else found

    def _sides(self, x: Shape) -> tuple[int, ...]:
        """The sizes of what positions see: a window, a grid, or the whole map."""
        return self.windows or self.grid or x.spatial

    def macs_by_part(self, inputs: tuple[Shape, ...], y: Shape) -> Counts:
        sizes = self.sizes(inputs)
        queries, keys, values = self.three(inputs)
        scores = product(sizes.heads, sizes.queries, sizes.seen) * sizes.head_size
        summed = product(sizes.heads, sizes.queries, sizes.seen) * sizes.value_size
        found = {
            "queries": sizes.queries * queries.channels * product(sizes.heads, sizes.head_size),
            "keys": sizes.keys * keys.channels * product(sizes.kv_heads, sizes.head_size),
            "values": sizes.keys * values.channels * product(sizes.kv_heads, sizes.value_size),
            "scores": scores,
            "weighted sum": summed,
            "output": sizes.queries * product(sizes.heads, sizes.value_size) * self._features(inputs, sizes),
        }
        if not self.project:
            found = {"scores": scores, "weighted sum": summed}
        if self.positions == "continuous":
            found["positions"] = continuous_macs(self._sides(queries), self.heads)
        return found

    def inner_macs(self, inputs: tuple[Shape, ...], y: Shape) -> int:
        return self.macs_by_part(inputs, y).get("output", 0)

    def named_sizes(self, inputs: tuple[Shape, ...]) -> Counts:
        queries, _, values = self.three(inputs)
        sides = {} if self.head_size else {"d": queries.channels // self.heads}
        if not self.project and not self.value_size:
            sides["e"] = values.channels // (self.kv_heads or self.heads)
        return sides

    def count_operations(self, inputs: tuple[Shape, ...], output: Shape) -> Counts:
        sizes, parts = self.sizes(inputs), self.macs_by_part(inputs, output)
        products = total([parts["scores"], parts["weighted sum"]])
        macs = [count for part, count in parts.items() if part not in ("scores", "weighted sum")]
        weights = product(sizes.heads, sizes.queries, sizes.seen)
        sums = sizes.heads * sizes.queries
        adds = [weights, weights - sums, self.biases_added(inputs), *([weights] if self._has_bias else [])]
        norms = norm_operations(self.qk_norm, sizes, rotary=self.positions == "rotary")
        found = {
            **({MACS: total(macs)} if macs else {}),
            PRODUCTS: products,
            "multiplies": total([weights, *norms.get("multiplies", ())]),
            "compares": total([weights - sums, self._hidden(inputs[0])]),
            "adds": total([*adds, *norms.get("adds", ())]),
            "exponentials": weights,
            "divides": total([weights, *norms.get("divides", ())]),
        }
        return {**found, "roots": total(norms["roots"])} if "roots" in norms else found

    @property
    def _has_bias(self) -> bool:
        return self.positions in ("relative", "distance", "continuous")

    def biases_added(self, inputs: tuple[Shape, ...]) -> int:
        """How many biases are added: to what is projected, and in the network of continuous positions."""
        sizes = self.sizes(inputs)
        inner = [
            sizes.queries * product(sizes.heads, sizes.head_size),
            sizes.keys * product(sizes.kv_heads, sizes.head_size),
            sizes.keys * product(sizes.kv_heads, sizes.value_size),
        ]
        output = [sizes.queries * self._features(inputs, sizes)]
        added = [*(inner if self.bias in ("true", "qkv") else []), *(output if self.bias in ("true", "out") else [])]
        return total([*(added if self.project else []), self._hidden(inputs[0])])

    def _hidden(self, x: Shape) -> int:
        """The features of the network of continuous positions, for all offsets."""
        return continuous_features(self._sides(x)) if self.positions == "continuous" else 0

    def keeps(self, inputs: tuple[Shape, ...], y: Shape) -> Kept | None:
        return None  # which kernel runs it, and so what is kept, depends on the machine

    def window(self, x: Shape) -> Window | None:
        """What a position sees of the keys along each axis; None if it sees all of them."""
        if self.windows:
            shifts = [side // 2 if self.shift and side < have else 0
                for side, have in zip(self.windows, x.spatial, strict=True)]  # fmt: skip
            return tuple([Partition(int(side), int(shift)) for side, shift in zip(self.windows, shifts, strict=True)])
        if self.grid:
            return tuple([Grid(int(side), int(have)) for side, have in zip(self.grid, x.spatial, strict=True)])
        if self.over:
            return tuple([None if axis in self.over else ITSELF for axis in x.axes])
        return None

    def channels_from(self, x: Shape) -> Channels:
        return "all"

    def describe(self) -> str:
        sizes = [("d", self.head_size), ("e", self.value_size), ("g", self.kv_heads), ("N", self.features)]
        words = [f"h={self.heads}", *[f"{letter}={size}" for letter, size in sizes if size]]
        words += [f"w={short_sizes(self.windows)}"] if self.windows else []
        words += [f"grid={short_sizes(self.grid)}"] if self.grid else []
        words += [f"over={','.join(self.over)}"] if self.over else []
        words += ["shift"] if self.shift else []
        words += [each for each in (self.positions, self.qk_norm) if each != "none"]
        words += [NO_BIAS.strip()] if self.bias == "false" else [f"bias={self.bias}"] if self.bias != "true" else []
        return " ".join(words) + ("" if self.project else " project=false")
