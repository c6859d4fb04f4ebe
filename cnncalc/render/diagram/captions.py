"""The words in a box, as papers have them: `3×3 /2, 64`."""

from collections.abc import Iterable

from cnncalc.render.diagram.boxes import BLOCK, CONV, DEPTHWISE, FC, INPUT, JOIN, OTHER, POOL, TRANSPOSED
from cnncalc.report.drawing import Volume
from cnncalc.report.fold import Unit
from cnncalc.report.layers import LayerSummary

KIND_OF = {"convolution": CONV, "fully connected": FC, "pooling": POOL, "join": JOIN}
SHORT = {
    "conv": "", "conv_transpose": "up", "depthwise_conv": "dw", "maxpool": "max", "avgpool": "avg", "linear": "fc",
    "global_avgpool": "global avg", "global_maxpool": "global max", "adaptive_avgpool": "avg", "channel_slice": "slice",
    "adaptive_maxpool": "max", "table_conv": "", "subsample": "avg",
}  # fmt: skip
"""Short names of ops for boxes whose colour says what kind they are."""
JOINS = {"add": "+", "multiply": "×", "subtract": "−", "divide": "÷"}
"""What each join does, in one sign."""


def kind_of(unit: Unit | None) -> str:
    """The kind of a unit's box; None stands for an input."""
    if unit is None:
        return INPUT
    layer = unit.main
    if layer is None:
        return BLOCK
    if layer.op == "conv_transpose":
        return TRANSPOSED
    return DEPTHWISE if _is_depthwise(layer) else KIND_OF.get(layer.kind, OTHER)


def brief(layer: LayerSummary) -> str:
    """What a layer is, in a few words: its kernel, stride and filters."""
    if layer.op in JOINS:
        return _joined(" ", (JOINS[layer.op], layer.description if len(layer.input_shapes) == 1 else ""))
    fields = layer.application.op.attributes()
    if "kernel" not in fields:
        features = fields.get("features")
        return _joined(", ", (_named(layer), str(features) if features else ""))
    window = [_named(layer), sizes_text(fields["kernel"])]
    stride, filters = fields.get("stride"), fields.get("filters")
    if stride and set(stride) != {1}:
        times = sizes_text(stride if len(set(stride)) > 1 else stride[:1])
        window.insert(
            1 if layer.op == "conv_transpose" else 2, f"×{times}" if layer.op == "conv_transpose" else f"/{times}"
        )
    filters = filters or (layer.output_shape.channels if layer.op == "table_conv" else None)
    return _joined(", ", (_joined(" ", window), _dilation(fields.get("dilation")), _groups(layer), str(filters or "")))


def sizes_text(sizes: Iterable[int]) -> str:
    """Sizes along the axes, `3×3`."""
    return "×".join(map(str, sizes))


def names_text(first: str, last: str) -> str:
    """The names of repeats, `conv4_2…36`."""
    one, other = first.rpartition(".")[2], last.rpartition(".")[2]
    if one == other:
        return one
    stem = len(one.rstrip("0123456789"))
    return f"{one}…{other[stem:]}" if 0 < stem < len(one) and one[:stem] == other[:stem] else f"{one}…{other}"


def volume_text(volume: Volume) -> str:
    """What a volume is, without its channels, which stand below it."""
    if not volume.units:
        return "input"
    unit = volume.units[0]
    return _without_channels(unit.main) if unit.main else spaced(unit.block)


def _without_channels(layer: LayerSummary) -> str:
    if layer.kind == "join":
        return ""
    words = brief(layer).split(", ")
    filters = {str(layer.output_shape.channels)}
    text = ", ".join([word for word in words if word not in filters]) or brief(layer)
    return f"conv {text}" if layer.op in ("conv", "table_conv") else text


def spaced(name: str) -> str:
    """A block's name as people read it, `dense layer`."""
    return name.replace("_", " ").strip() or name


def _named(layer: LayerSummary) -> str:
    """An op's name, and what of its fields matters if it has no kernel."""
    short = SHORT.get(layer.op)
    if layer.op == "op":
        return layer.description or layer.name
    if layer.op in ("upsample", "channel_slice", "adaptive_avgpool", "adaptive_maxpool", "reshape"):
        return _joined(" ", ("up" if layer.op == "upsample" else short or spaced(layer.op), layer.description))
    return spaced(layer.op) if short is None else short


def _is_depthwise(layer: LayerSummary) -> bool:
    return (
        layer.op == "depthwise_conv"
        or 1 < layer.application.op.attributes().get("groups", 1) == layer.input_shapes[0].channels
    )


def _dilation(dilation: tuple[int, ...] | None) -> str:
    if not dilation or set(dilation) == {1}:
        return ""
    return f"dilation {sizes_text(dilation if len(set(dilation)) > 1 else dilation[:1])}"


def _groups(layer: LayerSummary) -> str:
    groups = layer.application.op.attributes().get("groups", 1)
    return f"{groups} groups" if groups > 1 and not _is_depthwise(layer) else ""


def _joined(sign: str, texts: Iterable[str]) -> str:
    return sign.join(filter(None, texts))
