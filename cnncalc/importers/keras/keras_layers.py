"""Keras's layers: what each becomes, in one table."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from cnncalc.errors import did_you_mean
from cnncalc.importers.keras.keras_build import KerasBuild
from cnncalc.importers.keras.keras_config import KerasCall, KerasLayer


class LayerUse(NamedTuple):
    """One call of a layer, with what there is to know of it."""

    layer: KerasLayer
    call: KerasCall
    inputs: list[int]
    build: KerasBuild
    path: str


def add(
    layer: KerasLayer,
    call: KerasCall,
    inputs: list[int],
    build: KerasBuild,
    path: str,
    told: Sequence[int | None] | None,
) -> list[int]:
    """Add a call of a layer; raise SpecError for one that is not known, and whose output the file does not record."""
    from cnncalc.importers.keras import keras_arrange, keras_learnt, keras_sequences, keras_values

    use = LayerUse(layer, call, inputs, build, path)
    known: dict[str, Callable[[LayerUse], int]] = {}
    known.update({**keras_learnt.LAYERS, **keras_values.LAYERS, **keras_arrange.LAYERS})
    is_function = layer.module.startswith("keras.src.ops") or (not layer.module and layer.kind not in known)
    if layer.kind in known and not is_function:
        return [known[layer.kind](use)]
    if is_function:
        found = keras_values.function(use)
        if found is not None:
            return [found]
    if layer.kind in keras_sequences.LAYERS:
        return keras_sequences.LAYERS[layer.kind](use)
    if told is None or any(size is None for size in told):
        problem = "this layer is not known, and the file does not tell what comes out of it"
        raise layer.error(problem, did_you_mean(layer.kind, known))
    free = {"params": 0} if layer.kind == "Lambda" or layer.module.startswith("keras.src.ops") else {}
    return [build.add_own(layer, path, inputs, [size for size in told if size is not None], **free)]
