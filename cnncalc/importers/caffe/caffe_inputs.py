"""What comes into a Caffe network: its `input` fields, Input layers, layers that read data."""

from typing import NamedTuple

from cnncalc.errors import SpecError
from cnncalc.importers.caffe.caffe_net import CaffeLayer, CaffeNet, shaped
from cnncalc.importers.given import ONLY_INPUT, Given
from cnncalc.importers.protobuf_text import Message, whole
from cnncalc.importers.text_place import TextPlace

COLOURS = 3
SAY_INPUT = "say it with --input 224x224x3"
IMAGES = {"ImageData": "image_data_param", "WindowData": "window_data_param"}
"""The layers that read pictures, in colour if not said otherwise, and where their sizes are."""


class IncomingBlob(NamedTuple):
    """A blob that comes in. `sizes` has its examples first; empty if the file does not tell."""

    blob: str
    sizes: tuple[int, ...]
    place: TextPlace


def add_inputs(message: Message, net: CaffeNet, given: Given) -> None:
    """Add what the layers read from outside; `given` is the shape of the first input."""
    coming = [*_declared(message), *(each for layer in net.layers if _reads(layer) for each in _read(layer, net))]
    if not coming:
        raise message.place.error("nothing comes into this network", 'an input is input: "data", or a layer of data')
    number = 0
    for blob, sizes, place in coming:
        if blob in net.blobs and net.blobs[blob] is not None:
            raise place.error(f"two inputs have the name {blob!r}")
        net.blobs.setdefault(blob, None)
        if not net.readers.get(blob):
            continue
        shape = given.inputs.get(blob) or (None if number else given.inputs.get(ONLY_INPUT))
        first, number = number == 0, number + 1
        if shape is not None:
            net.blobs[blob] = net.assembly.add_input(blob, shape)
        elif len(sizes) > 1:
            net.batch = max(sizes[0], 1) if first else net.batch
            if min(sizes[1:]) < 1:
                raise place.error(f"the input {blob!r} has a size of 0", SAY_INPUT)
            net.blobs[blob] = net.assembly.add_input(blob, shaped(sizes[1:]))
        elif first:
            raise _no_size(blob, place)


def _no_size(blob: str, place: TextPlace) -> SpecError:
    return place.error(f"the file does not tell the size of the input {blob!r}", SAY_INPUT)


def _declared(message: Message) -> list[IncomingBlob]:
    """The inputs of `input:` with `input_dim:`, four each, or `input_shape {}`."""
    names = message.values("input")
    shapes = [_dims(each) for each in message.messages("input_shape")]
    dims = message.values("input_dim")
    if dims and len(dims) % 4:
        raise dims[-1].place.error(f"an input has 4 input_dim, and there are {len(dims)}")
    shapes += [tuple(whole(each, "input_dim") for each in dims[at : at + 4]) for at in range(0, len(dims), 4)]
    shapes += [()] * (len(names) - len(shapes))
    return [IncomingBlob(name.text, shape, name.place) for name, shape in zip(names, shapes, strict=False)]


def _dims(shape: Message) -> tuple[int, ...]:
    return tuple(shape.wholes("dim"))


def _reads(layer: CaffeLayer) -> bool:
    return not layer.bottoms and bool(layer.tops) and layer.type not in ("Parameter",)


def _read(layer: CaffeLayer, net: CaffeNet) -> list[IncomingBlob]:
    """What a layer of data gives: the data, and labels, whose size nothing depends on."""
    place = layer.message.place
    if layer.type in ("Input", "DummyData"):
        return _told(layer)
    data = IncomingBlob(layer.tops[0], _picture(layer, net), place)
    return [data, *(IncomingBlob(top, (), place) for top in layer.tops[1:])]


def _told(layer: CaffeLayer) -> list[IncomingBlob]:
    message = layer.message.message("input_param" if layer.type == "Input" else "dummy_data_param")
    shapes = [_dims(each) for each in message.messages("shape")]
    if not shapes and message.values("channels"):
        old = [message.wholes(key) for key in ("num", "channels", "height", "width")]
        shapes = [tuple(each) for each in zip(*old, strict=False)]
    if len(shapes) not in (0, 1, len(layer.tops)):
        raise layer.error(f"it has {len(layer.tops)} outputs and {len(shapes)} shapes")
    shapes = shapes * len(layer.tops) if len(shapes) == 1 else shapes or [()] * len(layer.tops)
    return [IncomingBlob(top, shape, layer.message.place) for top, shape in zip(layer.tops, shapes, strict=True)]


def _picture(layer: CaffeLayer, net: CaffeNet) -> tuple[int, ...]:
    """The sizes of a picture that a layer of data gives; empty if they are not told."""
    if layer.type == "MemoryData":
        memory = layer.message.message("memory_data_param")
        return (1, *(memory.whole(key, default=0) for key in ("channels", "height", "width")))
    changes = layer.message.message("transform_param")
    own = layer.message.message(IMAGES.get(layer.type, "data_param"))
    crop = changes.whole("crop_size", default=0) or own.whole("crop_size", default=0)
    height = crop or own.whole("new_height", default=0) * (layer.type in IMAGES)
    width = crop or own.whole("new_width", default=0) * (layer.type in IMAGES)
    if not height or not width:
        return ()
    means = len(changes.values("mean_value"))
    grey = changes.flag("force_gray", default=False) or not own.flag("is_color", default=True)
    known = layer.type in IMAGES or means > 1 or changes.flag("force_color", default=False)
    if not known and not grey:
        net.assembly.notes.append(f"{layer.name}: the file does not tell how many channels its data has; {COLOURS} are "
                                  "counted (another number: --input)")  # fmt: skip
    return (1, 1 if grey else COLOURS, height, width)
