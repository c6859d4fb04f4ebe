"""Keras's layers on sequences, as ops of their own: recurrent ones, attention, wrappers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod

from cnncalc.importers.assembly import Assembly
from cnncalc.importers.keras.keras_build import KerasBuild, add_layer
from cnncalc.importers.keras.keras_config import KerasCall, KerasLayer, KerasPlace
from cnncalc.importers.keras.keras_layers import LayerUse

GATES = {"LSTM": 4, "GRU": 3, "SimpleRNN": 1, "CuDNNLSTM": 4, "CuDNNGRU": 3}


def recurrent(use: LayerUse) -> list[int]:
    """A recurrent layer: for each gate weights of the input and of the state, and biases."""
    return _recurrent(use, use.layer, 1)


def _recurrent(use: LayerUse, layer: KerasLayer, directions: int) -> list[int]:
    steps, features = _sequence(use)
    units, gates = layer.whole("units"), GATES[layer.kind]
    weights = gates * units * (units + features)
    two = (
        layer.kind == "CuDNNLSTM"
        or layer.kind == "CuDNNGRU"
        or (layer.kind == "GRU" and layer.flag("reset_after", default=True))
    )
    biases = gates * units * (2 if two else 1) if layer.flag("use_bias", default=True) else 0
    merged = use.layer.word("merge_mode", "concat") == "concat"
    out = units * directions if merged else units
    dims = (steps, out) if layer.flag("return_sequences", default=False) else (out,)
    params, macs = directions * (weights + biases), directions * steps * weights
    index = use.build.add_own(use.layer, use.path, use.inputs[:1], dims, params=params, macs=macs)
    if not layer.flag("return_state", default=False):
        return [index]
    states = (2 if "LSTM" in layer.kind else 1) * directions
    return [index, *(_state(use, index, units, number) for number in range(1, states + 1))]


def _state(use: LayerUse, index: int, units: int, number: int) -> int:
    shape = use.build.shaped((units,))
    return use.build.assembly.add_own(f"{use.path}/state{number}", "state", [index], KerasPlace(use.layer), shape,
                                      params=0, macs=0, flops=0)  # fmt: skip


def _sequence(use: LayerUse) -> tuple[int, int]:
    dims = use.build.dims(use.inputs[0])
    if len(dims) != 2:
        raise use.layer.error(f"it needs a sequence of vectors, and is given {use.build.assembly.shape(use.inputs[0])}")
    return dims[0], dims[1]


def bidirectional(use: LayerUse) -> list[int]:
    """A recurrent layer forwards and backwards."""
    inner = _inner(use)
    if inner.kind not in GATES:
        raise use.layer.error(f"Bidirectional is known of {', '.join(GATES)}, and not of {inner.kind[:40]}")
    if use.layer.config.get("merge_mode", "concat") is None:
        raise use.layer.error("Bidirectional with merge_mode None is not known")
    return _recurrent(use, inner, 2)


def time_distributed(use: LayerUse) -> list[int]:
    """A layer at each step of a sequence: what it gives and costs at one, times the steps."""
    dims = use.build.dims(use.inputs[0])
    if len(dims) < 2:
        raise use.layer.error("it needs a sequence")
    inner = _inner(use)
    scratch = KerasBuild(use.build.given, Assembly(use.build.given), channels_first=use.build.channels_first)
    begun = scratch.assembly.add_input("step", scratch.shaped(dims[1:]))
    found = add_layer(inner, KerasCall((), (), {}), [begun], scratch, "step", None, 1)
    counts = scratch.assembly.totals(dims[0])
    return [use.build.add_own(use.layer, use.path, use.inputs[:1], (dims[0], *scratch.dims(found[0])), **counts)]


def _inner(use: LayerUse) -> KerasLayer:
    written = use.layer.config.get("layer")
    if not isinstance(written, dict) or not isinstance(written.get("config"), dict):
        raise use.layer.error("it has no layer in it")
    name, kind = str(written["config"].get("name", "layer")), str(written.get("class_name"))
    return KerasLayer(kind, str(written.get("module") or ""), name, written["config"], (), use.layer.around)


def attention(use: LayerUse) -> list[int]:
    """Attention of several heads: projections of query, key and value, two products, a projection of the result.

    Vaswani et al., Attention Is All You Need, NIPS 2017, section 3.2.2.
    """
    layer = use.layer
    heads, size = layer.whole("num_heads"), layer.whole("key_dim")
    own = layer.whole("value_dim", size) if layer.config.get("value_dim") else size
    query, value = (use.build.dims(use.inputs[min(at, len(use.inputs) - 1)]) for at in (0, 1))
    key = use.build.dims(use.inputs[2]) if len(use.inputs) > 2 else value
    if (
        layer.config.get("output_shape") is not None
        or layer.config.get("attention_axes") not in (None, [1], [-2])
        or len(query) != 2
    ):
        raise layer.error("attention is known over one axis of positions, and for an output as wide as the query")
    sides = [(query, heads * size), (key, heads * size), (value, heads * own)]
    bias = layer.flag("use_bias", default=True)
    weights = sum(dims[-1] * wide for dims, wide in sides) + heads * own * query[-1]
    biases = (sum(wide for _, wide in sides) + query[-1]) if bias else 0
    macs = sum(prod(dims) * wide for dims, wide in sides) + query[0] * heads * own * query[-1]
    macs += query[0] * value[0] * heads * (size + own)
    inputs = use.inputs[:1] if len(set(use.inputs)) == 1 else use.inputs
    return [use.build.add_own(layer, use.path, inputs, query, params=weights + biases, macs=macs)]


LAYERS: Mapping[str, Callable[[LayerUse], list[int]]] = {
    **dict.fromkeys(GATES, recurrent),
    "Bidirectional": bidirectional,
    "TimeDistributed": time_distributed,
    "MultiHeadAttention": attention,
}
