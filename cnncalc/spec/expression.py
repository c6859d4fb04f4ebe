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
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

from cnncalc.errors import ExpressionError, did_you_mean
from cnncalc.spec.functions import COMPARISONS, FUNCTIONS, SUMS, TERMS, Operation, attribute, bounded, index, power

Scope: TypeAlias = Callable[[str], Any]
"""Gives the value of a name; raises KeyError for one it does not know."""
Evaluator: TypeAlias = Callable[[Scope], Any]

LONGEST = 2_000
DEEPEST = 40

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)|(?P<name>\$?[A-Za-z_]\w*)"
    r"|(?P<text>'[^']*'|\"[^\"]*\")|(?P<symbol>\*\*|//|==|!=|<=|>=|[-+*/%<>()\[\].,]))"
)
_KEYWORDS = {"if", "else", "and", "or", "not", "in", "for", "true", "false", "none"}
_CONSTANTS = {"true": True, "false": False, "none": None}


def evaluate(text: str, scope: Scope) -> Any:
    """Work an expression out; raise ExpressionError if it cannot be."""
    try:
        return parse(text)(scope)
    except ZeroDivisionError:
        raise ExpressionError(f"{text!r} divides by zero") from None
    except (TypeError, ValueError, IndexError, OverflowError, KeyError) as error:
        raise ExpressionError(f"{text!r} cannot be worked out: {_reason(error)}") from None


@lru_cache(maxsize=4096)
def parse(text: str) -> Evaluator:
    """Parse an expression into a function of its scope; raise ExpressionError if it is none."""
    if len(text) > LONGEST:
        raise ExpressionError(f"an expression may have at most {LONGEST:,} characters")
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
        tokens, position = [], 0
        while position < len(text.rstrip()):
            match = _TOKEN.match(text, position)
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
            left = _either(left, self.and_())
        return left

    def and_(self) -> Evaluator:
        left = self.not_()
        while self.accept("and"):
            left = _both(left, self.not_())
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
        while symbol := self.accept(*COMPARISONS):
            left = _binary(COMPARISONS[symbol], left, self.sum())
        return left

    def sum(self) -> Evaluator:
        left = self.term()
        while symbol := self.accept(*SUMS):
            left = _binary(SUMS[symbol], left, self.term())
        return left

    def term(self) -> Evaluator:
        left = self.unary()
        while symbol := self.accept(*TERMS):
            left = _binary(TERMS[symbol], left, self.unary())
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
            return _binary(power, base, exponent)
        return base

    def postfix(self) -> Evaluator:
        value = self.atom()
        while symbol := self.accept("[", "."):
            if symbol == "[":
                value = _index(value, self.choice())
                self.expect("]")
            else:
                value = _attribute(value, self.word("a name after '.'"))
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
            return _constant(_number(token))
        if kind == "text":
            return _constant(token[1:-1])
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
            return _constant(_CONSTANTS[token])
        if token in _KEYWORDS:
            raise ExpressionError(f"{self.text!r} cannot have {token!r} here")
        name = token.removeprefix("$")
        if not self.accept("("):
            return lambda scope: scope(name)
        arguments = self.items(")")
        return _call(name, arguments)

    def items(self, end: str) -> list[Evaluator]:
        found: list[Evaluator] = []
        while not self.accept(end):
            if found:
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
            self.expect(",")
            rest = self.items("]")
            return lambda scope: [first(scope), *(item(scope) for item in rest)]
        return lambda scope: [first(scope)]

    def comprehension(self, item: Evaluator) -> Evaluator:
        name = self.word("a name after 'for'")
        self.expect("in")
        items = self.or_()
        condition = self.or_() if self.accept("if") else _constant(True)
        self.expect("]")

        def evaluator(scope: Scope) -> Any:
            inner = [_with(scope, name, value) for value in bounded(list(items(scope)))]
            return [item(each) for each in inner if condition(each)]

        return evaluator


def _number(token: str) -> int | float:
    if len(token) > 30:
        raise ExpressionError(f"the number {token[:12]}… is too long")
    return float(token) if any(mark in token for mark in ".eE") else int(token)


def _constant(value: Any) -> Evaluator:
    return lambda scope: value


def _with(scope: Scope, name: str, value: Any) -> Scope:
    return lambda wanted: value if wanted == name else scope(wanted)


def _binary(operation: Operation, left: Evaluator, right: Evaluator) -> Evaluator:
    return lambda scope: bounded(operation(left(scope), right(scope)))


def _either(left: Evaluator, right: Evaluator) -> Evaluator:
    return lambda scope: left(scope) or right(scope)


def _both(left: Evaluator, right: Evaluator) -> Evaluator:
    return lambda scope: left(scope) and right(scope)


def _index(value: Evaluator, at: Evaluator) -> Evaluator:
    return lambda scope: index(value(scope), at(scope))


def _attribute(value: Evaluator, name: str) -> Evaluator:
    return lambda scope: attribute(value(scope), name)


def _call(name: str, arguments: list[Evaluator]) -> Evaluator:
    if name != "shape" and name not in FUNCTIONS:
        raise ExpressionError(f"unknown function {name!r}", hint=did_you_mean(name, [*FUNCTIONS, "shape"]))

    def evaluator(scope: Scope) -> Any:
        # `shape` depends on where the expression stands, so the scope has it.
        function = scope("shape()") if name == "shape" else FUNCTIONS[name]
        return bounded(function(*(argument(scope) for argument in arguments)))

    return evaluator
