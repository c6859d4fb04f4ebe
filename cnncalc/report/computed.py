"""What published figures are computed to be: of some layers of a network, or of all."""

from collections.abc import Callable, Sequence
from math import prod

from cnncalc.measure.depth import LAYER_KINDS, depths
from cnncalc.ops.base import BIASES
from cnncalc.ops.reach import Sliding
from cnncalc.report.layers import Layer
from cnncalc.report.summary import Summary
from cnncalc.shape import Shape

Computed = int | float | Shape
"""What a figure is computed to be."""


def _share(layers: Sequence[Layer], summary: Summary, figure: str) -> float:
    part, all_of_it = (sum(getattr(layer, figure) for layer in some) for some in (layers, whole(layers, summary)))
    return 100 * part / all_of_it if all_of_it else 0.0


def whole(layers: Sequence[Layer], summary: Summary) -> list[Layer]:
    """What some layers are a part of: without the side heads, unless they are in one."""
    in_heads = any(layer.training for layer in layers)
    return [layer for layer in summary.layers if in_heads or not layer.training]


def _depth(layers: Sequence[Layer], summary: Summary) -> int:
    """The most layers with weights, of some, that one comes upon on a way from an input: how papers count depth."""
    chosen = {layer.path for layer in layers if layer.kind in LAYER_KINDS}
    found = depths((layer.path, layer.inputs, layer.path in chosen) for layer in summary.layers)
    return max(found[layer.path] for layer in layers)


def _connections(layer: Layer) -> int:
    """The connections of a layer with parameters as LeCun et al. count them: an output's inputs, and its bias."""
    op, inputs, output = layer.application.op, layer.application.inputs, layer.application.output
    parameters = op.count_parameters(inputs)
    if layer.macs:
        return layer.macs + (output.elements if BIASES in parameters else 0)
    window = op.window(inputs[0]) if parameters and layer.kind == "pooling" else None
    seen = prod(reach.kernel for reach in window or () if isinstance(reach, Sliding))
    return output.elements * (seen + (BIASES in parameters)) if window else 0


def _receptive_field(layers: Sequence[Layer], _: Summary) -> int | None:
    """Of the last layer that still has positions, where it is known and the same along every axis."""
    spatial = [layer for layer in layers if any(size > 1 for size in layer.output_shape.spatial)]
    field = set((spatial or layers)[-1].receptive_field or ())
    return min(field) if len(field) == 1 else None


NEEDED = {
    "trainable": "trainable_params", "params_with_statistics": "params", "params_share": "params", "macs_share": "macs",
    "operations": "macs", "connections": "macs",
}  # fmt: skip
"""What must be known of layers for a figure of them, if it is not the figure itself."""
COMPUTED: dict[str, Callable[[Sequence[Layer], Summary], Computed | None]] = {
    "params": lambda layers, _: sum(layer.params for layer in layers),
    "weights": lambda layers, _: sum(layer.weights for layer in layers),
    "trainable": lambda layers, _: sum(layer.trainable_params for layer in layers),
    "params_with_statistics": lambda layers, _: sum(layer.params + layer.statistics for layer in layers),
    "macs": lambda layers, _: sum(layer.macs for layer in layers),
    "operations": lambda layers, _: 2 * sum(layer.macs for layer in layers),
    "flops": lambda layers, _: sum(layer.flops for layer in layers),
    "connections": lambda layers, _: sum(_connections(layer) for layer in layers),
    "activations": lambda layers, _: sum(layer.activations for layer in layers),
    "layer_activations": lambda layers, _: sum(layer.layer_activations for layer in layers),
    "layers": lambda layers, _: sum(1 for layer in layers if layer.kind in LAYER_KINDS),
    "depth": _depth,
    "output": lambda layers, _: layers[-1].output_shape,
    "receptive_field": _receptive_field,
    "params_share": lambda layers, summary: _share(layers, summary, "params"),
    "macs_share": lambda layers, summary: _share(layers, summary, "macs"),
}
