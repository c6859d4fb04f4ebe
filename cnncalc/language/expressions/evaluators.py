"""What an expression is parsed into: functions of the environment that it stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
    sliced,
)
from cnncalc.language.expressions.spelling import RefusedError, in_words, refused
from cnncalc.limits import HELD, PER_UNIT, Budget, size
from cnncalc.text import plural

TOO_LARGE = "the number grows too large"


class ExceededError(ValueError):
    """A value that grows beyond a limit; `limit` names it."""

    def __init__(self, limit: str, message: str) -> None:
        super().__init__(message)
        self.limit = limit


class Environment:
    """The names that an expression can use, and the work that it may still make."""

    __slots__ = ("budget", "most", "most_held", "variables")

    def __init__(self, variables: Mapping[str, Any], budget: Budget) -> None:
        self.variables = variables
        self.budget = budget
        self.most = budget.limits.number
        self.most_held = HELD * budget.limits.items

    def look_up(self, name: str) -> Any:
        """The value of a name that is no variable; raise ExpressionError if nothing has the name."""
        raise ExpressionError(f"unknown name {name!r}")

    def value_of(self, name: str) -> Any:
        """The value of a name."""
        return self.variables[name] if name in self.variables else self.look_up(name)

    def with_values(self, values: Mapping[str, Any]) -> Environment:
        """The environment with more names."""
        return _InnerEnvironment(self, values)

    def pay(self, value: Any, times: int = 1) -> Any:
        """Spend the work of making a value, and return it; raise CnncalcError if the value is too large."""
        if isinstance(value, (list, dict, str)):
            held = times * size(value, self.most_held)
            self.budget.spend(held)
            if held > self.most_held:
                most = f"{self.most_held:,}"
                raise ExceededError("items", f"a value may hold at most {most} items, those of its lists too")
        return value

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


class _InnerEnvironment(Environment):
    """An environment with more names than the one around it."""

    __slots__ = ("_around",)

    def __init__(self, around: Environment, values: Mapping[str, Any]) -> None:
        super().__init__(values, around.budget)
        self._around = around

    def look_up(self, name: str) -> Any:
        return self._around.value_of(name)


Evaluator: TypeAlias = Callable[[Environment], Any]


def constant(value: Any) -> Evaluator:
    """The evaluator of a constant."""
    return lambda env: value


def named(name: str) -> Evaluator:
    """The evaluator of a name."""

    def evaluator(env: Environment) -> Any:
        variables = env.variables  # as `value_of` does, of which there are very many
        return variables[name] if name in variables else env.look_up(name)

    return evaluator


def compared(operation: Operation, left: Evaluator, right: Evaluator) -> Evaluator:
    """A comparison of two values."""

    def evaluator(env: Environment) -> Any:
        one, other = left(env), right(env)
        if type(one) in NUMBERS and type(other) in NUMBERS:
            return operation(one, other)
        env.pay(one)
        env.pay(other)
        try:
            return operation(one, other)
        except TypeError:
            raise RefusedError(f"{in_words(one)} and {in_words(other)} have no order") from None

    return evaluator


def binary(operator: Operator, left: Evaluator, right: Evaluator) -> Evaluator:
    """An operator on two values."""
    on_numbers, on_others = operator

    def evaluator(env: Environment) -> Any:
        one, other = left(env), right(env)
        if type(one) in NUMBERS and type(other) in NUMBERS:
            return env.bounded(on_numbers(one, other))
        env.pay(one)
        env.pay(other)
        return env.bounded(on_others(one, other))

    return evaluator


def product(left: Evaluator, right: Evaluator) -> Evaluator:
    """`left * right`, which repeats a list."""
    multiply, repeat = TERMS["*"]

    def evaluator(env: Environment) -> Any:
        one, other = left(env), right(env)
        if type(one) in NUMBERS and type(other) in NUMBERS:
            return env.bounded(multiply(one, other))
        if isinstance(one, list) and type(other) is int:
            env.check_items(len(one) * other)
            env.pay(one, max(other, 1))
        return env.bounded(repeat(one, other))

    return evaluator


def either(left: Evaluator, right: Evaluator) -> Evaluator:
    """`or`: the second only where the first does not hold."""
    return lambda env: left(env) or right(env)


def both(left: Evaluator, right: Evaluator) -> Evaluator:
    """`and`: the second only where the first holds."""
    return lambda env: left(env) and right(env)


def item_of(value: Evaluator, at: Evaluator) -> Evaluator:
    """`value[at]`."""
    return lambda env: index(value(env), at(env))


def attribute_of(value: Evaluator, name: str) -> Evaluator:
    """`value.name`."""
    return lambda env: attribute(value(env), name)


def call(name: str, arguments: list[Evaluator]) -> Evaluator:
    """A function of the language."""
    what, least, most = TAKES[name]
    fits = least <= len(arguments) <= most

    def evaluator(env: Environment) -> Any:
        if not fits:
            raise ExpressionError(f"{name}() takes {what}, not {plural(len(arguments), 'value')}")
        # `shape` depends on where the expression stands, so the environment has it.
        function = env.look_up("shape()") if name == "shape" else FUNCTIONS[name]
        given = [env.pay(argument(env)) for argument in arguments]
        try:
            value = function(*given)
        except RefusedError:
            raise
        except (TypeError, ValueError):  # Python's own words tell of what it has and expressions have not
            raise refused(name, what, given) from None
        if isinstance(value, range):
            env.check_items(len(value))
            return env.pay(list(value))
        return env.bounded(value)

    return evaluator


def list_of(items: list[Evaluator]) -> Evaluator:
    """`[item, item]`."""
    return lambda env: env.pay([item(env) for item in items])


class ForClause:
    """`for a, b in items if condition`, in a list."""

    def __init__(self, names: list[str], items: Evaluator, condition: Evaluator) -> None:
        self.names = names
        self.items = items
        self.condition = condition

    def turns(self, env: Environment, parts: int) -> Iterator[Environment]:
        """The environment with each of the items under the name, or each one's parts under the names."""
        found = self.items(env)
        if not isinstance(found, (list, str, Mapping)):
            raise RefusedError(f"{in_words(found)} is not a list")
        env.budget.spend(len(found) * (1 + parts // PER_UNIT))
        for value in list(found):
            inner = env.with_values(self._bound(value))
            if self.condition(inner):
                yield inner

    def _bound(self, value: Any) -> dict[str, Any]:
        names = self.names
        if len(names) == 1:
            return {names[0]: value}
        if not isinstance(value, list) or len(value) != len(names):
            raise RefusedError(f"{in_words(value)} is not a list of {len(names)} values, for {', '.join(names)}")
        return dict(zip(names, value, strict=True))


def comprehension(item: Evaluator, loops: list[ForClause], parts: int) -> Evaluator:
    """`[item for a in as for b in bs]`, of so many parts: the last loop turns fastest."""

    def turns(env: Environment, left: list[ForClause]) -> Iterator[Environment]:
        if not left:
            yield env
            return
        for inner in left[0].turns(env, parts):
            yield from turns(inner, left[1:])

    def evaluator(env: Environment) -> Any:
        values = []
        for inner in turns(env, loops):
            values.append(item(inner))
            env.check_items(len(values))
        return env.pay(values)

    return evaluator


def slice_of(value: Evaluator, bounds: list[Evaluator | None]) -> Evaluator:
    """`value[start:stop:step]`, of which each may be missing."""

    def evaluator(env: Environment) -> Any:
        return env.pay(sliced(value(env), [None if bound is None else bound(env) for bound in bounds]))

    return evaluator
