"""A network's parameters: the values given for this run, those that a variant sets, or the defaults."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from cnncalc.errors import CnncalcError, ExpressionError, SpecError
from cnncalc.language.definition import Definition
from cnncalc.language.expressions.spelling import in_words
from cnncalc.language.here import Build, Here
from cnncalc.language.order import is_by_name
from cnncalc.language.terms import bound, read
from cnncalc.source.values import Scalar, YamlNode

NUMBER, SIZES, WORD, LIST = "a number", "sizes", "a word", "a list"
SIZE = r"(\d+([x×]\d+)*|same|valid)\Z"
"""A text that stands for sizes or padding."""


class Parameters:
    """The values of a network's parameters, worked out in order: each may refer to those before it."""

    def __init__(self, definition: Definition, given: Mapping[str, YamlNode], name: str, build: Build) -> None:
        self.values = build.parameters
        self._defaults: dict[str, Any] = {}
        """The defaults of the parameters that have another value."""
        self._definition = definition
        self._given = given
        self._name = name
        self._here = Here(build, variables=self.values)

    def work_out(self, name: str) -> None:
        """Work a parameter out; raise SpecError if it has no value, or one of another kind than its default."""
        default = self._definition.parameters[name]
        node = self._given.get(name) or self._definition.settings.get(name) or default
        if node is default and isinstance(default, Scalar) and default.value is None:
            raise default.error(f"{self._name} needs a value for its parameter {name!r}", f"--set {name}=…")
        try:
            value = read(node).of(self._here, None)
            own = bound(self._here, node, value, self._here.path)
        except CnncalcError as error:
            error.origin = error.origin or node.origin
            raise
        if node is not default:
            with suppress(ExpressionError, SpecError):  # a default that cannot be worked out here is not needed
                self._defaults[name] = read(default).of(self._here, None)
            _check_kind(name, value, self._defaults.get(name), node)
        self.values[name] = own


def _check_kind(parameter: str, value: Any, default: Any, place: YamlNode) -> None:
    """Raise SpecError for a value of another kind than the default; sizes may be numbers, lists or texts.

    What is a word may be left out.
    """
    kind, wanted = _kind(value), _kind(default)
    sizes = wanted in (NUMBER, SIZES) and kind in (NUMBER, SIZES, LIST)
    if default is None or kind == wanted or sizes or (value is None and wanted == WORD):
        return
    if {kind, wanted} == {WORD, SIZES}:
        return
    shapes = [isinstance(each, dict) and is_by_name(each) for each in (value, default)]
    if any(shapes) and {kind, wanted} & {SIZES, LIST}:
        return
    given = "empty" if value is None else in_words(value)
    raise place.error(f"{parameter} must be {wanted}, as its default {in_words(default)} is, not {given}")


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return NUMBER
    if isinstance(value, str):
        return SIZES if re.match(SIZE, value) else WORD
    return LIST if isinstance(value, list) else "a mapping" if isinstance(value, dict) else "empty"
