"""A Keras model's config: its layers, and the calls of each, out of JSON that nothing of is run.

Keras 3 has calls as {"args": …, "kwargs": …} with tensors in them, Keras 2 as [[layer, call, tensor, {…}], …].
"""

import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, NamedTuple

from cnncalc.errors import LimitError, SpecError
from cnncalc.importers.given import Given
from cnncalc.importers.text_place import TextPlace
from cnncalc.limits import raise_hint
from cnncalc.source.values import Source

CONFIG = "config.json"
TENSOR = "__keras_tensor__"
DEEPEST = 60
"""How deep the arguments of a call are nested at most, and models in models."""


class KerasTensor(NamedTuple):
    """An argument that is what comes out of a call of a layer."""

    layer: str
    call: int
    number: int
    shape: tuple[int | None, ...] | None
    """The recorded shape with the examples first; None if none is."""


class KerasCall(NamedTuple):
    """One use of a layer."""

    tensors: tuple[KerasTensor, ...]
    args: tuple[Any, ...]
    """The arguments as they are, tensors among them."""
    kwargs: dict[str, Any]


class KerasLayer(NamedTuple):
    """A layer, or a model in the place of one."""

    kind: str
    """The class, or the name of a function."""
    module: str
    name: str
    config: dict[str, Any]
    calls: tuple[KerasCall, ...]
    around: TextPlace
    """The model that the layer is in."""

    @property
    def place(self) -> TextPlace:
        """Where the text has the layer's name; it is looked for when it is asked for."""
        found = re.search(r'"name":\s*' + re.escape(json.dumps(self.name)), self.around.source.text)
        return self.around._replace(at=found.start()) if found else self.around

    def error(self, problem: str, hint: str = "") -> SpecError:
        """The error for the layer, with its place."""
        return self.place.error(f"{self.name[:100]} ({self.kind[:60]}): {problem}", hint)

    def whole(self, key: str, default: int | None = None, least: int = 1) -> int:
        """A setting's whole number; raise SpecError for anything else."""
        value = self.config.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= 10**9:
            raise self.error(f"{key} must be a whole number from {least} to 10⁹, not {str(value)[:40]}")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """A setting's true or false."""
        return bool(self.config.get(key, default))

    def word(self, key: str, default: str = "") -> str:
        """A setting's word."""
        value = self.config.get(key, default)
        return value if isinstance(value, str) else default


class KerasPlace(NamedTuple):
    """Where a layer stands, which is looked for when something is said of it."""

    layer: KerasLayer

    def error(self, message: str, hint: str = "") -> SpecError:
        """The error for the layer."""
        return self.layer.place.error(message, hint)


class KerasModel(NamedTuple):
    """A model: its layers by name, and what goes in and comes out."""

    name: str
    is_sequence: bool
    layers: dict[str, KerasLayer]
    inputs: tuple[KerasTensor, ...]
    outputs: tuple[KerasTensor, ...]
    config: dict[str, Any]
    place: TextPlace


def read_config(given: Given) -> tuple[dict[str, Any], Source]:
    """The config in a file, and its text; raise CnncalcError for what is none."""
    with given.open() as file:
        head = file.read(4)
        file.seek(0)
        data = _from_archive(file, given) if head == b"PK\x03\x04" else file.read(given.limits.file + 1)
    if len(data) > given.limits.file:
        raise LimitError(f"{given.path}: is larger than {given.limits.file:,} bytes", hint=raise_hint("file"))
    return parse(data.decode("utf-8-sig", "replace"), given)


def parse(text: str, given: Given) -> tuple[dict[str, Any], Source]:
    """The config that a text is; raise SpecError, with the place, for what is no JSON of a mapping."""
    source = Source(given.path, text)
    if sum(map(text.count, ",[{")) > given.limits.values:
        raise TextPlace(source, 0).too_much(f"{given.limits.values:,} values", "values")
    try:
        config = json.loads(text)
    except json.JSONDecodeError as error:
        raise TextPlace(source, error.pos).error(
            f"this is no JSON: {error.msg.lower()}", "the file may be cut off"
        ) from None
    except (RecursionError, ValueError):
        raise TextPlace(source, 0).error("this JSON is nested too deep, or has numbers that are too large") from None
    if not isinstance(config, dict) or "class_name" not in config:
        raise TextPlace(source, 0).error("this is no Keras model, which has a class_name and a config")
    return config, source


def _from_archive(file: BinaryIO, given: Given) -> bytes:
    """The config in a .keras file; nothing else of it is read."""
    try:
        with zipfile.ZipFile(file) as archive, archive.open(CONFIG) as inner:
            return inner.read(given.limits.file + 1)
    except KeyError:
        raise given.error(f"has no {CONFIG}, as a Keras model has") from None
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError):
        raise given.error("is no archive that can be read", "the file may be cut off") from None


def model_of(config: Mapping[str, Any], source: Source, start: int = 0) -> KerasModel:
    """The model that a config is; raise SpecError for one without its layers, as of a class of one's own."""
    inner, place = config.get("config"), TextPlace(source, start)
    kind = str(config.get("class_name"))[:60]
    if isinstance(inner, list):  # Keras 2.0 and 2.1 had a Sequential's layers alone
        inner = {"name": "sequential", "layers": inner}
    if not isinstance(inner, dict) or not isinstance(inner.get("layers"), list):
        raise place.error(
            f"a model of the class {kind} has no layers in its config", "only Functional and Sequential do"
        )
    is_sequence = kind == "Sequential"
    layers: dict[str, KerasLayer] = {}
    for number, each in enumerate(inner["layers"]):
        layer = _layer(each, number, place)
        if layer.name in layers:
            raise layer.error("two layers have this name")
        layers[layer.name] = layer
    ends = [tuple(_tensors(_ends(inner.get(key)))) for key in ("input_layers", "output_layers")]
    if not layers or (not is_sequence and not ends[1]):
        raise place.error(f"the model {str(inner.get('name'))[:60]} has no layers, or nothing comes out of it")
    return KerasModel(str(inner.get("name") or kind), is_sequence, layers, ends[0], ends[1], inner, place)


def _layer(written: Any, number: int, place: TextPlace) -> KerasLayer:
    if not isinstance(written, dict) or not isinstance(written.get("config"), (dict, list)):
        raise place.error(f"layer {number + 1} has no config")
    config = written["config"] if isinstance(written["config"], dict) else {"layers": written["config"]}
    name = written.get("name") or config.get("name") or f"layer{number + 1}"
    if not isinstance(name, str) or not isinstance(written.get("class_name"), str):
        raise place.error(f"layer {number + 1} has no name, or no class_name")
    nodes = written.get("inbound_nodes") or []
    if not isinstance(nodes, list):
        raise place.error(f"{name[:100]}: inbound_nodes is no list")
    calls = tuple([_call(node, place) for node in nodes])
    kind = written["class_name"]
    if kind in ("TFOpLambda", "SlicingOpLambda"):
        kind = str(config.get("function")).rpartition(".")[2]
    return KerasLayer(kind, str(written.get("module") or ""), name, config, calls, place)


def _call(node: Any, place: TextPlace) -> KerasCall:
    """A call as Keras 3 or Keras 2 writes it."""
    if isinstance(node, dict):
        args, kwargs = node.get("args") or [], node.get("kwargs") or {}
        if not isinstance(args, list) or not isinstance(kwargs, dict):
            raise place.error("a call has no args, or no kwargs")
        return KerasCall(tuple(_tensors([args, list(kwargs.values())])), tuple(args), kwargs)
    ends = _ends(node)
    more = next(
        (each[3] for each in ends if isinstance(each, list) and len(each) > 3 and isinstance(each[3], dict)), {}
    )
    extra = [value for value in more.values() if _is_old(value)]
    return KerasCall(
        tuple(_tensors([*ends, *extra])), tuple(value for value in more.values() if not _is_old(value)), more
    )


def _ends(written: Any) -> list[Any]:
    """A list of tensors, of one that is not in a list, or of a mapping of them."""
    if isinstance(written, dict):
        return list(written.values())
    if not isinstance(written, list):
        return []
    return [written] if _is_old(written) else written


def _is_old(value: Any) -> bool:
    """Whether a value is a tensor as Keras 2 writes it: [layer, call, tensor]."""
    return (
        isinstance(value, list) and 3 <= len(value) <= 4 and isinstance(value[0], str)
        and all(isinstance(each, int) and not isinstance(each, bool) for each in value[1:3])
    )  # fmt: skip


def _tensors(value: Any, depth: int = 0) -> Iterator[KerasTensor]:
    """The tensors in an argument, in order."""
    if depth > DEEPEST:
        return
    if _is_old(value):
        yield KerasTensor(value[0], value[1], value[2], None)
    elif isinstance(value, dict) and value.get("class_name") == TENSOR:
        yield _tensor(value.get("config"))
    elif isinstance(value, (list, dict)):
        for each in value if isinstance(value, list) else value.values():
            yield from _tensors(each, depth + 1)


def _tensor(config: Any) -> KerasTensor:
    history = config.get("keras_history") if isinstance(config, dict) else None
    if not isinstance(history, list) or not _is_old(history):
        return KerasTensor("", 0, 0, None)  # of no layer, as who calls it says
    shape = config.get("shape")
    known = isinstance(shape, list) and all(each is None or isinstance(each, int) for each in shape)
    return KerasTensor(history[0], history[1], history[2], tuple(shape) if known else None)


def recorded_in(model: KerasModel) -> dict[tuple[str, int, int], tuple[int | None, ...]]:
    """The shapes that the file records of what comes out of calls, as those who read them have them."""
    return {
        (each.layer, each.call, each.number): each.shape[1:]
        for layer in model.layers.values()
        for call in layer.calls
        for each in call.tensors
        if each.shape
    }
