"""Loads a network: finds it, applies what is set for this run, builds its graph."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cnncalc.errors import CnncalcError, SpecError, did_you_mean
from cnncalc.graph import GraphBuilder
from cnncalc.graph import freeze as freeze_layers
from cnncalc.limits import STANDARD, Budget, Limits
from cnncalc.network import Network, Published
from cnncalc.shape import AXES
from cnncalc.spec.build import Builder
from cnncalc.spec.catalogue import find, folder, is_path
from cnncalc.spec.definition import Definition, Edits, check_keys, text_of
from cnncalc.spec.document import List, Map, Node, Scalar, Source, plain, read_value
from cnncalc.spec.frame import Evaluator, Frame

PUBLISHED_KEYS = ("figure", "value", "source", "of", "op", "versus", "input", "wrong", "note")


def load(
    network: str,
    *,
    set: Mapping[str, Any] | None = None,
    input: str | None = None,
    freeze: Sequence[str] = (),
    train: Sequence[str] = (),
    limits: Limits = STANDARD,
) -> Network:
    """Load a network.

    `network` is a catalogue name, a path or `-` for standard input. `set` changes parameters
    (`{"classes": 10}`) and layers' fields (`{"conv1.kernel": 7}`), `input` the input's shape
    (`"299x299x3"`). `freeze` and `train` are patterns of layers' names: what is frozen is not trained, and
    with `train` alone everything else is frozen. `limits` bound what a spec may ask for.
    Raises CnncalcError for anything that is not right.
    """
    name, definition = find(network, limits)
    budget = Budget(limits)
    settings, edits = _split_settings(definition, set or {}, name)
    if input is not None:
        definition = replace(definition, input=_other_input(definition, input, name))
    if edits:
        definition = replace(definition, edits=(*definition.edits, *edits))
    title = text_of(definition.meta.get("name")) or name
    try:
        graph = Builder(definition, title, budget).build(_parameters(definition, settings, name, budget))
    except RecursionError:
        raise SpecError(f"{name} is nested deeper than Python's stack goes") from None
    if freeze or train:
        graph = freeze_layers(graph, freeze, train)
    return Network(name=name, title=title, graph=graph, **_described(definition, name))


def _other_input(definition: Definition, shape: str, name: str) -> Node:
    """An input given from outside; raise SpecError if it has other axes than the network's own."""
    given, own = _given("--input", shape), definition.input
    if isinstance(own, Map):
        raise given.error(f"{name} has {len(own.values)} inputs, and --input gives one")
    axes = len(re.findall("[x×]", re.sub(r"\$\{[^}]*\}", "", text_of(own))))
    if own is not None and isinstance(given, Scalar) and len(re.findall("[xX×]", text_of(given))) != axes:
        wanted = " × ".join((*AXES.get(axes, ("size",) * axes), "channels"))
        raise given.error(f"{name} takes an input of {wanted}, as {text_of(own)}, not {shape!r}")
    return given


def _given(option: str, value: Any) -> Node:
    """A value given from outside a file, as a node."""
    if isinstance(value, str):
        return read_value(value, option)
    source = Source(option, str(value))
    if isinstance(value, (list, tuple)):
        return List(source, 0, 0, [_given(option, item) for item in value])
    return Scalar(source, 0, 0, value)


def _split_settings(
    definition: Definition, settings: Mapping[str, Any], name: str
) -> tuple[dict[str, Node], list[Edits]]:
    """Parameters by name, and edits for what has a dot: `conv1.kernel`."""
    parameters: dict[str, Node] = {}
    edits: list[Edits] = []
    for key, value in settings.items():
        node = _given(f"--set {key}", value)
        path, dot, field = key.rpartition(".")
        if dot:
            edits.append(_edit(node.source, path, field, node))
        elif key in definition.parameters:
            parameters[key] = node
        else:
            hint = did_you_mean(key, definition.parameters)
            known = ", ".join(definition.parameters)
            raise SpecError(
                f"{name} has no parameter {key!r}", hint=hint or (f"it has {known}" if known else "it has none")
            )
    return parameters, edits


def _edit(source: Source, path: str, field: str, value: Node) -> Edits:
    change, override = Map(source, 0, 0), Map(source, 0, 0)
    change.keys[field], change.values[field] = Scalar(source, 0, 0, field), value
    override.keys[path], override.values[path] = Scalar(source, 0, 0, path), change
    return Edits(override=override)


def _parameters(definition: Definition, given: Mapping[str, Node], name: str, budget: Budget) -> dict[str, Any]:
    """Every parameter's value: as given, as the variant sets it, or its default."""
    values: dict[str, Any] = {}
    frame, evaluator = Frame(variables=values), Evaluator(GraphBuilder(budget), budget)
    frame.variables = values
    for parameter, default in definition.parameters.items():
        node = given.get(parameter) or definition.settings.get(parameter) or default
        if node is default and isinstance(default, Scalar) and default.value is None:
            raise default.error(f"{name} needs a value for its parameter {parameter!r}", f"--set {parameter}=…")
        try:
            values[parameter] = evaluator.value(node, frame, None)
        except CnncalcError as error:
            error.origin = error.origin or node.origin
            raise
        if parameter in given:
            _check_kind(parameter, values[parameter], evaluator.value(default, frame, None), given[parameter])
    return values


def _check_kind(parameter: str, value: Any, default: Any, place: Node) -> None:
    """Raise SpecError if a value is of another kind than the parameter's default."""
    if default is None or _kind(value) == _kind(default):
        return
    raise place.error(f"{parameter} must be {_kind(default)}, as its default {default!r} is, not {value!r}")


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "a word"
    return "a list" if isinstance(value, list) else "a mapping" if isinstance(value, dict) else "empty"


def _described(definition: Definition, name: str) -> dict[str, Any]:
    meta = definition.meta
    year = plain(meta["year"]) if "year" in meta else None
    if year is not None and (isinstance(year, bool) or not isinstance(year, int)):
        raise meta["year"].error(f"year must be a whole number, not {year!r}")
    in_catalogue = definition.document.source.folder == folder()
    return {
        "description": text_of(meta.get("description")),
        "paper": text_of(meta.get("paper")),
        "year": year,
        "family": text_of(meta.get("family")) or (_stem(definition.document.source) if in_catalogue else ""),
        "form": text_of(meta.get("form")) or ("paper" if in_catalogue else ""),
        "notes": tuple(_texts(meta.get("notes"))),
        "published": tuple(_published(meta.get("published"))),
    }


def _stem(source: Source) -> str:
    return source.name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]


def _texts(node: Node | None) -> list[str]:
    if node is None:
        return []
    values = plain(node)
    return [" ".join(str(value).split()) for value in (values if isinstance(values, list) else [values])]


def _published(node: Node | None) -> list[Published]:
    if node is None:
        return []
    if not isinstance(node, List):
        raise node.error("published must be a list of figures")
    return [_figure(item) for item in node.items]


def _figure(item: Node) -> Published:
    if not isinstance(item, Map):
        raise item.error("a published figure is a mapping: {figure: params, value: 60M, source: …}")
    check_keys(item, PUBLISHED_KEYS, "a published figure")
    for key in ("figure", "value", "source"):
        if not text_of(item.values.get(key)):
            raise item.error(f"a published figure needs {key}:")
    versus = item.values.get("versus")
    if versus is not None and is_path(text_of(versus)):
        raise versus.error("versus takes a network of the catalogue")
    texts = {key: " ".join(text_of(value).split()) for key, value in item.values.items() if key != "of"}
    return Published(of=tuple(_texts(item.values.get("of"))), origin=item.origin, **texts)
