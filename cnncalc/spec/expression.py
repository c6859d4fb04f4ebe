"""Expressions: arithmetic on numbers, texts and lists, in a bounded grammar of its own.

    expression = choice ;                 choice = or ["if" or "else" choice] ;
    or = and {"or" and} ;                 and = not {"and" not} ;
    not = "not" not | comparison ;        comparison = sum {("==" | "!=" | "<" | "<=" | ">" | ">=" | "in") sum} ;
    sum = term {("+" | "-") term} ;       term = unary {("*" | "/" | "//" | "%") unary} ;
    unary = ("-" | "+") unary | power ;   power = postfix ["**" unary] ;
    postfix = atom {"[" expression "]" | "." name | "(" [expression {"," expression}] ")"} ;
    atom = number | text | ["$"] name | "(" expression ")" | list ;
    list = "[" [expression {"," expression}] "]" | "[" expression "for" name "in" or ["if" or] "]" ;

A text is parsed once into a function of its scope. Nothing is ever handed to Python's `eval`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from cnncalc.errors import ExpressionError
from cnncalc.spec.evaluators import (
    MOST_ITEMS,
    Evaluator,
    Lookup,
    Scope,
    attribute_of,
    binary,
    both,
    call,
    comprehension,
    constant,
    either,
    item_of,
)
from cnncalc.spec.functions import COMPARISONS, LARGEST, SUMS, TERMS, power

LONGEST = 2_000
DEEPEST = 40

_TOKEN = (
    r"\s*(?:(?P<number>(?:[0-9]+(?:_[0-9]+)*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)|(?P<name>\$?[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<text>'[^']*'|\"[^\"]*\")|(?P<symbol>\*\*|//|==|!=|<=|>=|[-+*/%<>()\[\].,]))"
)
_KEYWORDS = {"if", "else", "and", "or", "not", "in", "for", "true", "false", "none"}
_CONSTANTS = {"true": True, "false": False, "none": None}


def evaluate(text: str, lookup: Lookup) -> Any:
    """Work an expression out; raise ExpressionError if it cannot be."""
    try:
        return parse(text)(Scope(lookup, [MOST_ITEMS]))
    except ZeroDivisionError:
        raise ExpressionError(f"{text!r} divides by zero") from None
    except (TypeError, ValueError, IndexError, OverflowError, KeyError) as error:
        raise ExpressionError(f"{text!r} cannot be worked out: {_reason(error)}") from None


@lru_cache(maxsize=4096)
def parse(text: str) -> Evaluator:
    """Parse an expression into a function of its scope; raise ExpressionError if it is none."""
    if len(text) > LONGEST:
        raise ExpressionError(f"an expression may have at most {LONGEST:,} characters")
    if text.isidentifier() and text.isascii() and text not in _KEYWORDS:
        return lambda scope: scope(text)  # a name, as most are: there is nothing to take apart
    parser = _Parser(text)
    evaluator = parser.choice()
    parser.expect_end()
    return evaluator


def _reason(error: Exception) -> str:
    if isinstance(error, IndexError):
        return "the list is shorter than that"
    if isinstance(error, KeyError):
        return f"there is no {error.args[0]!r}"
    return str(error)


class _Parser:
    """Recursive descent over the tokens of one text; each method is a rule of the grammar above."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = self._tokenize(text)
        self.at = 0
        self.depth = 0

    def _tokenize(self, text: str) -> list[tuple[str, str]]:
        tokens, position, token = [], 0, re.compile(_TOKEN)
        while position < len(text.rstrip()):
            match = token.match(text, position)
            if match is None or match.lastgroup is None:
                rest = text[position:].strip()
                raise ExpressionError(f"{text!r} cannot be read at {rest[:20]!r}")
            tokens.append((match.lastgroup, match.group(match.lastgroup)))
            position = match.end()
        return tokens

    def peek(self) -> str:
        kind, token = self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")
        return token if kind != "text" else ""

    def accept(self, *symbols: str) -> str:
        token = self.peek()
        if token in symbols:
            self.at += 1
            return token
        return ""

    def expect(self, symbol: str) -> None:
        if not self.accept(symbol):
            found = repr(self.tokens[self.at][1]) if self.at < len(self.tokens) else "its end"
            raise ExpressionError(f"{self.text!r} needs {symbol!r} before {found}")

    def expect_end(self) -> None:
        if self.at < len(self.tokens):
            raise ExpressionError(f"{self.text!r} goes on after its end, at {self.tokens[self.at][1]!r}")

    def choice(self) -> Evaluator:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ExpressionError(f"an expression may be nested at most {DEEPEST} deep")
        then = self.or_()
        if self.accept("if"):
            condition = self.or_()
            self.expect("else")
            otherwise = self.choice()
            self.depth -= 1
            return lambda scope: then(scope) if condition(scope) else otherwise(scope)
        self.depth -= 1
        return then

    def or_(self) -> Evaluator:
        left = self.and_()
        while self.accept("or"):
            left = either(left, self.and_())
        return left

    def and_(self) -> Evaluator:
        left = self.not_()
        while self.accept("and"):
            left = both(left, self.not_())
        return left

    def not_(self) -> Evaluator:
        negations = 0
        while self.accept("not"):
            negations += 1
        operand = self.comparison()
        if not negations:
            return operand
        wanted = negations % 2 == 0
        return lambda scope: bool(operand(scope)) is wanted

    def comparison(self) -> Evaluator:
        left = self.sum()
        compared: Evaluator | None = None
        while symbol := self.accept(*COMPARISONS):
            right = self.sum()
            step = binary(COMPARISONS[symbol], left, right)
            compared = step if compared is None else both(compared, step)
            left = right
        return compared or left

    def sum(self) -> Evaluator:
        left = self.term()
        while symbol := self.accept(*SUMS):
            left = binary(SUMS[symbol], left, self.term())
        return left

    def term(self) -> Evaluator:
        left = self.unary()
        while symbol := self.accept(*TERMS):
            left = binary(TERMS[symbol], left, self.unary())
        return left

    def unary(self) -> Evaluator:
        sign = 1
        while symbol := self.accept("-", "+"):
            sign = -sign if symbol == "-" else sign
        operand = self.power()
        return operand if sign > 0 else lambda scope: -operand(scope)

    def power(self) -> Evaluator:
        base = self.postfix()
        if self.accept("**"):
            self.depth += 1
            if self.depth > DEEPEST:
                raise ExpressionError(f"an expression may be nested at most {DEEPEST} deep")
            exponent = self.unary()
            self.depth -= 1
            return binary(power, base, exponent)
        return base

    def postfix(self) -> Evaluator:
        value = self.atom()
        while symbol := self.accept("[", "."):
            if symbol == "[":
                value = item_of(value, self.choice())
                self.expect("]")
            else:
                value = attribute_of(value, self.word("a name after '.'"))
        return value

    def word(self, wanted: str) -> str:
        kind, token = self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")
        if kind != "name" or token in _KEYWORDS:
            raise ExpressionError(f"{self.text!r} needs {wanted}")
        self.at += 1
        return token.removeprefix("$")

    def atom(self) -> Evaluator:
        if self.at >= len(self.tokens):
            raise ExpressionError(f"{self.text!r} ends too early" if self.text.strip() else "the expression is empty")
        kind, token = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return constant(_number(token))
        if kind == "text":
            return constant(token[1:-1])
        if kind == "name":
            return self.named(token)
        if token == "(":
            inside = self.choice()
            self.expect(")")
            return inside
        if token == "[":
            return self.list_()
        raise ExpressionError(f"{self.text!r} cannot have {token!r} here")

    def named(self, token: str) -> Evaluator:
        if token in _CONSTANTS:
            return constant(_CONSTANTS[token])
        if token in _KEYWORDS:
            raise ExpressionError(f"{self.text!r} cannot have {token!r} here")
        name = token.removeprefix("$")
        if not self.accept("("):
            return lambda scope: scope(name)
        arguments = self.items(")")
        return call(name, arguments)

    def items(self, end: str) -> list[Evaluator]:
        if self.accept(end):
            return []
        found = [self.choice()]
        while not self.accept(end):
            self.expect(",")
            found.append(self.choice())
        return found

    def list_(self) -> Evaluator:
        if self.accept("]"):
            return lambda scope: []
        first = self.choice()
        if self.accept("for"):
            return self.comprehension(first)
        if not self.accept("]"):
            rest = []
            while not self.accept("]"):
                self.expect(",")
                rest.append(self.choice())
            return lambda scope: [first(scope), *(item(scope) for item in rest)]
        return lambda scope: [first(scope)]

    def comprehension(self, item: Evaluator) -> Evaluator:
        name = self.word("a name after 'for'")
        self.expect("in")
        items = self.or_()
        condition = self.or_() if self.accept("if") else constant(True)
        self.expect("]")
        return comprehension(item, name, items, condition)


def _number(token: str) -> int | float:
    if len(token) > 30:
        raise ExpressionError(f"the number {token[:12]}… is too long")
    number = float(token) if any(mark in token for mark in ".eE") else int(token)
    if number > LARGEST:
        raise ExpressionError(f"the number {token} is too large")
    return number
