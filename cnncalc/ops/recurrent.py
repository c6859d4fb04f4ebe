"""Recurrent layers: along one axis, each step sees its input and what the step before gave."""

from __future__ import annotations

from typing import ClassVar

from cnncalc.errors import FieldError, ShapeError
from cnncalc.ops.axis_window import ITSELF, Channels, Past
from cnncalc.ops.base import BIASES, MACS, NO_BIAS, Counts, Window
from cnncalc.ops.composed import Composed
from cnncalc.ops.fields import Choice, Count, Flag, Text
from cnncalc.ops.framework_words import BIAS, Free, Incoming, Instead
from cnncalc.ops.kept import Kept
from cnncalc.quantity import product, total
from cnncalc.shape import Shape


class Recurrent(Composed):
    """A recurrence of n gates: parameters D·(n·H·(C + R) + H·P), biases D·2·n·H; MACs as often as there are steps.

    H hidden units, R = P where they are projected, else H; D directions.
    """

    kind = "fully connected"
    words = {
        "input_size": Incoming(),
        "batch_first": Free(),
        "num_layers": Instead("write repeat: 2 for two layers"),
        "dropout": Free(),
        "return_sequences": Instead("write last: true for the last step alone"),
        "stateful": Free(),
        "recurrent_dropout": Free(),
    }
    gates: ClassVar[int] = 1
    sigmoids: ClassVar[int] = 0
    tanhs: ClassVar[int] = 1
    """How many gates and states of a hidden unit go through a sigmoid, and a tanh, at a step."""
    multiplies: ClassVar[int] = 0
    """How many multiplications a hidden unit takes at a step, beside the matrix products."""
    adds: ClassVar[int] = 0

    hidden = Count("the hidden units of each direction", symbol="H", main=True, also=("hidden_size", "units"))
    bidirectional = Flag("whether a second one runs from the end to the beginning", False)
    bias = Choice(
        "biases of each gate: two, of inputs and of states, as PyTorch has; `one`, as papers and Keras; or none",
        ("true", "one", "false"),
        "true",
        also=BIAS,
    )
    last = Flag("whether the last step alone comes out", False)
    over = Text("the axis that it runs along, the others apart; needed if there are several", None)

    def infer(self, inputs: tuple[Shape, ...]) -> Shape:
        x = inputs[0]
        axis = self._axis(x)
        spatial = x.spatial[:axis] + x.spatial[axis + 1 :] if self.last else x.spatial
        return Shape(self._directions * self._state, spatial)

    def output(self, x: Shape) -> Shape:
        return self.infer((x,))

    def _axis(self, x: Shape) -> int:
        """The number of the axis that it runs along; raise ShapeError if it is not known."""
        if self.over is not None:
            if self.over not in x.axes:
                raise ShapeError(f"its input, {x}, has no axis {self.over!r}", field="over")
            return x.axes.index(self.over)
        if len(x.spatial) != 1:
            raise ShapeError(f"{self.name} runs along one axis, and its input is {x}",
                hint="say over: with the axis, or put 'tokens' before it")  # fmt: skip
        return 0

    @property
    def _directions(self) -> int:
        return 2 if self.bidirectional else 1

    @property
    def _state(self) -> int:
        """R: the channels of the state that a step hands on."""
        return self.hidden

    @property
    def _projected(self) -> int:
        """The weights of one direction that project its states."""
        return 0

    def _both(self, each: int) -> int:
        """So many in every direction."""
        return 2 * each if self.bidirectional else each

    def parameters(self, x: Shape) -> Counts:
        found = {
            "inputs": self._both(self.gates * self.hidden * x.channels),
            "states": self._both(self.gates * self.hidden * self._state),
        }
        if self._projected:
            found["projection"] = self._both(self._projected)
        if self.bias != "false":
            each = self.gates * self.hidden
            found[BIASES] = self._both(2 * each if self.bias == "true" else each)
        return found

    def macs_by_part(self, inputs: tuple[Shape, ...], y: Shape) -> Counts:
        x = inputs[0]
        counts = self.parameters(x)
        steps = product(*x.spatial)
        return {part: steps * count for part, count in counts.items() if part != BIASES}

    def inner_macs(self, inputs: tuple[Shape, ...], y: Shape) -> int:
        parts = self.macs_by_part(inputs, y)
        return parts["states"] + parts.get("projection", 0)

    def operations(self, x: Shape, y: Shape) -> Counts:
        steps = product(*x.spatial)
        gates = self._both(self.gates * self.hidden)
        units = self._both(self.hidden)
        biases = {"true": 2, "one": 1, "false": 0}[self.bias]
        functions = self.sigmoids + self.tanhs
        each = {
            "adds": steps * gates * (1 + biases) + steps * units * (self.adds + self.sigmoids + 2 * self.tanhs),
            "multiplies": steps * units * (self.multiplies + self.tanhs),
            "exponentials": steps * units * functions,
            "divides": steps * units * functions,
        }
        return {MACS: total(self.macs_by_part((x,), y).values()), **{kind: n for kind, n in each.items() if n}}

    def keeps(self, inputs: tuple[Shape, ...], y: Shape) -> Kept | None:
        return None  # the kernels keep workspaces of their own

    def window(self, x: Shape) -> Window | None:
        axis = self._axis(x)
        along = None if self.bidirectional else Past(int(x.spatial[axis]))
        return tuple([along if number == axis else ITSELF for number in range(len(x.spatial))])

    def axes_from(self, x: Shape) -> tuple[int, ...]:
        axis = self._axis(x)
        *axes, channels = super().axes_from(x)
        return (*[each for each in axes if each != axis], channels) if self.last else (*axes, channels)

    def channels_from(self, x: Shape) -> Channels:
        return "all"

    def describe(self) -> str:
        words = [f"H={self.hidden}", "bidirectional" if self.bidirectional else ""]
        words += [f"over={self.over}" if self.over else "", "last" if self.last else ""]
        words += {"true": [], "one": ["bias=one"], "false": [NO_BIAS.strip()]}[self.bias]
        return " ".join(filter(None, words))


class LSTM(Recurrent):
    """Long short-term memory: three gates and a candidate, so n = 4; with `projection` its states have P channels.

    Hochreiter and Schmidhuber, Neural Computation 1997; with the forget gate of Gers et al., 2000; projections of Sak
    et al., Interspeech 2014.
    """

    name = "lstm"
    torch = ("nn.LSTM",)
    keras = ("LSTM",)
    example = ("26x512", "{lstm: 256, bidirectional: true}")
    gates = 4
    sigmoids = 3
    tanhs = 2
    multiplies = 3
    adds = 1

    projection = Count("the channels of a state, if it is projected", None, symbol="P", also=("proj_size",))

    def check(self) -> None:
        if self.projection and self.projection >= self.hidden:
            raise FieldError("projection", f"a projection has fewer channels than the {self.hidden} hidden units")

    @property
    def _state(self) -> int:
        return self.projection or self.hidden

    @property
    def _projected(self) -> int:
        return self.hidden * self.projection if self.projection else 0

    def describe(self) -> str:
        return super().describe() + (f" P={self.projection}" if self.projection else "")


class GRU(Recurrent):
    """Gated recurrent units: two gates and a candidate, so n = 3. Cho et al., EMNLP 2014."""

    name = "gru"
    torch = ("nn.GRU",)
    keras = ("GRU",)
    example = ("26x512", "{gru: 256}")
    gates = 3
    sigmoids = 2
    multiplies = 3
    adds = 2
    words = {"reset_after": Free(True, doc="the reset gate is applied behind the product, as PyTorch's is")}


class RNN(Recurrent):
    """A simple recurrence, h = tanh(W·x + U·h + b), so n = 1. Elman, Cognitive Science 1990."""

    name = "rnn"
    aliases = ("simple_rnn", "elman")
    torch = ("nn.RNN",)
    keras = ("SimpleRNN",)
    example = ("26x512", "{rnn: 256}")
    words = {"nonlinearity": Free()}
