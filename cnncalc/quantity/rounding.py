"""Where a formula rounds: the step between its numbers and its answer, `⌊53.25⌋ + 1`."""

from fractions import Fraction

from cnncalc.quantity.formula import (
    AtLeast,
    FormulaTree,
    Leaf,
    Power,
    Product,
    Quotient,
    Sum,
    evaluate,
    tree_of,
    write,
)

DECIMALS = 2


def rounding(number: int) -> str:
    """The formula with all but the rounding worked out, `⌊53.25⌋ + 1`; empty where nothing is rounded."""
    shown = _worked(tree_of(number))
    return "" if shown is None else write(shown, symbols=True)


def _worked(tree: FormulaTree) -> FormulaTree | None:
    """A formula with its parts worked out up to where it rounds; None where it does not round."""
    match tree:
        case Quotient(dividend, divisor, rounded) if rounded:
            value = Fraction(evaluate(dividend), evaluate(divisor))
            if value.denominator == 1:
                return None
            text = f"⌊{_decimal(value)}⌋" if rounded == "down" else f"⌈{_decimal(value)}⌉"
            return Leaf(evaluate(tree), text)
        case Sum(terms):
            parts = _parts(tuple([term for _, term in terms]))
            return (
                None
                if parts is None
                else Sum(tuple([(sign, part) for (sign, _), part in zip(terms, parts, strict=True)]))
            )
        case Product(factors, grouped):
            parts = _parts(factors)
            return None if parts is None else Product(parts, grouped)
        case Quotient(dividend, divisor):
            parts = _parts((dividend, divisor))
            return None if parts is None else Quotient(parts[0], parts[1])
        case AtLeast(inner, least):
            parts = _parts((inner,))
            return None if parts is None else AtLeast(parts[0], least)
        case Power(base, exponent):
            parts = _parts((base,))
            return None if parts is None else Power(parts[0], exponent)
    return None


def _parts(trees: tuple[FormulaTree, ...]) -> tuple[FormulaTree, ...] | None:
    """Several parts, those that do not round as numbers; None if none rounds."""
    shown = [_worked(each) for each in trees]
    if not any(shown):
        return None
    return tuple([part or Leaf(evaluate(each)) for part, each in zip(shown, trees, strict=True)])


def _decimal(value: Fraction) -> str:
    """A fraction in decimals, cut off with `…` where it has more of them."""
    scaled = abs(value) * 10**DECIMALS
    whole, digits = divmod(scaled // 1, 10**DECIMALS)
    exact = scaled.denominator == 1
    decimals = f"{digits:0{DECIMALS}d}".rstrip("0") if exact else f"{digits:0{DECIMALS}d}…"
    return f"{'−' if value < 0 else ''}{whole}.{decimals}"
