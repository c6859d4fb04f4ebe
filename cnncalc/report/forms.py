"""The form of some layers: what is equal in those that are repeats of one another."""

from collections.abc import Hashable, Sequence

from cnncalc.measure.traffic import FOLLOWING
from cnncalc.report.layers import LayerSummary


def follows(layer: LayerSummary) -> bool:
    """Whether a layer goes with another: it learns no weights of its own kind and leaves positions where they are."""
    application = layer.application
    op = application.op
    if op.kind in FOLLOWING:
        return True
    cost, x, y = layer.cost, application.input, application.output
    if op.kind != "other" or cost.unknown or not (op.storage == "in place" or cost.params == cost.flops == 0):
        return False
    return x.elements == y.elements and y.spatial in (x.spatial, ())


def form(layers: Sequence[LayerSummary], *, exact: bool = True) -> tuple[Hashable, ...]:
    """The form of some layers: ops and wiring without names; if not exact, without numbers, too."""
    places = {layer.path: place for place, layer in enumerate(layers)}
    outside: dict[str, int] = {}
    return tuple(
        [
            (
                _numbers(layer) if exact else layer.op,
                bool(layer.shares),
                tuple(
                    [
                        place - places[path] if path in places else -1 - outside.setdefault(path, len(outside))
                        for path in layer.inputs
                    ]
                ),
            )
            for place, layer in enumerate(layers)
        ]
    )


def _numbers(layer: LayerSummary) -> Hashable:
    """The numbers of a layer that must agree in repeats: of layers that follow, as dropout, not the fields."""
    return (layer.op, layer.application.inputs, layer.cost) if follows(layer) else layer.application
