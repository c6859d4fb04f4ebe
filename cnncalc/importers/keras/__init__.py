"""Keras's models: a `.keras` file, whose config alone is read, or the JSON that `model.to_json()` gives."""

from __future__ import annotations

from typing import Any

from cnncalc.importers.assembly import Assembly
from cnncalc.importers.given import Given
from cnncalc.importers.keras.keras_build import KerasBuild, build
from cnncalc.importers.keras.keras_config import model_of, parse, read_config
from cnncalc.limits import STANDARD, Limits
from cnncalc.network import Network
from cnncalc.shape import Shape
from cnncalc.source.values import Source


def read(given: Given) -> Network:
    """Read a model; raise CnncalcError, with the place, for what is none of fixed sizes."""
    return _network(*read_config(given), given)


def from_json(text: str, inputs: dict[str, Shape], limits: Limits = STANDARD) -> Network:
    """The network that the JSON of a model is."""
    given = Given("model", inputs, limits)
    return _network(*parse(text, given), given)


def _network(config: dict[str, Any], source: Source, given: Given) -> Network:
    model = model_of(config, source)
    first = source.text.count('"channels_first"') > source.text.count('"channels_last"')
    assembly = Assembly(given)
    outputs = build(model, KerasBuild(given, assembly, channels_first=first))
    return assembly.finish(model.name, list(dict.fromkeys(outputs)))
