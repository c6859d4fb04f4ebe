"""What an expression is parsed into: functions of the scope it stands in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from cnncalc.errors import ExpressionError
from cnncalc.language.expressions.functions import (
    FUNCTIONS,
    NUMBERS,
    TAKES,
    TERMS,
    Operation,
    Operator,
    attribute,
    index,
    size,
)
from cnncalc.language.expressions.spelling import RefusedError, in_words, refused
from cnncalc.limits import HELD, Budget
from cnncalc.text import plural

PART = 2
ITEM = 8
SORTING = 16
"""The work that a part of an expression makes, an item of a list that one goes through, and one that is sorted."""

TOO_LARGE = "the number grows too large"


class ExceededError(ValueError):
    """A value that grows beyond a limit; `limit` names it."""

    def __init__(self, limit: str, message: str) -> None:
        super().__init__(message)
        self.limit = limit


class Scope:
    """Where an expression finds its names, and the work it may still make."""

    __slots__ = ("budget", "most", "most_held", "variables")

    def __init__(self, variables: Mapping[str, Any], budget: Budget) -> None:
        self.variables = variables
        self.budget = budget
        self.most = budget.limits.number
        self.most_held = HELD * budget.limits.items

    def look_up(self, name: str) -> Any:
        """What a name stands for that is no variable; raise ExpressionError if it is nothing."""
        raise ExpressionError(f"unknown name {name!r}")

    def value_of(self, name: str) -> Any:
        """What a name stands for."""
        return self.variables[name] if name in self.variables else self.look_up(name)

    def with_value(self, name: str, value: Any) -> Scope:
        """The scope with one more name."""
        return _Inner(self, name, value)

    def pay(self, value: Any, times: int = 1) -> Any:
        """The value; raise CnncalcError if what it holds is more than there may be."""
        if isinstance(value, (list, dict, str)):
            self.budget.spend(2 * times * self.held(value))
        return value

    def held(self, value: Any, times: int = 1) -> int:
        """How much a value holds, so many times over; raise ValueError if that is more than an expression may make."""
        held = times * size(value, self.most_held)
        if held > self.most_held:
            raise ExceededError("items", f"a value may hold at most {self.most_held:,} items, those of its lists too")
        return held

    def check_items(self, count: int) -> None:
        """Raise ValueError if a list has too many items."""
        if count > self.budget.limits.items:
            raise ExceededError("items", f"a list may have at most {self.budget.limits.items:,} items")

    def bounded(self, value: Any) -> Any:
        """The value; raise ValueError for a number or a list that grows out of all proportion."""
        if isinstance(value, (int, float)):
            if not -self.most <= value <= self.most:
                raise ExceededError("number", TOO_LARGE)
        elif isinstance(value, (list, str)):
            self.check_items(len(value))
        return value


class _Inner(Scope):
    """A scope with one more name than the one around it."""

    __slots__ = ("_around",)

    def __init__(self, around: Scope, name: str, value: Any) -> None:
        super().__init__({name: value}, around.budget)
        self._around = around

    def look_up(self, name: str) -> Any:
        return self._around.value_of(name)


Evaluator: TypeAlias = Callable[[Scope], Any]


def constant(value: Any) -> Evaluator:
    """Always the same value."""
    return lambda scope: value


def named(name: str) -> Evaluator:
    """What a name stands for."""

    def evaluator(scope: Scope) -> Any:
        variables = scope.variables  # as `value_of` does, of which there are very many
        return variables[name] if name in variables else scope.look_up(name)

    return evaluator


def compared(operation: Operation, left: Evaluator, right: Evaluator) -> Evaluator:
    """A comparison of two values."""

    def evaluator(scope: Scope) -> Any:
        one, other = left(scope), right(scope)
        if type(one) in NUMBERS and type(other) in NUMBERS:
            return operation(one, other)
        scope.pay(one)
        scope.pay(other)
        try:
            return operation(one, other)
        except TypeError:
            raise RefusedError(f"{in_words(one)} and {in_words(other)} have no order") from None

    return evaluator


def binary(operator: Operator, left: Evaluator, right: Evaluator) -> Evaluator:
    """An operator on two values."""
    on_numbers, on_others = operator

    def evaluator(scope: Scope) -> Any:
        one, other = left(scope), right(scope)
        if type(one) in NUMBERS and type(other) in NUMBERS:
            return scope.bounded(on_numbers(one, other))
        scope.pay(one)
        scope.pay(other)
        return scope.bounded(on_others(one, other))

    return evaluator


def product(left: Evaluator, right: Evaluator) -> Evaluator:
    """`left * right`, which repeats a list."""
    multiply, repeat = TERMS["*"]

    def evaluator(scope: Scope) -> Any:
        one, other = left(scope), right(scope)
        if type(one) in NUMBERS and type(other) in NUMBERS:
            return scope.bounded(multiply(one, other))
        if isinstance(one, list) and type(other) is int:
            scope.check_items(len(one) * other)
            scope.pay(one, max(other, 1))
            scope.held(one, max(other, 1))
        return scope.bounded(repeat(one, other))

    return evaluator


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
    """A function of the language."""
    times = SORTING if name == "sorted" else 1
    what, least, most = TAKES[name]
    fits = least <= len(arguments) <= most

    def evaluator(scope: Scope) -> Any:
        if not fits:
            raise ExpressionError(f"{name}() takes {what}, not {plural(len(arguments), 'value')}")
        # `shape` depends on where the expression stands, so the scope has it.
        function = scope.look_up("shape()") if name == "shape" else FUNCTIONS[name]
        given = [scope.pay(argument(scope), times) for argument in arguments]
        try:
            value = function(*given)
        except RefusedError:
            raise
        except (TypeError, ValueError):  # Python's own words tell of what it has and expressions have not
            raise refused(name, what, given) from None
        if isinstance(value, range):
            scope.check_items(len(value))
            return scope.pay(list(value))
        return scope.bounded(value)

    return evaluator


def list_of(items: list[Evaluator]) -> Evaluator:
    """`[item, item]`."""
    return lambda scope: scope.pay([item(scope) for item in items])


def comprehension(item: Evaluator, name: str, items: Evaluator, condition: Evaluator, parts: int) -> Evaluator:
    """`[item for name in items if condition]`, of so many parts."""

    def evaluator(scope: Scope) -> Any:
        found = items(scope)
        if not isinstance(found, (list, str, Mapping)):
            raise RefusedError(f"{in_words(found)} is not a list")
        scope.budget.spend(len(found) * (ITEM + PART * parts))
        inner = (scope.with_value(name, value) for value in list(found))
        return scope.pay([item(each) for each in inner if condition(each)])

    return evaluator
