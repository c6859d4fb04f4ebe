"""The grammar of expressions: arithmetic on numbers, texts and lists, bounded.

    expression = choice ;                 choice = or ["if" or "else" choice] ;
    or = and {"or" and} ;                 and = not {"and" not} ;
    not = "not" not | comparison ;        comparison = sum {("==" | "!=" | "<" | "<=" | ">" | ">=" | "in") sum} ;
    sum = term {("+" | "-") term} ;       term = unary {("*" | "/" | "//" | "%") unary} ;
    unary = ("-" | "+") unary | power ;   power = postfix ["**" unary] ;
    postfix = atom {"[" expression "]" | "." name | "(" [expression {"," expression}] ")"} ;
    atom = number | text | ["$"] name | "(" expression ")" | list ;
    list = "[" [expression {"," expression}] "]" | "[" expression "for" name "in" or ["if" or] "]" ;

Recursive descent over the tokens of one text; what is parsed is a function of its scope. Where each part of it stands
is asked only once something is wrong (`pointing`).
"""

from __future__ import annotations

import re

from cnncalc.errors import ExpressionError, did_you_mean
from cnncalc.language.expressions.evaluators import (
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
from cnncalc.language.expressions.functions import COMPARISONS, FUNCTIONS, POWER, SUMS, TERMS, negative
from cnncalc.language.expressions.spelling import KEYWORDS
from cnncalc.limits import Limits, raise_hint

_TOKEN = (
    r"\s*(?:(?P<number>(?:[0-9]+(?:_[0-9]+)*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)|(?P<name>\$?[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<text>'[^']*'|\"[^\"]*\")|(?P<symbol>\*\*|//|==|!=|<=|>=|[-+*/%<>()\[\].,]))"
)
HIGHEST = 200
"""It cannot be raised: so many fit on Python's stack wherever the expression stands."""
END = ("end", "", 0)
"""What there is after the last token."""
_CONSTANTS = {"true": True, "false": False, "none": None}


class Parser:
    """Recursive descent over the tokens of one text; each method is a rule of the grammar above."""

    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text
        self.limits = limits
        self.tokens = self._tokenize(text)
        self.at = 0
        self.depth = 0
        self.height = 0
        """How high what was parsed last is."""

    def _tokenize(self, text: str) -> list[tuple[str, str, int]]:
        """Each token: of which kind it is, as it is written, and where it ends."""
        tokens, position, token = [], 0, re.compile(_TOKEN)
        while position < len(text.rstrip()):
            match = token.match(text, position)
            if match is None or match.lastgroup is None:
                rest = text[position:].strip()
                begin = text.index(rest[0], position)
                raise ExpressionError(f"{text!r} cannot be read at {rest[:20]!r}", part=(begin, begin + 1))
            position = match.end()
            tokens.append((match.lastgroup, match.group(match.lastgroup), position))
        return tokens

    def made(self, start: int, evaluator: Evaluator) -> Evaluator:
        """What was made of the tokens from a number on; a parser that is asked where they stand notes it."""
        return evaluator

    def part(self, start: int, end: int) -> tuple[int, int]:
        """Where some tokens begin and end in the text; the `$` before a name is no part of it."""
        if start >= len(self.tokens):
            return (len(self.text.rstrip()),) * 2
        _, token, stop = self.tokens[start]
        return stop - len(token.removeprefix("$")), self.tokens[end - 1][2]

    def wrong(self, message: str, at: int, hint: str = "") -> ExpressionError:
        """The error for a token, by its number."""
        return ExpressionError(message, hint=hint, part=self.part(at, at + 1))

    def peek(self) -> str:
        kind, token, _ = self.tokens[self.at] if self.at < len(self.tokens) else END
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
            raise self.wrong(f"{self.text!r} needs {symbol!r} before {found}", self.at)

    def separate(self, end: str) -> None:
        """Read what stands between two items; where nothing follows, it is their end that is missing."""
        self.expect("," if self.at < len(self.tokens) else end)

    def expect_end(self) -> None:
        if self.at < len(self.tokens):
            raise self.wrong(f"{self.text!r} goes on after its end, at {self.tokens[self.at][1]!r}", self.at)

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > self.limits.brackets:
            raise self.wrong(
                f"an expression may be nested at most {self.limits.brackets} deep",
                self.at - 1,
                raise_hint("brackets", self.limits.brackets),
            )

    def grown(self, *heights: int) -> int:
        """How high what stands on parts of these heights is: each level takes a place on Python's stack."""
        self.height = max(heights, default=0) + 1
        if self.height > HIGHEST:
            raise self.wrong(f"an expression may have at most {HIGHEST} operators one upon another", self.at - 1)
        return self.height

    def choice(self) -> Evaluator:
        self.deeper()
        then, height = self.or_(), self.height
        if self.accept("if"):
            condition, of_condition = self.or_(), self.height
            self.expect("else")
            otherwise = self.choice()
            self.grown(height, of_condition, self.height)
            self.depth -= 1
            return lambda scope: then(scope) if condition(scope) else otherwise(scope)
        self.depth -= 1
        return then

    def or_(self) -> Evaluator:
        left, height = self.and_(), self.height
        while self.accept("or"):
            left = either(left, self.and_())
            height = self.grown(height, self.height)
        return left

    def and_(self) -> Evaluator:
        left, height = self.not_(), self.height
        while self.accept("and"):
            left = both(left, self.not_())
            height = self.grown(height, self.height)
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
        start = self.at
        left, height = self.sum(), self.height
        chain: Evaluator | None = None
        while symbol := self.accept(*COMPARISONS):
            begin = self.at
            right = self.sum()
            step = self.made(start, compared(COMPARISONS[symbol], left, right))
            chain = step if chain is None else both(chain, step)
            height = self.grown(height, self.height)
            start, left = begin, right
        return chain or left

    def sum(self) -> Evaluator:
        start = self.at
        left, height = self.term(), self.height
        while symbol := self.accept(*SUMS):
            left = self.made(start, binary(SUMS[symbol], left, self.term()))
            height = self.grown(height, self.height)
        return left

    def term(self) -> Evaluator:
        start = self.at
        left, height = self.unary(), self.height
        while symbol := self.accept(*TERMS):
            right = self.unary()
            left = self.made(start, product(left, right) if symbol == "*" else binary(TERMS[symbol], left, right))
            height = self.grown(height, self.height)
        return left

    def unary(self) -> Evaluator:
        start, sign = self.at, 1
        while symbol := self.accept("-", "+"):
            sign = -sign if symbol == "-" else sign
        operand = self.power()
        return operand if sign > 0 else self.made(start, lambda scope: negative(operand(scope)))

    def power(self) -> Evaluator:
        start = self.at
        base, height = self.postfix(), self.height
        if self.accept("**"):
            self.deeper()
            exponent = self.unary()
            self.grown(height, self.height)
            self.depth -= 1
            return self.made(start, binary(POWER, base, exponent))
        return base

    def postfix(self) -> Evaluator:
        start = self.at
        value, height = self.atom(), self.height
        while symbol := self.accept("[", "."):
            if symbol == "[":
                value = item_of(value, self.choice())
                self.expect("]")
            else:
                value = attribute_of(value, self.word("a name after '.'"))
            value = self.made(start, value)
            height = self.grown(height, self.height)
        return value

    def word(self, wanted: str) -> str:
        kind, token, _ = self.tokens[self.at] if self.at < len(self.tokens) else END
        if kind != "name" or token in KEYWORDS:
            raise self.wrong(f"{self.text!r} needs {wanted}", self.at)
        self.at += 1
        return token.removeprefix("$")

    def atom(self) -> Evaluator:
        if self.at >= len(self.tokens):
            problem = f"{self.text!r} ends too early" if self.text.strip() else "the expression is empty"
            raise self.wrong(problem, self.at)
        kind, token, _ = self.tokens[self.at]
        self.at += 1
        self.height = 1
        if kind == "number":
            return constant(self.number(token))
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
        raise self.wrong(f"{self.text!r} cannot have {token!r} here", self.at - 1)

    def number(self, token: str) -> int | float:
        if len(token) > 30:
            raise self.wrong(f"the number {token[:12]}… is too long", self.at - 1)
        number = float(token) if any(mark in token for mark in ".eE") else int(token)
        if number > self.limits.number:
            raise self.wrong(f"the number {token} is too large", self.at - 1, raise_hint("number"))
        return number

    def named(self, token: str) -> Evaluator:
        start = self.at - 1
        if token in _CONSTANTS:
            return constant(_CONSTANTS[token])
        if token in KEYWORDS:
            raise self.wrong(f"{self.text!r} cannot have {token!r} here", start)
        name = token.removeprefix("$")
        if not self.accept("("):
            return self.made(start, named(name))
        arguments = self.items(")")
        if name != "shape" and name not in FUNCTIONS:
            raise self.wrong(f"unknown function {name!r}", start, did_you_mean(name, [*FUNCTIONS, "shape"]))
        return self.made(start, call(name, arguments))

    def items(self, end: str) -> list[Evaluator]:
        return [] if self.accept(end) else [self.choice(), *self.rest(end, self.height)]

    def rest(self, end: str, height: int) -> list[Evaluator]:
        """The items that follow the first, which has this height."""
        found = []
        while not self.accept(end):
            self.separate(end)
            found.append(self.choice())
            height = max(height, self.height)
        self.grown(height)
        return found

    def list_(self) -> Evaluator:
        start = self.at
        if self.accept("]"):
            return list_of([])
        first, height = self.choice(), self.height
        if self.accept("for"):
            return self.made(start - 1, self.comprehension(first, height, start))
        return self.made(start - 1, list_of([first, *self.rest("]", height)]))

    def comprehension(self, item: Evaluator, height: int, start: int) -> Evaluator:
        name = self.word("a name after 'for'")
        self.expect("in")
        items, of_items = self.or_(), self.height
        condition = self.or_() if self.accept("if") else constant(True)
        self.expect("]")
        self.grown(height, of_items, self.height)
        return comprehension(item, name, items, condition, self.at - start)
