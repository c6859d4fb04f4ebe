"""Puts a Keras model together: every call of a layer in order, models in models, layers that are used again."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any

from cnncalc.importers.assembly import Assembly
from cnncalc.importers.given import ONLY_INPUT, Given
from cnncalc.importers.keras.keras_config import (
    DEEPEST,
    KerasCall,
    KerasLayer,
    KerasModel,
    KerasPlace,
    KerasTensor,
    model_of,
    recorded_in,
)
from cnncalc.importers.keras.keras_names import paths_of
from cnncalc.shape import Shape

MODELS = ("Functional", "Model", "Sequential")


class KerasBuild:
    """A network while it is put together."""

    def __init__(self, given: Given, assembly: Assembly, *, channels_first: bool) -> None:
        self.given = given
        self.assembly = assembly
        self.channels_first = channels_first
        self.owners: dict[str, int] = {}
        """The first use of each layer with parameters, by its path."""
        self.inputs = 0
        self._models: dict[int, KerasModel] = {}
        """Models in models, by the identity of their configs, which live as long."""
        self._uses = 0

    def dims(self, index: int) -> tuple[int, ...]:
        """The sizes of a tensor behind the examples, in Keras's order."""
        shape = self.assembly.shape(index)
        return (shape.channels, *shape.spatial) if self.channels_first else (*shape.spatial, shape.channels)

    def shaped(self, dims: Sequence[int]) -> Shape:
        """Sizes in Keras's order as a shape."""
        if not dims:
            return Shape(1)
        return Shape(dims[0], tuple(dims[1:])) if self.channels_first else Shape(dims[-1], tuple(dims[:-1]))

    def model_in(self, layer: KerasLayer) -> KerasModel:
        """The model that stands in the place of a layer; raise LimitError for too many uses of such."""
        self._uses += 1
        if self._uses > self.given.limits.items:
            raise layer.place.too_much(f"{self.given.limits.items:,} uses of models in models", "items")
        key = id(layer.config)
        if key not in self._models:
            config = {"class_name": layer.kind, "config": layer.config}
            self._models[key] = model_of(config, layer.around.source, layer.around.at)
        return self._models[key]

    def add(
        self,
        layer: KerasLayer,
        path: str,
        op: str,
        inputs: Sequence[int],
        **fields: Any,
    ) -> int:
        """Add an op; used again, it shares the parameters of its first use."""
        owner = self.owners.get(path)
        index = self.assembly.add(path, op, inputs, KerasPlace(layer), shares=owner, **fields)
        if owner is None:
            self.owners[path] = index
        return index

    def add_own(
        self,
        layer: KerasLayer,
        path: str,
        inputs: Sequence[int],
        dims: Sequence[int] | None = None,
        **counts: int,
    ) -> int:
        """Add an op that cnncalc has not; used again, it has no parameters of its own."""
        if path in self.owners and "params" in counts:
            counts["params"] = 0
        shape = None if dims is None else self.shaped(dims)
        index = self.assembly.add_own(path, layer.kind, inputs, KerasPlace(layer), shape, **counts)
        self.owners.setdefault(path, index)
        return index

    def add_input(self, layer: KerasLayer, written: Any) -> int:
        """Add a place where data comes in; raise SpecError where its size is not told."""
        shape = self.given.inputs.get(layer.name) or (None if self.inputs else self.given.inputs.get(ONLY_INPUT))
        self.inputs += 1
        if shape is None:
            every = written[1:] if isinstance(written, list) else [None]
            sizes = [size for size in every if isinstance(size, int) and not isinstance(size, bool) and size > 0]
            if len(sizes) < len(every):
                told = "×".join("?" if size is None else str(size)[:20] for size in every)
                raise layer.error(
                    f"the size of this input is not told: {told}",
                    "say it with --input 224x224x3",
                )
            shape = self.shaped(sizes)
        return self.assembly.add_input(layer.name, shape)


def build(
    model: KerasModel,
    build: KerasBuild,
    path: str = "",
    given: Sequence[int] | None = None,
    depth: int = 0,
) -> list[int]:
    """Add a model's layers; `given` is what goes in where it is a model in another. Returns what comes out."""
    if depth > DEEPEST:
        raise model.place.error(f"models are nested more than {DEEPEST} deep")
    if model.is_sequence:
        return _sequence(model, build, path, given, depth)
    values: dict[tuple[str, int, int], int] = {}
    inputs = iter(given or ())
    if given is not None:
        values.update(
            {(each.layer, each.call, each.number): index for each, index in zip(model.inputs, inputs, strict=False)}
        )
    recorded, paths = recorded_in(model), paths_of(model.layers) if depth == 0 else {}
    for layer, number in _order(model):
        if (layer.name, number, 0) in values:
            continue
        if layer.kind == "InputLayer":
            written = layer.config.get("batch_shape", layer.config.get("batch_input_shape"))
            values[layer.name, number, 0] = build.add_input(layer, written)
            continue
        if not layer.calls:
            continue  # never used
        call = layer.calls[number]
        found = [_value(each, values, layer, build) for each in call.tensors]
        told = recorded.get((layer.name, number, 0))
        own = path + (paths.get(layer.name) or layer.name.replace("/", "_"))
        outputs = add_layer(layer, call, found, build, own, told, depth)
        values.update({(layer.name, number, at): index for at, index in enumerate(outputs)})
    return [_value(each, values, model.layers.get(each.layer), build) for each in model.outputs]


def _sequence(
    model: KerasModel,
    build: KerasBuild,
    path: str,
    given: Sequence[int] | None,
    depth: int,
) -> list[int]:
    current, paths = list(given or ()), paths_of(model.layers) if depth == 0 else {}
    for layer in model.layers.values():
        written = layer.config.get("batch_shape", layer.config.get("batch_input_shape"))
        if layer.kind == "InputLayer":
            current = current or [build.add_input(layer, written)]
            continue
        if not current:
            named = layer._replace(name=f"{layer.name}_input")
            current = [build.add_input(named, written or model.config.get("build_input_shape"))]
        call = KerasCall((), (), {})
        own = path + (paths.get(layer.name) or layer.name.replace("/", "_"))
        current = add_layer(layer, call, current, build, own, None, depth)
    if not current:
        raise model.place.error("nothing comes into this model")
    return current


def add_layer(
    layer: KerasLayer,
    call: KerasCall,
    inputs: list[int],
    within: KerasBuild,
    path: str,
    told: Sequence[int | None] | None,
    depth: int,
) -> list[int]:
    """Add one call of a layer; `told` is the shape of its output that the file records."""
    from cnncalc.importers.keras.keras_layers import add

    if layer.kind in MODELS or isinstance(layer.config.get("layers"), list):
        return build(within.model_in(layer), within, f"{path}/", inputs, depth + 1)
    if not inputs:
        raise layer.error("nothing comes into it")
    return add(layer, call, inputs, within, path, told)


def _value(
    tensor: KerasTensor,
    values: dict[tuple[str, int, int], int],
    layer: KerasLayer | None,
    build: KerasBuild,
) -> int:
    index = values.get((tensor.layer, tensor.call, tensor.number))
    if index is None:
        place = layer.place if layer else None
        problem = f"{tensor.layer[:100]!r}, call {tensor.call}, output {tensor.number}, comes from no layer before it"
        raise place.error(problem) if place else build.given.error(problem)
    if tensor.shape is not None and not build.given.inputs and layer is not None:
        dims = build.dims(index)
        recorded = tensor.shape[1:]
        if len(recorded) != len(dims) or any(
            want not in (None, have) for want, have in zip(recorded, dims, strict=True)
        ):
            told = "×".join("?" if size is None else str(size) for size in recorded)
            mine = "×".join(map(str, dims))
            if dims != (1,) or recorded:
                raise layer.error(f"what comes out of {tensor.layer[:100]} is {mine}, and the file records {told}")
    return index


def _are_as(dims: tuple[int, ...], recorded: tuple[int | None, ...]) -> bool:
    """Whether sizes are those recorded, of which some may be open; a single value has no axis in Keras."""
    if dims == (1,) and not recorded:
        return True
    return len(recorded) == len(dims) and all(want in (None, have) for want, have in zip(recorded, dims, strict=True))


def _order(model: KerasModel) -> list[tuple[KerasLayer, int]]:
    """The calls in an order in which each comes behind what it reads; raise SpecError for a circle."""
    calls = [(layer, number) for layer in model.layers.values() for number in range(max(len(layer.calls), 1))]
    waits: dict[tuple[str, int], int] = {}
    readers: dict[tuple[str, int], list[tuple[KerasLayer, int]]] = {}
    known = {(layer.name, number) for layer, number in calls}
    for layer, number in calls:
        sources = {(each.layer, each.call) for each in layer.calls[number].tensors} if layer.calls else set()
        waits[layer.name, number] = len(sources & known)
        for source in sources & known:
            readers.setdefault(source, []).append((layer, number))
    ready = deque([each for each in calls if not waits[each[0].name, each[1]]])
    order = []
    while ready:
        layer, number = ready.popleft()
        order.append((layer, number))
        for reader in readers.get((layer.name, number), []):
            waits[reader[0].name, reader[1]] -= 1
            if not waits[reader[0].name, reader[1]]:
                ready.append(reader)
    if len(order) < len(calls):
        done = {(layer.name, number) for layer, number in order}
        stuck = next(layer for layer, number in calls if (layer.name, number) not in done)
        raise stuck.error("it needs what comes out of itself: the layers are in a circle")
    return order
