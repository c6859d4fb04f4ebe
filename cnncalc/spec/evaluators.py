"""What an expression is parsed into: functions of the scope it stands in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from cnncalc.errors import ExpressionError, did_you_mean
from cnncalc.spec.functions import FUNCTIONS, Operation, attribute, bounded, index

MOST_ITEMS = 100_000
"""How many items all lists that one expression goes through may have together."""

Lookup: TypeAlias = Callable[[str], Any]
"""Gives the value of a name; raises ExpressionError for one it does not know."""


class Scope:
    """Where an expression finds its names, and how many items its lists may still go through."""

    __slots__ = ("_items_left", "_lookup", "_variables")

    def __init__(self, variables: Mapping[str, Any], lookup: Lookup, items_left: list[int]) -> None:
        self._variables = variables
        self._lookup = lookup
        self._items_left = items_left

    def __call__(self, name: str) -> Any:
        return self._variables[name] if name in self._variables else self._lookup(name)

    def with_value(self, name: str, value: Any) -> Scope:
        """The scope with one more name."""
        return Scope({name: value}, self, self._items_left)

    def counted(self, value: Any) -> Any:
        """The value; raise ValueError if all lists of the expression together have too many items."""
        if isinstance(value, list):
            self._items_left[0] -= len(value)
        if self._items_left[0] < 0:
            raise ValueError(f"its lists have more than {MOST_ITEMS:,} items in all")
        return value


Evaluator: TypeAlias = Callable[[Scope], Any]


def constant(value: Any) -> Evaluator:
    """Always the same value."""
    return lambda scope: value


def binary(operation: Operation, left: Evaluator, right: Evaluator) -> Evaluator:
    """An operation on two values."""
    return lambda scope: bounded(operation(left(scope), right(scope)))


def either(left: Evaluator, right: Evaluator) -> Evaluator:
    """`or`: the second only where the first does not hold."""
    return lambda scope: left(scope) or right(scope)


def both(left: Evaluator, right: Evaluator) -> Evaluator:
    """`and`: the second only where the first holds."""
    return lambda scope: left(scope) and right(scope)


def item_of(value: Evaluator, at: Evaluator) -> Evaluator:
    """`value[at]`."""
    return lambda scope: index(value(scope), at(scope))


def attribute_of(value: Evaluator, name: str) -> Evaluator:
    """`value.name`."""
    return lambda scope: attribute(value(scope), name)


def call(name: str, arguments: list[Evaluator]) -> Evaluator:
    """A function of the language; raise ExpressionError if there is none of that name."""
    if name != "shape" and name not in FUNCTIONS:
        raise ExpressionError(f"unknown function {name!r}", hint=did_you_mean(name, [*FUNCTIONS, "shape"]))

    def evaluator(scope: Scope) -> Any:
        # `shape` depends on where the expression stands, so the scope has it.
        function = scope("shape()") if name == "shape" else FUNCTIONS[name]
        return scope.counted(bounded(function(*(argument(scope) for argument in arguments))))

    return evaluator


def comprehension(item: Evaluator, name: str, items: Evaluator, condition: Evaluator) -> Evaluator:
    """`[item for name in items if condition]`."""

    def evaluator(scope: Scope) -> Any:
        inner = (scope.with_value(name, value) for value in scope.counted(list(items(scope))))
        return [scope.counted(item(each)) for each in inner if condition(each)]

    return evaluator
