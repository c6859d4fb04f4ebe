"""The grammar of expressions: arithmetic on numbers, texts and lists, bounded.

    expression = choice ;                 choice = or ["if" or "else" choice] ;
    or = and {"or" and} ;                 and = not {"and" not} ;
    not = "not" not | comparison ;        comparison = sum {("==" | "!=" | "<" | "<=" | ">" | ">=" | "in") sum} ;
    sum = term {("+" | "-") term} ;       term = unary {("*" | "/" | "//" | "%") unary} ;
    unary = ("-" | "+") unary | power ;   power = postfix ["**" unary] ;
    postfix = atom {"[" expression "]" | "." name | "(" [expression {"," expression}] ")"} ;
    atom = number | text | ["$"] name | "(" expression ")" | list ;
    list = "[" [expression {"," expression}] "]" | "[" expression "for" name "in" or ["if" or] "]" ;

Recursive descent over the tokens of one text; what is parsed is a function of its scope.
"""

from __future__ import annotations

import re

from cnncalc.errors import ExpressionError
from cnncalc.limits import Limits, raise_hint
from cnncalc.spec.evaluators import (
    Evaluator,
    attribute_of,
    binary,
    both,
    call,
    compared,
    comprehension,
    constant,
    either,
    item_of,
    list_of,
    named,
    product,
)
from cnncalc.spec.functions import COMPARISONS, POWER, SUMS, TERMS, negative

_TOKEN = (
    r"\s*(?:(?P<number>(?:[0-9]+(?:_[0-9]+)*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)|(?P<name>\$?[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<text>'[^']*'|\"[^\"]*\")|(?P<symbol>\*\*|//|==|!=|<=|>=|[-+*/%<>()\[\].,]))"
)
KEYWORDS = {"if", "else", "and", "or", "not", "in", "for", "true", "false", "none"}
MOST_LINKS = 200
"""It cannot be raised: so many fit on Python's stack wherever the expression stands."""
_CONSTANTS = {"true": True, "false": False, "none": None}


class Parser:
    """Recursive descent over the tokens of one text; each method is a rule of the grammar above."""

    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text
        self.limits = limits
        self.tokens = self._tokenize(text)
        self.at = 0
        self.depth = 0
        self.links = 0

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

    def separate(self, end: str) -> None:
        """Read what stands between two items; where nothing follows, it is their end that is missing."""
        self.expect("," if self.at < len(self.tokens) else end)

    def expect_end(self) -> None:
        if self.at < len(self.tokens):
            raise ExpressionError(f"{self.text!r} goes on after its end, at {self.tokens[self.at][1]!r}")

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > self.limits.brackets:
            raise ExpressionError(
                f"an expression may be nested at most {self.limits.brackets} deep", hint=raise_hint("brackets")
            )

    def link(self, *symbols: str) -> str:
        """Accept what hangs one part of an expression on another: each takes a place on Python's stack."""
        token = self.accept(*symbols)
        self.links += bool(token)
        if self.links > MOST_LINKS:
            raise ExpressionError(f"an expression may have at most {MOST_LINKS} operators and parts of parts")
        return token

    def choice(self) -> Evaluator:
        self.deeper()
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
        while self.link("or"):
            left = either(left, self.and_())
        return left

    def and_(self) -> Evaluator:
        left = self.not_()
        while self.link("and"):
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
        chain: Evaluator | None = None
        while symbol := self.link(*COMPARISONS):
            right = self.sum()
            step = compared(COMPARISONS[symbol], left, right)
            chain = step if chain is None else both(chain, step)
            left = right
        return chain or left

    def sum(self) -> Evaluator:
        left = self.term()
        while symbol := self.link(*SUMS):
            left = binary(SUMS[symbol], left, self.term())
        return left

    def term(self) -> Evaluator:
        left = self.unary()
        while symbol := self.link(*TERMS):
            right = self.unary()
            left = product(left, right) if symbol == "*" else binary(TERMS[symbol], left, right)
        return left

    def unary(self) -> Evaluator:
        sign = 1
        while symbol := self.accept("-", "+"):
            sign = -sign if symbol == "-" else sign
        operand = self.power()
        return operand if sign > 0 else lambda scope: negative(operand(scope))

    def power(self) -> Evaluator:
        base = self.postfix()
        if self.link("**"):
            self.deeper()
            exponent = self.unary()
            self.depth -= 1
            return binary(POWER, base, exponent)
        return base

    def postfix(self) -> Evaluator:
        value = self.atom()
        while symbol := self.link("[", "."):
            if symbol == "[":
                value = item_of(value, self.choice())
                self.expect("]")
            else:
                value = attribute_of(value, self.word("a name after '.'"))
        return value

    def word(self, wanted: str) -> str:
        kind, token = self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")
        if kind != "name" or token in KEYWORDS:
            raise ExpressionError(f"{self.text!r} needs {wanted}")
        self.at += 1
        return token.removeprefix("$")

    def atom(self) -> Evaluator:
        if self.at >= len(self.tokens):
            raise ExpressionError(f"{self.text!r} ends too early" if self.text.strip() else "the expression is empty")
        kind, token = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return constant(_number(token, self.limits.number))
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
        if token in KEYWORDS:
            raise ExpressionError(f"{self.text!r} cannot have {token!r} here")
        name = token.removeprefix("$")
        if not self.accept("("):
            return named(name)
        arguments = self.items(")")
        return call(name, arguments)

    def items(self, end: str) -> list[Evaluator]:
        if self.accept(end):
            return []
        found = [self.choice()]
        while not self.accept(end):
            self.separate(end)
            found.append(self.choice())
        return found

    def list_(self) -> Evaluator:
        start = self.at
        if self.accept("]"):
            return list_of([])
        found = [self.choice()]
        if self.accept("for"):
            return self.comprehension(found[0], start)
        while not self.accept("]"):
            self.separate("]")
            found.append(self.choice())
        return list_of(found)

    def comprehension(self, item: Evaluator, start: int) -> Evaluator:
        name = self.word("a name after 'for'")
        self.expect("in")
        items = self.or_()
        condition = self.or_() if self.accept("if") else constant(True)
        self.expect("]")
        return comprehension(item, name, items, condition, self.at - start)


def _number(token: str, largest: int) -> int | float:
    if len(token) > 30:
        raise ExpressionError(f"the number {token[:12]}… is too long")
    number = float(token) if any(mark in token for mark in ".eE") else int(token)
    if number > largest:
        raise ExpressionError(f"the number {token} is too large", hint=raise_hint("number"))
    return number
