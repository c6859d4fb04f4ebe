"""Words of other frameworks: what becomes of those that are no field of an op, and how an op is meant by their names.

Other names of fields are declared on the fields. What is here is said by a step and kept by no op.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from cnncalc.errors import FieldError
from cnncalc.ops.fields import shown, whole
from cnncalc.shape import Shape
from cnncalc.text import plain_name as plain_name

SHARED: Mapping[str, str] = {}
THEIRS: Mapping[str, Any] = {}


class Usage:
    """How an op is meant under a framework's name for it, where words or defaults differ."""

    __slots__ = ("values", "words")

    def __init__(self, words: Mapping[str, str] = SHARED, values: Mapping[str, Any] = THEIRS) -> None:
        self.words = words
        """The op's own words by the framework's; `""` is the value behind the op's name."""
        self.values = values
        """The framework's defaults, by the op's words."""


AS_OURS = Usage()


class Word:
    """A word of another framework that is no field of an op; `doc` says what becomes of it."""

    schema: Mapping[str, Any] | None = None
    """The JSON Schema of the word's value; None if no value is taken."""

    def __init__(self, doc: str) -> None:
        self.doc = doc

    def check(self, word: str, value: Any, x: Shape | None) -> None:
        """Raise FieldError unless the value changes nothing of an op on input `x`, if the input is known."""
        raise NotImplementedError


class Instead(Word):
    """A word that is never taken: `doc` tells the words that say the same here."""

    def check(self, word: str, value: Any, x: Shape | None) -> None:
        raise FieldError(word, f"{word} is not said here", hint=self.doc)


class Free(Word):
    """A word that changes no size and no count: with any value or with some; for others `doc` tells what to write."""

    def __init__(self, *values: Any, doc: str = "it changes no count") -> None:
        super().__init__(doc)
        self.values = values
        self.schema = {"enum": list(values)} if values else {}

    def check(self, word: str, value: Any, x: Shape | None) -> None:
        if self.values and not any(type(value) is type(each) and value == each for each in self.values):
            raise FieldError(word, f"{word} cannot be {shown(value)} here", hint=self.doc)


class Incoming(Word):
    """A word for the channels that come in: its value must be what the input has."""

    schema = MappingProxyType({"type": ["integer", "array"]})

    def __init__(
        self, doc: str = "the channels that come in: known, and checked", *, of_a_vector: bool = False
    ) -> None:
        super().__init__(doc)
        self._of_a_vector = of_a_vector

    def check(self, word: str, value: Any, x: Shape | None) -> None:
        if x is None:
            return
        values = value if isinstance(value, (list, tuple)) else [value]
        number = whole(values[0]) if len(values) == 1 else None
        if number is None:
            raise FieldError(word, f"{word} must be the {x.channels} channels that come in, not {shown(value)}")
        if number == x.channels:
            return
        flat = self._of_a_vector and number == x.elements
        hint = f"they are all values of {x}: put 'flatten' before it" if flat else "it can be left out"
        raise FieldError(word, f"{word} is {number}, and {x.channels} channels come in", hint=hint)


KERNEL = ("kernel_size", "kernel_shape")
WINDOW = ("kernel_size", "pool_size", "kernel_shape")
STRIDE = ("strides",)
PAD = ("padding", "pads")
DILATION = ("dilation_rate", "dilations")
GROUPS = ("group",)
FILTERS = ("out_channels", "num_output")
FEATURES = ("out_features", "units", "num_output")
BIAS = ("use_bias", "bias_term")
EPS = ("epsilon",)
"""The names that fields of several ops have in PyTorch, Keras, ONNX and Caffe."""

_PARAMETERS = ("kernel", "depthwise", "bias", "gamma", "beta", "alpha")
EVERYWHERE: Mapping[str, Word] = {
    "activation": Instead("an activation is a step of its own, after this one"),
    "data_format": Instead("shapes are height × width × channels: leave it out"),
    "input_shape": Instead("the input's shape is said once, at the top: input: 32x32x3"),
    "input_dim": Instead("the input's shape is said once, at the top: input: 784"),
    "dtype": Instead("nothing but bytes depends on it, and --dtype says it: leave it out"),
    "device": Instead("nothing depends on it: leave it out"),
    "trainable": Instead("--freeze and --train say what is trained: leave it out"),
    **dict.fromkeys(
        [f"{of}_{what}" for of in _PARAMETERS for what in ("initializer", "regularizer", "constraint")]
        + ["moving_mean_initializer", "moving_variance_initializer", "activity_regularizer"]
        + ["weight_filler", "bias_filler"],
        Free(),
    ),
}
"""Words that any op may be told in other frameworks."""

SLIDING: Mapping[str, Word] = {
    "auto_pad": Instead("write pad: same for SAME_UPPER, pad: same_lower for SAME_LOWER, pad: valid for VALID"),
    "kernel_h": Instead("write kernel: [height, width]"),
    "kernel_w": Instead("write kernel: [height, width]"),
    "stride_h": Instead("write stride: [height, width]"),
    "stride_w": Instead("write stride: [height, width]"),
    "pad_h": Instead("write pad: [height, width]"),
    "pad_w": Instead("write pad: [height, width]"),
    "size": Instead("write kernel: for the size of the window"),
}
"""Words of other frameworks for ops whose kernel or window slides."""

CONVOLVING: Mapping[str, Word] = {
    **SLIDING,
    "in_channels": Incoming(),
    "channels": Instead("write filters: for the output's channels; the input's are known"),
    "padding_mode": Free("zeros", doc="put {pad: 1, mode: reflect} or mode: replicate before it, and no pad: in it"),
}
"""Words of other frameworks for convolutions."""

IN_PLACE: Mapping[str, Word] = {"inplace": Free(True, False)}
CENTRED: Mapping[str, Word] = {
    "center": Free(True, doc="none has a scale alone; affine: false has neither scale nor shift"),
    "axis": Free(-1, doc="it works on the channels, which are Keras' axis -1: leave it out"),
}
"""Words of Keras for normalisations."""
