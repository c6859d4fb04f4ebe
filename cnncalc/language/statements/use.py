"""The use of a block: a step by the block's name, with values for its parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cnncalc.errors import did_you_mean
from cnncalc.language.expressions.spelling import in_words
from cnncalc.language.here import Here
from cnncalc.language.statements.base import Reader
from cnncalc.language.statements.named import Sharing
from cnncalc.language.step import Step, Vocabulary, base_name, fields_of_ops, given_twice
from cnncalc.language.terms import bound, read
from cnncalc.limits import PER_UNIT, raise_hint, size
from cnncalc.ops import find_op
from cnncalc.source.values import List, Map, YamlNode
from cnncalc.text import one_line

MOST_SHOWN = 200
"""How many items of a list a table shows."""
MOST_SIZES = 3
"""How many numbers of a list are taken for sizes, one for each axis."""
LONGEST_SHOWN = 40
"""The characters of a value in what a table says of a block."""


class Use(Sharing):
    """The steps of a block under a name, with values for the block's parameters."""

    def __init__(self, step: Step, reader: Reader) -> None:
        self.block = reader.block(step.head)
        super().__init__(step, reader)
        given = given_to(step, self.block.parameters)
        parameters = {key: (given.get(key, default), key in given) for key, default in self.block.parameters.items()}
        self._arguments = [(key, read(node), is_given) for key, (node, is_given) in parameters.items()]
        """By parameter: the value that is given, or the default, and whether it is given."""

    @classmethod
    def reads(cls, step: Step, vocabulary: Vocabulary) -> bool:
        return step.head in vocabulary.blocks

    @classmethod
    def base_of(cls, step: Step) -> str:
        return base_name(step.head)

    @classmethod
    def check_beside(cls, step: Step, reader: Reader) -> None:
        """Raise SpecError for a mapping below the block's name where its parameters stand beside it.

        A parameter may well be a mapping, but then the block asks for what is in it, or hands it on.
        """
        block, main = reader.block(step.head), step.main
        parameters = list(block.parameters)
        keys = list(main.values) if isinstance(main, Map) else []
        if not keys or not parameters or not all(key in parameters or did_you_mean(key, parameters) for key in keys):
            return
        if not _takes_apart(block.written, parameters[0]):
            hint = f"{{{step.head}, {', '.join(f'{key}: …' for key in keys)}}}, not below it"
            raise (main or step.node).error(f"the parameters of {step.head} stand beside it", hint)

    @property
    def settable(self) -> dict[str, str]:
        names = list(self.block.parameters)
        return {self.step.head: "main", **dict.fromkeys(names, "field"), **dict.fromkeys(names[:1], "main")}

    def make(self, here: Here, current: int, name: str) -> int:
        build, steps, source = here.build, self.block.steps, self.comes_from(here, current)
        self._check_depth(here)
        shares = self.shared_scope(here, source, name)
        variables, use = dict(build.parameters), self.step.node
        names = steps.namespace(here.budget)
        inside = here.inner(name, names, source, shares=shares, variables=variables, use=use)
        build.budget.spend(len(self._arguments) + len(variables) // PER_UNIT)
        label = self._bind(variables, here, inside, current, source)
        return steps.run_inside(inside, source, self.step.head, label)

    def _bind(self, variables: dict[str, Any], here: Here, inside: Here, current: int, source: int) -> str:
        """Work out the parameters; return what a table says of the values that are given.

        What is given is written where the block is used, and a default in the block; it may refer to those before it.
        """
        told = []
        for key, value, is_given in self._arguments:
            if not is_given and value.is_literal and value.value is None:
                raise self.step.key.error(f"block {self.step.head!r} needs a value for {key!r}")
            if is_given:
                variables[key] = bound(here, value.node, value.of(here, source), here.path, current)
                text = _short(variables[key])
                if text:
                    told.append(f"{key} {text}")
            else:
                variables[key] = bound(inside, value.node, value.of(inside, source), inside.path)
        return ", ".join(told)

    def _check_depth(self, here: Here) -> None:
        most = here.budget.limits.blocks
        if here.depth < most:
            return
        step = self.step
        if any(use is step.node for use in here.uses):
            raise step.key.error(f"block {step.head!r} uses itself without end ({most:,} deep)")
        raise step.key.error(f"blocks are nested more than {most:,} deep", raise_hint("blocks", most))


def given_to(step: Step, parameters: Mapping[str, YamlNode]) -> dict[str, YamlNode]:
    """What a use of a block says, the main value under the first parameter's name."""
    given = step.fields
    if step.has_main:
        assert step.main is not None
        if not parameters:
            raise step.main.error(f"block {step.head!r} has no parameters")
        first = next(iter(parameters))
        if first in given:
            raise given_twice(step.place(first), first, step.head)
        given[first] = step.main
    for key in given:
        if key not in parameters:
            hint = did_you_mean(key, parameters) or f"it has {', '.join(parameters) or 'none'}"
            raise step.place(key).error(f"block {step.head!r} has no parameter {key!r}", hint)
    return given


def _takes_apart(block: Map | List, parameter: str) -> bool:
    """Whether a block asks for what is in a parameter's value, or hands it on whole to what may do so."""
    inside = re.compile(rf"\b{re.escape(parameter)}\s*[.\[]")
    waiting: list[tuple[str, YamlNode]] = [("", block)]
    while waiting:
        key, node = waiting.pop()
        if isinstance(node, Map):
            waiting.extend(node.values.items())
        elif isinstance(node, List):
            waiting.extend((key, item) for item in node.items)
        elif isinstance(node.value, str):
            whole = node.value == f"${parameter}" and find_op(key) is None and key not in fields_of_ops()
            if whole or inside.search(node.value):
                return True
    return False


def _short(value: Any) -> str:
    """A value in what a table says of a block; nothing of a list in which nobody could tell which number is which."""
    if type(value) is int:
        return str(value)
    if isinstance(value, (list, tuple)) and (len(value) > MOST_SIZES or any(isinstance(each, list) for each in value)):
        return ""
    if size(value, MOST_SHOWN) > MOST_SHOWN:
        return f"of {len(value):,} values"
    if isinstance(value, float):
        return f"{value:.3g}"
    return one_line(value if isinstance(value, str) else in_words(value), LONGEST_SHOWN)
