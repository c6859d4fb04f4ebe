"""The layers of a prototxt that run, and the blobs between them while the network is put together."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from cnncalc.errors import SpecError
from cnncalc.importers.assembly import Assembly
from cnncalc.importers.protobuf_text import Message
from cnncalc.shape import Shape
from cnncalc.text import plural

LAYER = (
    "name", "type", "bottom", "top", "phase", "loss_weight", "param", "blobs", "propagate_down", "include", "exclude",
    "blobs_lr", "weight_decay", "blob_share_mode", "param_share_mode", "share_mode",
)  # fmt: skip
"""The fields of a layer that are no layer's own parameters. BVLC Caffe, src/caffe/proto/caffe.proto."""
OLD_TYPES = {
    "ABSVAL": "AbsVal", "ARGMAX": "ArgMax", "BNLL": "BNLL", "HDF5_DATA": "HDF5Data", "HDF5_OUTPUT": "HDF5Output",
    "IM2COL": "Im2col", "IMAGE_DATA": "ImageData", "INNER_PRODUCT": "InnerProduct", "LRN": "LRN", "MVN": "MVN",
    "PRELU": "PReLU", "RELU": "ReLU", "TANH": "TanH", "WINDOW_DATA": "WindowData", "DUMMY_DATA": "DummyData",
    "MEMORY_DATA": "MemoryData", "SOFTMAX_LOSS": "SoftmaxWithLoss",
}  # fmt: skip
"""Types of the old `layers { type: … }` that are not theirs of today in capitals."""
MOVING = ("Concat", "Slice", "Split", "Reshape", "Flatten", "Permute")
"""The layers that only move values."""
NONE_YET = -1


class CaffeLayer(NamedTuple):
    """A layer as the file has it."""

    name: str
    type: str
    message: Message
    bottoms: tuple[str, ...]
    tops: tuple[str, ...]

    def error(self, problem: str, hint: str = "") -> SpecError:
        """The error for the layer, with its place."""
        return self.message.place.error(f"{self.name or self.type}: {problem}", hint)


class RunningLayers(NamedTuple):
    """The layers that run in a phase, and what is to be said of the choice."""

    layers: tuple[CaffeLayer, ...]
    notes: tuple[str, ...]


class CaffeNet:
    """A network while its layers are added."""

    def __init__(self, assembly: Assembly, layers: Sequence[CaffeLayer]) -> None:
        self.assembly = assembly
        self.layers = tuple(layers)
        self.blobs: dict[str, int | None] = {}
        """The layer that each blob comes out of; None for labels and what else has no known size."""
        self.batch = 1
        self.last = NONE_YET
        self.owners: dict[str, int] = {}
        """The layers whose parameters have names, by the name."""
        self.left_out: dict[str, int] = {}
        """How many layers of a type are left out."""
        self.unknown: dict[str, CaffeLayer] = {}
        """The layer that each blob of unknown size comes out of."""
        self.readers: dict[str, int] = {}
        """How many layers read each blob."""
        self.merged: set[int] = set()
        """Where the Scale layers stand that are a part of the batch normalisation before them."""
        self._positions = {layer.message.place.at: at for at, layer in enumerate(self.layers)}
        for layer in self.layers:
            for bottom in layer.bottoms:
                self.readers[bottom] = self.readers.get(bottom, 0) + 1

    def inputs(self, layer: CaffeLayer) -> list[int]:
        """The layers that a layer's inputs come out of; raise SpecError for one that is not there or has no size."""
        found = []
        for bottom in layer.bottoms:
            if bottom not in self.blobs:
                raise layer.error(f"its input {bottom!r} comes out of no layer before it")
            index = self.blobs[bottom]
            if index is None:
                raise self._no_size(layer, bottom)
            found.append(index)
        if not found:
            raise layer.error(f"a layer of the type {layer.type} needs an input (bottom)")
        return found

    def _no_size(self, layer: CaffeLayer, bottom: str) -> SpecError:
        source = self.unknown.get(bottom)
        if source is None:
            return layer.error(f"its input {bottom!r} has no size that the file tells")
        what = f"comes out of {source.name or 'a layer'} of the type {source.type}"
        return layer.error(f"its input {bottom!r} {what}, whose output's size the file does not tell")

    def position(self, layer: CaffeLayer) -> int:
        """Which of the layers one is, counted from 0."""
        return self._positions[layer.message.place.at]

    def sizes(self, index: int) -> tuple[int, ...]:
        """The sizes of a blob behind the examples, channels first."""
        shape = self.assembly.shape(index)
        return (shape.channels, *shape.spatial)

    def add(self, layer: CaffeLayer, op: str, inputs: Sequence[int], suffix: str = "", **fields: Any) -> int:
        """Add an op under the layer's name."""
        shares = fields.pop("shares", None)
        self.last = self.assembly.add(layer.name + suffix, op, inputs, layer.message.place, shares=shares, **fields)
        return self.last

    def add_own(
        self, layer: CaffeLayer, inputs: Sequence[int], output: Sequence[int] | None = None, **counts: int
    ) -> int:
        """Add an op that cnncalc has not under the layer's name; its output is like its first input if not said."""
        shape = None if output is None else shaped(output)
        self.last = self.assembly.add_own(layer.name, layer.type, inputs, layer.message.place, shape, **counts)
        return self.last

    def reads_labels_alone(self, layer: CaffeLayer) -> bool:
        """Whether nothing comes into a layer but what makes no part of the network's output.

        That is what comes out of labels; or of what is not known, if the layer only moves it.
        """
        return bool(layer.bottoms) and all(
            bottom in self.blobs and self.blobs[bottom] is None and (bottom not in self.unknown or layer.type in MOVING)
            for bottom in layer.bottoms
        )

    def leave_out(self, layer: CaffeLayer, *, unknown: bool = False) -> None:
        """Leave a layer out, and what comes out of it."""
        if unknown:
            self.assembly.notes.append(f"{layer.name} is not counted: its type, {layer.type}, is not known")
        else:
            self.left_out[layer.type] = self.left_out.get(layer.type, 0) + 1
        moved = [self.unknown[each] for each in layer.bottoms if each in self.unknown and layer.type in MOVING]
        source = layer if unknown else moved[0] if moved else None
        for top in layer.tops:
            self.blobs[top] = None
            if source is not None:
                self.unknown[top] = source

    def told(self) -> list[str]:
        """What is left out, in words."""
        notes = []
        if self.merged:
            many = plural(len(self.merged), "Scale layer")
            notes.append(f"{many} read as the scale and shift of the batch normalisation before it")
        if not self.left_out:
            return notes
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(self.left_out.items()))
        return [*notes, f"left out, as nothing of the network's output comes from it: {kinds}"]


def shaped(sizes: Sequence[int]) -> Shape:
    """Sizes with channels first as a shape."""
    return Shape(sizes[0], tuple(sizes[1:])) if sizes else Shape(1)


def layers_of(message: Message) -> RunningLayers:
    """The layers that run in the phase TEST, or in TRAIN if nothing comes in then."""
    every = [*message.messages("layer"), *message.messages("layers")]
    if not every:
        raise message.place.error("this is no Caffe network: it has no layer { … }")
    every.sort(key=lambda each: each.place.at)
    state = message.message("state")
    phase = state.text("phase") or "TEST"
    layers = tuple([_layer(each) for each in every if _runs(each, phase, state)])
    if (
        phase == "TRAIN"
        or message.fields.keys() & {"input"}
        or any(not layer.bottoms and layer.tops for layer in layers)
    ):
        return RunningLayers(layers, _noted(every, layers, phase))
    layers = tuple([_layer(each) for each in every if _runs(each, "TRAIN", state)])
    return RunningLayers(layers, ("nothing comes in in the phase TEST: these are the layers of TRAIN",))


def _noted(every: Sequence[Message], layers: Sequence[CaffeLayer], phase: str) -> tuple[str, ...]:
    return () if len(every) == len(layers) else (f"only the layers of the phase {phase} are counted",)


def _layer(message: Message) -> CaffeLayer:
    if message.messages("layer"):
        raise message.place.error(
            "layers { layer { … } } is Caffe's oldest format, which is not read",
            "Caffe's upgrade_net_proto_text writes it anew",
        )
    kind = message.text("type")
    if not kind:
        raise message.place.error(f"the layer {message.text('name')!r} has no type")
    if kind.isupper():
        kind = OLD_TYPES.get(kind, "".join(part.capitalize() for part in kind.split("_")))
    message.check_known((*LAYER, *(key for key in message.fields if key.endswith("_param"))))
    bottoms, tops = ([value.text for value in message.values(key)] for key in ("bottom", "top"))
    return CaffeLayer(message.text("name") or kind, kind, message, tuple(bottoms), tuple(tops))


def _runs(message: Message, phase: str, state: Message) -> bool:
    """Whether a layer runs in a phase. BVLC Caffe, src/caffe/net.cpp, `FilterNet` and `StateMeetsRule`."""
    included, excluded = message.messages("include"), message.messages("exclude")
    if included:
        return any(_meets(rule, phase, state) for rule in included)
    return not any(_meets(rule, phase, state) for rule in excluded)


def _meets(rule: Message, phase: str, state: Message) -> bool:
    level, stages = state.whole("level", default=0), {value.text for value in state.values("stage")}
    return (
        rule.text("phase") in ("", phase)
        and rule.whole("min_level", default=level) <= level <= rule.whole("max_level", default=level)
        and all(value.text in stages for value in rule.values("stage"))
        and not any(value.text in stages for value in rule.values("not_stage"))
    )
