"""Expressions, worked out: one by itself, or those inside a text.

A text is parsed once into a function of its scope. Nothing is ever handed to Python's `eval`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from cnncalc.errors import ExpressionError
from cnncalc.limits import STANDARD, Budget, Limits, raise_hint
from cnncalc.spec.evaluators import PART, Evaluator, ExceededError, Lookup, Scope
from cnncalc.spec.parser import KEYWORDS, Parser

NO_VARIABLES: Mapping[str, Any] = {}

_INSERT = r"\$\{([^{}]*)\}"


def evaluate(
    text: str,
    lookup: Lookup,
    budget: Budget | None = None,
    variables: Mapping[str, Any] = NO_VARIABLES,
    *,
    inserted: bool = False,
) -> Any:
    """Work an expression out, or with `inserted` the expressions in a text; names are looked up among variables first.

    Raises ExpressionError if it cannot be worked out, CnncalcError if it makes too much work.
    """
    budget = budget or Budget()
    evaluator, work = (parse_text if inserted else parse)(text, budget.limits)
    budget.spend(work)
    try:
        return evaluator(Scope(variables, lookup, budget))
    except ExceededError as error:
        raise ExpressionError(
            f"{_expression_in(text)!r} cannot be worked out: {error}", hint=raise_hint(error.limit)
        ) from None
    except ZeroDivisionError:
        raise ExpressionError(f"{_expression_in(text)!r} divides by zero") from None
    except (TypeError, ValueError, IndexError, OverflowError, KeyError) as error:
        raise ExpressionError(f"{_expression_in(text)!r} cannot be worked out: {_reason(error)}") from None


@lru_cache(maxsize=4096)
def parse(text: str, limits: Limits = STANDARD) -> tuple[Evaluator, int]:
    """Parse an expression into a function of its scope, and the work it makes; raise ExpressionError if it is none."""
    if len(text) > limits.expression:
        raise ExpressionError(
            f"an expression may have at most {limits.expression:,} characters", hint=raise_hint("expression")
        )
    if text.isidentifier() and text.isascii() and text not in KEYWORDS:
        return lambda scope: scope(text), PART  # a name, as most are: there is nothing to take apart
    parser = Parser(text, limits)
    evaluator = parser.choice()
    parser.expect_end()
    return evaluator, PART * len(parser.tokens)


@lru_cache(maxsize=4096)
def parse_text(text: str, limits: Limits = STANDARD) -> tuple[Evaluator, int]:
    """Parse a text with expressions in it, `$…` or `…${…}…`, into a function of its scope, and the work it makes."""
    whole = _expression_in(text)
    if whole != text:
        return parse(whole, limits)
    parts = re.split(_INSERT, text)  # texts and expressions in turns
    inserts = [parse(part, limits) for part in parts[1::2]]

    def evaluator(scope: Scope) -> str:
        written = [_written(insert(scope)) for insert, _ in inserts]
        scope.check_items(sum(map(len, written)))
        return "".join(text for pair in zip_longest(parts[::2], written, fillvalue="") for text in pair)

    return evaluator, PART + sum(work for _, work in inserts)


def _expression_in(text: str) -> str:
    """The expression that a text is as a whole; the text itself if it is none."""
    if text.startswith("${") and text.endswith("}") and text.count("${") == 1:
        return text[2:-1]
    return text[1:] if text.startswith("$") and "${" not in text else text


def _written(value: Any) -> str:
    """A value inside a text: 16.0 is written 16."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _reason(error: Exception) -> str:
    if isinstance(error, IndexError):
        return "the list is shorter than that"
    if isinstance(error, KeyError):
        return f"there is no {error.args[0]!r}"
    return str(error)
