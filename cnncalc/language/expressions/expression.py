"""Expressions: one by itself, or those inside a text.

A text is parsed once into a function of its env. Nothing is ever handed to Python's `eval`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from cnncalc.errors import ExpressionError
from cnncalc.language.expressions.evaluators import (
    TOO_LARGE,
    Environment,
    Evaluator,
    ExceededError,
    constant,
    named,
)
from cnncalc.language.expressions.located_text import LocatedText
from cnncalc.language.expressions.spelling import KEYWORDS, in_words
from cnncalc.limits import PER_UNIT, STANDARD, Limits, raise_hint

INSERT = r"\$\{([^{}]*)\}"


class Expression:
    """A parsed expression: its text, its evaluator (a function of an environment), and the work that it takes."""

    __slots__ = ("evaluator", "text", "work")

    def __init__(self, text: str, evaluator: Evaluator, work: int) -> None:
        self.text = text
        self.evaluator = evaluator
        self.work = work

    def value(self, env: Environment) -> Any:
        """The value; raise ExpressionError where there is none, CnncalcError if it takes too much work."""
        env.budget.spend(self.work)
        try:
            return self.evaluator(env)
        except ExceededError as error:
            raise ExpressionError(
                f"{self.text!r} cannot be worked out: {error}", hint=raise_hint(error.limit)
            ) from None
        except ZeroDivisionError:
            raise ExpressionError(f"{self.text!r} divides by zero") from None
        except OverflowError:  # a number of which Python has no larger one
            raise ExpressionError(
                f"{self.text!r} cannot be worked out: {TOO_LARGE}", hint=raise_hint("number")
            ) from None
        except (TypeError, ValueError, IndexError, KeyError) as error:
            raise ExpressionError(f"{self.text!r} cannot be worked out: {_reason(error)}") from None


@lru_cache(maxsize=1024)
def parse(text: str, limits: Limits = STANDARD) -> Expression:
    """Parse an expression; raise ExpressionError if it is none. Cache: by the text and the limits."""
    if len(text) > limits.expression:
        raise ExpressionError(
            f"an expression may have at most {limits.expression:,} characters", hint=raise_hint("expression")
        )
    if text.isidentifier() and text.isascii() and text not in KEYWORDS:
        return Expression(text, named(text), 1)  # a name, as most are: nothing to take apart
    from cnncalc.language.expressions.parser import Parser

    parser = Parser(text, limits)
    evaluator = parser.choice()
    parser.expect_end()
    return Expression(text, evaluator, len(parser.tokens))


@lru_cache(maxsize=1024)
def parse_text(text: str, limits: Limits = STANDARD) -> Expression:
    """Parse a text with expressions in it, `$…` or `…${…}…`: the first gives any value, the second a text."""
    whole = expression_in(text)
    if whole != text:
        return parse(whole, limits)
    if len(text) > limits.items:
        raise ExpressionError(
            f"a text with expressions may have at most {limits.items:,} characters", hint=raise_hint("items")
        )
    parts = re.split(INSERT, text)  # texts and expressions in turns
    if len(parts) == 1:
        return Expression(text, constant(text), 1)  # its $ is a letter as others are
    around = sum(map(len, parts[::2]))
    template = "%s".join([part.replace("%", "%%") for part in parts[::2]])
    inserts = [parse(part, limits) for part in parts[1::2]]
    evaluators = [insert.evaluator for insert in inserts]

    def evaluator(env: Environment) -> str:
        values = [insert(env) for insert in evaluators]
        value = template % tuple([_whole(value) if isinstance(value, float) else value for value in values])
        env.check_items(len(value) - around)
        env.budget.spend(len(value) // PER_UNIT)
        first = None if parts[0] else values[0]
        return first.continued(value[len(first) :]) if isinstance(first, LocatedText) else value

    return Expression(text, evaluator, 1 + sum([insert.work for insert in inserts]))


def expression_in(text: str) -> str:
    """The expression that a text is as a whole; the text itself if it is none."""
    if text.startswith("${") and text.endswith("}") and text.count("${") == 1:
        return text[2:-1]
    return text[1:] if text.startswith("$") and "${" not in text else text


def _whole(value: float) -> float:
    """A number to write inside a text: 16.0 is written 16."""
    return int(value) if value.is_integer() else value


def _reason(error: Exception) -> str:
    if isinstance(error, IndexError):
        return "the list is shorter than that"
    if isinstance(error, KeyError):
        return f"there is no {in_words(error.args[0])}"
    return str(error)
