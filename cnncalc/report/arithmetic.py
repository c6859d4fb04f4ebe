"""Arithmetic on figures, as a published figure's rule or reason has it: `macs + activations('bn*')`.

Numbers, `+ - * /`, brackets, and figures by name: of what the published figure is about, or of layers by their
names, by an op's or by their kind, `macs('conv*', 'linear')`, in another network, too:
`params_share('convolution', network='alexnet-ungrouped')`.
"""

import ast
import re
import warnings
from collections.abc import Callable
from decimal import Decimal, DivisionByZero, InvalidOperation
from typing import NamedTuple

OPERATORS = frozenset("+-*/()")
LONGEST = 300
LARGEST = Decimal(10) ** 30
MOST_PARTS = 50
"""How much arithmetic a text may have."""
SHOWN = 4
"""The digits that a reason shows of a figure in G or M."""
UNITS = {"k": 3, "M": 6, "G": 9}
_PART = re.compile(r"\{(=?)([^{}:]+)(?::\s*([kMG%]?))?\}")
_OPERATORS: dict[type, Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}


class Asked(NamedTuple):
    """A figure that arithmetic asks for; empty fields are as in the published figure itself."""

    figure: str
    of: tuple[str, ...] = ()
    network: str = ""
    input: str = ""


Lookup = Callable[[Asked], Decimal]


def evaluate(text: str, lookup: Lookup) -> Decimal:
    """The value of an arithmetic text; raise ValueError for a text that is none."""
    try:
        value = _value(_parsed(text), lookup)
    except (DivisionByZero, InvalidOperation):
        raise ValueError(f"{text!r} divides by zero") from None
    except (SyntaxError, TypeError, RecursionError, MemoryError):
        raise ValueError(f"{text[:LONGEST]!r} is no arithmetic on figures, as macs + activations('bn*')") from None
    if abs(value) > LARGEST:
        raise ValueError(f"{text[:LONGEST]!r} comes to more than any figure")
    return value


def _parsed(text: str) -> ast.expr:
    """The arithmetic as Python's parser reads it, which warns of nothing."""
    if len(text) > LONGEST or not text.isprintable() or "\\" in text:
        raise SyntaxError
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text.strip(), mode="eval").body


def worked(text: str, lookup: Lookup) -> str:
    """A text with what stands in braces worked out: `{macs}`, `{macs: G}`, with its working `{= 2 + 3}`."""
    if text.count("{") > MOST_PARTS:
        raise ValueError(f"a text may have at most {MOST_PARTS} parts in braces")
    return _PART.sub(lambda part: _written(part[1], part[2].strip(), part[3] or "", lookup), text)


def _value(node: ast.expr, lookup: Lookup) -> Decimal:
    number = node.value if isinstance(node, ast.Constant) else None
    if isinstance(number, (int, float)) and not isinstance(number, bool) and number < LARGEST:
        return Decimal(str(number))
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_value(node.left, lookup), _value(node.right, lookup))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, lookup)
    if isinstance(node, ast.Name):
        return lookup(Asked(node.id))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        named = {each.arg: _text(each.value) for each in node.keywords if each.arg in ("network", "input")}
        if len(named) == len(node.keywords):
            return lookup(Asked(node.func.id, tuple(_text(each) for each in node.args), **named))
    raise TypeError


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise TypeError


def _written(equals: str, text: str, unit: str, lookup: Lookup) -> str:
    """The value of a part in braces in words, with its working if that is asked for."""
    value = evaluate(text, lookup)
    shown = _share(value) if unit == "%" else _in_units(value, unit) if unit else _exact(value)
    return f"{_pretty(text)} = {shown}" if equals else shown


def _pretty(text: str) -> str:
    return re.sub(r"\s*\*\s*", "·", text)


def _share(value: Decimal) -> str:
    return f"{value:.2f} %"


def _in_units(value: Decimal, unit: str) -> str:
    """So many thousands, millions or billions with four digits."""
    scaled = value.scaleb(-UNITS[unit])
    before = len(str(abs(int(scaled)))) if abs(scaled) >= 1 else 0
    return f"{scaled:,.{max(SHOWN - before, 0)}f} {unit}"


def _exact(value: Decimal) -> str:
    whole = value.to_integral_value()
    return f"{whole:,}" if value == whole else f"{value:,.6g}"
