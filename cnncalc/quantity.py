"""Integers that remember how they were computed.

An op works out its sizes and counts as plain arithmetic on integers. Given `Quantity` operands, which
*are* integers, the very same code returns a result that also carries its formula:

    >>> weights = product(Quantity(11, "F"), Quantity(11, "F"), Quantity(3, "C")) * Quantity(96, "K")
    >>> print(f"{formula(weights)} = {weights:,}")
    (11·11·3)·96 = 34,848
"""

from collections.abc import Iterable, Sequence
from math import prod
from typing import NamedTuple, TypeAlias


class Leaf(NamedTuple):
    """A size with its symbol, or a bare constant."""

    value: int
    symbol: str = ""


class Sum(NamedTuple):
    """Terms with their signs, +1 or -1."""

    terms: "tuple[tuple[int, Expression], ...]"


class Product(NamedTuple):
    """Factors; a grouped product keeps its parentheses inside a larger one."""

    factors: "tuple[Expression, ...]"
    grouped: bool = False


class Quotient(NamedTuple):
    """A division, rounded "down" or "up" where it does not come out even."""

    dividend: "Expression"
    divisor: "Expression"
    rounded: str = ""


class Power(NamedTuple):
    """A base to a constant exponent."""

    base: "Expression"
    exponent: int


Expression: TypeAlias = Leaf | Sum | Product | Quotient | Power

_ONE = Leaf(1)
_SUM, _PRODUCT, _ATOM = range(3)


class Quantity(int):
    """An integer with the expression that gave it; its arithmetic builds the expression on."""

    expression: Expression

    def __new__(cls, value: int, symbol: str = "", expression: Expression | None = None) -> "Quantity":
        made = super().__new__(cls, value)
        made.expression = expression or Leaf(int(value), symbol)
        return made

    def __add__(self, other: int, /) -> "Quantity":
        return _quantity(int(self) + int(other), _add(expression_of(self), 1, expression_of(other)))

    def __radd__(self, other: int, /) -> "Quantity":
        return _quantity(int(other) + int(self), _add(expression_of(other), 1, expression_of(self)))

    def __sub__(self, other: int, /) -> "Quantity":
        return _quantity(int(self) - int(other), _add(expression_of(self), -1, expression_of(other)))

    def __rsub__(self, other: int, /) -> "Quantity":
        return _quantity(int(other) - int(self), _add(expression_of(other), -1, expression_of(self)))

    def __mul__(self, other: int, /) -> "Quantity":
        return _quantity(int(self) * int(other), _multiply((self, other)))

    def __rmul__(self, other: int, /) -> "Quantity":
        return _quantity(int(other) * int(self), _multiply((other, self)))

    def __floordiv__(self, other: int, /) -> "Quantity":
        return _quantity(int(self) // int(other), _divide(self, other, "down"))

    def __rfloordiv__(self, other: int, /) -> "Quantity":
        return _quantity(int(other) // int(self), _divide(other, self, "down"))


def product(*factors: int) -> int:
    """Multiply; a formula shows the factors together in parentheses."""
    if Quantity not in map(type, factors):
        return prod(factors)
    expression = _multiply(factors)
    if isinstance(expression, Product):
        expression = Product(expression.factors, grouped=True)
    return _quantity(prod(map(int, factors)), expression)


def ceil_div(dividend: int, divisor: int) -> int:
    """Divide and round up."""
    value = -(-int(dividend) // int(divisor))
    if isinstance(dividend, Quantity) or isinstance(divisor, Quantity):
        return _quantity(value, _divide(dividend, divisor, "up"))
    return value


def expression_of(number: int) -> Expression:
    """The expression of a quantity; a plain integer is a constant."""
    return number.expression if isinstance(number, Quantity) else Leaf(int(number))


def formula(number: int, *, symbols: bool = False) -> str:
    """Write how a number was computed, with its values or with its symbols."""
    return write(expression_of(number), symbols=symbols)


def is_worked(number: int) -> bool:
    """Whether there is anything to show: the number is computed, not given."""
    return not isinstance(expression_of(number), Leaf)


def write(expression: Expression, *, symbols: bool = False, level: int = _SUM) -> str:
    """Write an expression, in parentheses where the level of what is around it needs them."""
    match expression:
        case Leaf(value, symbol):
            return symbol if symbols and symbol else str(value).replace("-", "−")
        case Power(base, exponent):
            digits = str(exponent).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
            return write(base, symbols=symbols, level=_ATOM) + digits
        case Quotient(dividend, divisor, rounded):
            over = write(dividend, symbols=symbols, level=_ATOM)
            text = f"{over}/{write(divisor, symbols=symbols, level=_ATOM)}"
            if rounded:
                return f"⌊{text}⌋" if rounded == "down" else f"⌈{text}⌉"
            return f"({text})" if level == _ATOM else text
        case Product(factors, grouped):
            text = "·".join(_write_factor(factor, symbols) for factor in factors)
            return f"({text})" if level == _ATOM or (grouped and level == _PRODUCT) else text
        case Sum(terms):
            text = "".join((" + " if sign > 0 else " − ") + _write_term(term, symbols) for sign, term in terms)
            text = text[3:] if terms[0][0] > 0 else "−" + text[3:]
            return f"({text})" if level > _SUM else text


def evaluate(expression: Expression) -> int:
    """Work an expression out again from its leaves."""
    match expression:
        case Leaf(value, _):
            return value
        case Power(base, exponent):
            return int(evaluate(base) ** exponent)
        case Quotient(dividend, divisor, rounded):
            over, under = evaluate(dividend), evaluate(divisor)
            return -(-over // under) if rounded == "up" else over // under
        case Product(factors, _):
            return prod(map(evaluate, factors))
        case Sum(terms):
            return sum(sign * evaluate(term) for sign, term in terms)


def difference(old: int, new: int) -> Quantity:
    """Return new − old with its working: what both share is taken out of the parentheses."""
    return _quantity(int(new) - int(old), _subtract(expression_of(new), expression_of(old)))


def total(numbers: Iterable[int]) -> int:
    """Add up; a formula shows every term that is not a plain zero."""
    terms = [number for number in numbers if number or isinstance(number, Quantity)]
    return sum(terms[1:], start=terms[0]) if terms else 0


def _quantity(value: int, expression: Expression) -> Quantity:
    return Quantity(value, expression=expression)


def _is_constant(expression: Expression, value: int) -> bool:
    return isinstance(expression, Leaf) and not expression.symbol and expression.value == value


def _add(left: Expression, sign: int, right: Expression) -> Expression:
    if _is_constant(right, 0):
        return left
    if _is_constant(left, 0) and sign > 0:
        return right
    terms = left.terms if isinstance(left, Sum) else ((1, left),)
    if isinstance(right, Sum) and sign > 0:
        return Sum((*terms, *right.terms))
    return Sum((*terms, (sign, right)))


def _multiply(numbers: Sequence[int]) -> Expression:
    factors: list[Expression] = []
    for expression in map(expression_of, numbers):
        if isinstance(expression, Product) and not expression.grouped:
            factors.extend(expression.factors)
        elif not _is_constant(expression, 1):
            factors.append(expression)
    if not factors:
        return _ONE
    return factors[0] if len(factors) == 1 else Product(tuple(factors))


def _divide(dividend: int, divisor: int, direction: str) -> Expression:
    if _is_constant(expression_of(divisor), 1):
        return expression_of(dividend)
    rounded = direction if int(dividend) % int(divisor) else ""
    return Quotient(expression_of(dividend), expression_of(divisor), rounded)


def _write_term(term: Expression, symbols: bool) -> str:
    """Write a term of a sum; only a sum among sums needs its parentheses."""
    level = _PRODUCT if isinstance(term, Sum) else _SUM
    return write(term, symbols=symbols, level=level)


def _write_factor(factor: Expression, symbols: bool) -> str:
    return write(factor, symbols=symbols, level=_PRODUCT)


def _subtract(new: Expression, old: Expression) -> Expression:
    if isinstance(new, Sum) and isinstance(old, Sum) and _alike(new, old):
        changed = [
            (sign, _subtract(left, right))
            for (sign, left), (_, right) in zip(new.terms, old.terms, strict=True)
            if left != right
        ]
        return _signed_sum(changed)
    if isinstance(new, Product) and isinstance(old, Product) and len(new.factors) == len(old.factors):
        return _subtract_products(new, old)
    return Sum(((1, new), (-1, old)))


def _alike(new: Sum, old: Sum) -> bool:
    return [sign for sign, _ in new.terms] == [sign for sign, _ in old.terms]


def _signed_sum(terms: list[tuple[int, Expression]]) -> Expression:
    if not terms:
        return Leaf(0)
    if len(terms) == 1 and terms[0][0] > 0:
        return terms[0][1]
    return Sum(tuple(terms))


def _subtract_products(new: Product, old: Product) -> Expression:
    pairs = list(zip(new.factors, old.factors, strict=True))
    changed = [index for index, (left, right) in enumerate(pairs) if left != right]
    if not changed:
        return Leaf(0)
    if len(changed) == 1 and _same_kind(*pairs[changed[0]]):
        factors = list(new.factors)
        factors[changed[0]] = _subtract(*pairs[changed[0]])
        return Product(tuple(factors), new.grouped)
    return _subtract_flat(_flatten(new), _flatten(old), new, old)


def _same_kind(left: Expression, right: Expression) -> bool:
    """Whether a difference inside reads well: two numbers, or two products of as many factors."""
    if isinstance(left, Product) and isinstance(right, Product):
        return len(left.factors) == len(right.factors)
    return not isinstance(left, Product) and not isinstance(right, Product)


def _subtract_flat(new: list[Expression], old: list[Expression], whole_new: Product, whole_old: Product) -> Expression:
    if len(new) != len(old):
        return Sum(((1, whole_new), (-1, whole_old)))
    changed = [index for index, factor in enumerate(new) if factor != old[index]]
    if not changed:
        return Leaf(0)
    rest = Sum(((1, _join([new[i] for i in changed])), (-1, _join([old[i] for i in changed]))))
    first = changed[0]
    after = [factor for index, factor in enumerate(new) if index > first and index not in changed]
    factors = (*new[:first], rest, *after)
    return Product(factors, whole_new.grouped) if len(factors) > 1 else rest


def _flatten(expression: Expression) -> list[Expression]:
    if isinstance(expression, Product):
        return [part for factor in expression.factors for part in _flatten(factor)]
    return [expression]


def _join(factors: list[Expression]) -> Expression:
    """Multiply again; a kernel's equal sides, alone, become a power."""
    if len(factors) > 1 and all(
        isinstance(factor, Leaf) and factor.symbol and factor == factors[0] for factor in factors
    ):
        return Power(factors[0], len(factors))
    return factors[0] if len(factors) == 1 else Product(tuple(factors))
