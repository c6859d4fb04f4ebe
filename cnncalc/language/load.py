"""Loads networks: finds a spec, applies what is set for this run, builds the graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial
from operator import index
from typing import Any

from cnncalc.collector import uncollected
from cnncalc.errors import CnncalcError, LimitError, SpecError, did_you_mean
from cnncalc.graph import Graph
from cnncalc.graph import freeze as freeze_layers
from cnncalc.language.build import Compiled
from cnncalc.language.catalogue import define_opened
from cnncalc.language.definition import Definition, Edits
from cnncalc.language.description import description_of
from cnncalc.limits import STANDARD, Budget, Limits
from cnncalc.network import Network, Remark
from cnncalc.source.document import read_document, read_value
from cnncalc.source.values import List, Map, Scalar, Source, YamlNode, text_of


def example(shape: str, steps: str) -> Network:
    """A network of a few steps, as it stands in a file: a list item each, on an input of a shape."""
    document = read_document(Source("example", f"input: {shape}\nlayers:\n{steps}\n"))
    return Spec(*define_opened("example", document, "")).network()


class Spec:
    """A spec that has been read: it makes networks that differ in their settings, thousands a second."""

    def __init__(self, name: str, definition: Definition, limits: Limits = STANDARD) -> None:
        self.name = name
        self._definition = definition
        self._limits = limits
        self._compiled = Compiled(definition)

    def __repr__(self) -> str:
        return f"<Spec of {self.name}>"

    @uncollected
    def network(
        self,
        *,
        set: Mapping[str, Any] | None = None,
        input: str | None = None,
        freeze: Sequence[str] = (),
        train: Sequence[str] = (),
    ) -> Network:
        """Build the network.

        `set` changes parameters (`{"classes": 10}`) and layers' fields (`{"conv1.kernel": 7}`), `input` the
        input's shape (`"299x299x3"`). `freeze` and `train` are patterns of layers' names: what is frozen is not
        trained, and with `train` alone everything else is frozen. Raises CnncalcError for anything that is not right.
        """
        definition = self._definition
        settings, edits = _split_settings(definition, set or {}, self.name)
        if edits:
            definition = definition._replace(edits=(*definition.edits, *edits))
        given = None if input is None else _given("--input", input)
        try:
            (graph, remarks), description = self._build(definition, settings, given), self._description
        except RecursionError:
            raise SpecError(f"{self.name} is nested deeper than Python's stack goes") from None
        except CnncalcError as error:
            if not isinstance(error, LimitError):
                error.look_further(partial(self._mistakes, definition, settings, given))
            raise
        if freeze or train:
            graph = freeze_layers(graph, freeze, train, network=self.name)
        if remarks:
            notes = (*(remark.text for remark in remarks), *description["notes"])
            description = {**description, "notes": notes, "remarks": remarks}
        return Network(name=self.name, title=self.title, graph=graph, **description)

    def _build(
        self, definition: Definition, settings: Mapping[str, YamlNode], given: YamlNode | None
    ) -> tuple[Graph, tuple[Remark, ...]]:
        budget = Budget(self._limits)
        graph, build = self._compiled.build(definition, settings, given, budget, name=self.name, title=self.title)
        return graph, tuple(build.remarks)

    def _mistakes(
        self, definition: Definition, settings: Mapping[str, YamlNode], given: YamlNode | None, first: CnncalcError
    ) -> list[CnncalcError]:
        from cnncalc.language.mistakes.found import Mistakes  # imported when asked for: most specs have none
        from cnncalc.language.mistakes.search import look

        mistakes = Mistakes(first)
        look(mistakes, definition, self.name, settings, given, self._limits)
        return mistakes.in_order()

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters that can be set."""
        return tuple(self._definition.parameters)

    @cached_property
    def title(self) -> str:
        """The network's name as people write it."""
        return text_of(self._definition.meta.get("name")) or self.name

    @cached_property
    def _description(self) -> dict[str, Any]:
        return description_of(self._definition, self.name)


def _given(option: str, value: Any) -> YamlNode:
    """A value given from outside of a file, as a node of YAML."""
    if isinstance(value, str):
        return read_value(value, option)
    source = Source(option, str(value))
    if isinstance(value, (list, tuple)):
        return List(source, 0, 0, [_given(option, item) for item in value])
    if not isinstance(value, int):
        with suppress(TypeError):
            value = index(value)  # a whole number of another library
    return Scalar(source, 0, 0, value)


def _split_settings(
    definition: Definition, settings: Mapping[str, Any], name: str
) -> tuple[dict[str, YamlNode], list[Edits]]:
    """Parameters by name, and edits for what has a dot: `conv1.kernel`."""
    parameters: dict[str, YamlNode] = {}
    edits: list[Edits] = []
    for key, value in settings.items():
        if "." in key:
            edits.append(_edit(key, value))
        elif key in definition.parameters:
            parameters[key] = _given(f"--set {key}", value)
        else:
            hint = did_you_mean(key, definition.parameters)
            known = ", ".join(definition.parameters)
            hint = hint or f"it has {known or 'none'}; a layer's field is set as {key}.FIELD=…"
            raise SpecError(f"{name} has no parameter {key!r}", hint=hint)
    return parameters, edits


def _edit(key: str, value: Any) -> Edits:
    node = _given(f"--set {key}", value)
    source, (path, _, field) = node.source, key.rpartition(".")
    change, override = Map(source, 0, 0), Map(source, 0, 0)
    change.keys[field], change.values[field] = Scalar(source, 0, 0, field), node
    override.keys[path], override.values[path] = Scalar(source, 0, 0, path), change
    return Edits(override=override)
