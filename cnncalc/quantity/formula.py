"""How a quantity was computed: its formula as a tree, which is written and worked out again."""

from collections.abc import Callable, Mapping
from math import prod
from typing import NamedTuple, TypeAlias

from cnncalc.quantity import Quantity


class Leaf(NamedTuple):
    """A size with its symbol, or a bare constant."""

    value: int
    symbol: str = ""


class Sum(NamedTuple):
    """Terms with their signs, +1 or -1."""

    terms: "tuple[tuple[int, FormulaTree], ...]"


class Product(NamedTuple):
    """Factors; a grouped product keeps its parentheses inside a larger one."""

    factors: "tuple[FormulaTree, ...]"
    grouped: bool = False


class Quotient(NamedTuple):
    """A division; `rounded` "down" where it does not come out even, "up" wherever it is rounded up if it does not."""

    dividend: "FormulaTree"
    divisor: "FormulaTree"
    rounded: str = ""


class AtLeast(NamedTuple):
    """A number that would be below the least it may be, and is that."""

    number: "FormulaTree"
    least: int


class Power(NamedTuple):
    """A base to a constant exponent."""

    base: "FormulaTree"
    exponent: int


FormulaTree: TypeAlias = Leaf | Sum | Product | Quotient | AtLeast | Power

_ONE = Leaf(1)
_SUM, _PRODUCT, _ATOM = range(3)


def tree_of(number: int) -> FormulaTree:
    """The formula of a quantity as a tree; a plain integer is a constant."""
    if not isinstance(number, Quantity):
        return Leaf(int(number))
    return number.tree or Leaf(int(number), number.symbol)


def formula(number: int, *, symbols: bool = False) -> str:
    """Write how a number was computed, with its values or with its symbols."""
    return write(tree_of(number), symbols=symbols)


def is_worked(number: int) -> bool:
    """Whether there is anything to show: the number is computed, not given."""
    return not isinstance(tree_of(number), Leaf)


def write(tree: FormulaTree, *, symbols: bool = False, level: int = _SUM) -> str:
    """Write a formula, in parentheses where the level of what is around it needs them."""
    if isinstance(tree, Leaf):  # as most are
        return tree.symbol if symbols and tree.symbol else str(tree.value).replace("-", "−")
    match tree:
        case Power(base, exponent):
            digits = str(exponent).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
            return write(base, symbols=symbols, level=_ATOM) + digits
        case Quotient(dividend, divisor, rounded):
            over = write(dividend, symbols=symbols, level=_ATOM)
            text = f"{over}/{write(divisor, symbols=symbols, level=_ATOM)}"
            if rounded:
                return f"⌊{text}⌋" if rounded == "down" else f"⌈{text}⌉"
            return f"({text})" if level == _ATOM else text
        case AtLeast(number, least):
            return f"max({write(number, symbols=symbols)}, {least})"
        case Product(factors, grouped):
            text = "·".join([write(factor, symbols=symbols, level=_PRODUCT) for factor in factors])
            return f"({text})" if level == _ATOM or (grouped and level == _PRODUCT) else text
        case Sum(terms):
            text = "".join([(" + " if sign > 0 else " − ") + _write_term(term, symbols) for sign, term in terms])
            text = text[3:] if terms[0][0] > 0 else "−" + text[3:]
            return f"({text})" if level > _SUM else text


def evaluate(tree: FormulaTree) -> int:
    """Work a formula out again from its leaves."""
    match tree:
        case Leaf(value, _):
            return value
        case Power(base, exponent):
            return int(evaluate(base) ** exponent)
        case Quotient(dividend, divisor, rounded):
            over, under = evaluate(dividend), evaluate(divisor)
            return -(-over // under) if rounded == "up" else over // under
        case AtLeast(number, least):
            return max(evaluate(number), least)
        case Product(factors, _):
            return prod(map(evaluate, factors))
        case Sum(terms):
            return sum(sign * evaluate(term) for sign, term in terms)


def difference(old: int, new: int) -> Quantity:
    """Return new − old with its working: what both share is taken out of the parentheses."""
    return Quantity(int(new) - int(old), tree=_subtract(tree_of(new), tree_of(old)))


def _is_constant(tree: FormulaTree, value: int) -> bool:
    return isinstance(tree, Leaf) and not tree.symbol and tree.value == value


def _add(*numbers: int) -> FormulaTree:
    """A sum of many is made in one step: one after the other, each would copy the sum so far."""
    terms: list[tuple[int, FormulaTree]] = []
    for tree in map(tree_of, numbers):
        if isinstance(tree, Sum):
            terms.extend(tree.terms)
        elif not _is_constant(tree, 0):
            terms.append((1, tree))
    if not terms:
        return Leaf(0)
    return terms[0][1] if len(terms) == 1 and terms[0][0] > 0 else Sum(tuple(terms))


def _take_away(number: int, less: int) -> FormulaTree:
    left, right = tree_of(number), tree_of(less)
    if _is_constant(right, 0):
        return left
    terms = left.terms if isinstance(left, Sum) else ((1, left),)
    return Sum((*terms, (-1, right)))


def _multiply(*numbers: int) -> FormulaTree:
    factors: list[FormulaTree] = []
    for tree in map(tree_of, numbers):
        if isinstance(tree, Product) and not tree.grouped:
            factors.extend(tree.factors)
        elif not _is_constant(tree, 1):
            factors.append(tree)
    if not factors:
        return _ONE
    return factors[0] if len(factors) == 1 else Product(tuple(factors))


def _group(*numbers: int) -> FormulaTree:
    tree = _multiply(*numbers)
    return Product(tree.factors, grouped=True) if isinstance(tree, Product) else tree


def _divide(dividend: int, divisor: int, direction: str = "down") -> FormulaTree:
    if _is_constant(tree_of(divisor), 1):
        return tree_of(dividend)
    rounded = direction if direction == "up" or int(dividend) % int(divisor) else ""
    return Quotient(tree_of(dividend), tree_of(divisor), rounded)


OPERATIONS: Mapping[str, Callable[..., FormulaTree]] = {
    "add": _add,
    "subtract": _take_away,
    "multiply": _multiply,
    "group": _group,
    "divide": _divide,
    "divide_up": lambda dividend, divisor: _divide(dividend, divisor, "up"),
    "at_least": lambda number, least: AtLeast(tree_of(number), least),
}
"""The formula that an operation on numbers gives, by the name of the operation."""


def _write_term(term: FormulaTree, symbols: bool) -> str:
    """Write a term of a sum; only a sum among sums needs its parentheses."""
    level = _PRODUCT if isinstance(term, Sum) else _SUM
    return write(term, symbols=symbols, level=level)


def _subtract(new: FormulaTree, old: FormulaTree) -> FormulaTree:
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


def _signed_sum(terms: list[tuple[int, FormulaTree]]) -> FormulaTree:
    if not terms:
        return Leaf(0)
    if len(terms) == 1 and terms[0][0] > 0:
        return terms[0][1]
    return Sum(tuple(terms))


def _subtract_products(new: Product, old: Product) -> FormulaTree:
    pairs = list(zip(new.factors, old.factors, strict=True))
    changed = [index for index, (left, right) in enumerate(pairs) if left != right]
    if not changed:
        return Leaf(0)
    if len(changed) == 1 and _same_kind(*pairs[changed[0]]):
        factors = list(new.factors)
        factors[changed[0]] = _subtract(*pairs[changed[0]])
        return Product(tuple(factors), new.grouped)
    return _subtract_flat(_flatten(new), _flatten(old), new, old)


def _same_kind(left: FormulaTree, right: FormulaTree) -> bool:
    """Whether a difference inside reads well: two numbers, or two products of as many factors."""
    if isinstance(left, Product) and isinstance(right, Product):
        return len(left.factors) == len(right.factors)
    return not isinstance(left, Product) and not isinstance(right, Product)


def _subtract_flat(
    new: list[FormulaTree], old: list[FormulaTree], whole_new: Product, whole_old: Product
) -> FormulaTree:
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


def _flatten(tree: FormulaTree) -> list[FormulaTree]:
    if isinstance(tree, Product):
        return [part for factor in tree.factors for part in _flatten(factor)]
    return [tree]


def _join(factors: list[FormulaTree]) -> FormulaTree:
    """Multiply again; a kernel's equal sides, alone, become a power."""
    if len(factors) > 1 and all(
        isinstance(factor, Leaf) and factor.symbol and factor == factors[0] for factor in factors
    ):
        return Power(factors[0], len(factors))
    return factors[0] if len(factors) == 1 else Product(tuple(factors))
