"""The grammar of expressions: arithmetic on numbers, texts and lists, bounded.

    expression = choice ;                 choice = or ["if" or "else" choice] ;
    or = and {"or" and} ;                 and = not {"and" not} ;
    not = "not" not | comparison ;        comparison = sum {("==" | "!=" | "<" | "<=" | ">" | ">=" | "in") sum} ;
    sum = term {("+" | "-") term} ;       term = unary {("*" | "/" | "//" | "%") unary} ;
    unary = ("-" | "+") unary | power ;   power = postfix ["**" unary] ;
    postfix = atom {"[" expression "]" | "[" slice "]" | "." name | "(" [expression {"," expression}] ")"} ;
    slice = [expression] ":" [expression] [":" [expression]] ;
    atom = number | text | ["$"] name | "(" expression ")" | list ;
    list = "[" [expression {"," expression}] "]" | "[" expression loop {loop} "]" ;
    loop = "for" name {"," name} "in" or ["if" or] ;

Recursive descent over the tokens of one text; what is parsed is a function of its env. Where each part of it stands
is asked only once something is wrong (`pointing`).
"""

from __future__ import annotations

from cnncalc.errors import did_you_mean
from cnncalc.language.expressions.evaluators import (
    Evaluator,
    ForClause,
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
    slice_of,
)
from cnncalc.language.expressions.functions import COMPARISONS, FUNCTIONS, POWER, SUMS, TERMS, negative
from cnncalc.language.expressions.spelling import KEYWORDS
from cnncalc.language.expressions.tokens import Tokens
from cnncalc.limits import Limits, raise_hint

HIGHEST = 200
"""The highest that an expression's tree may be. Fixed: so much fits on Python's stack wherever it stands."""
_CONSTANTS = {"true": True, "false": False, "none": None}


class Parser(Tokens):
    """Recursive descent over the tokens of one text; each method is a rule of the grammar above."""

    def __init__(self, text: str, limits: Limits) -> None:
        super().__init__(text)
        self.limits = limits
        self.depth = 0
        self.height = 0
        """The height of the tree of what was parsed last."""

    def made(self, start: int, evaluator: Evaluator) -> Evaluator:
        """The evaluator made of the tokens from number `start` on; `pointing` overrides this to note their place."""
        return evaluator

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > self.limits.brackets:
            raise self.wrong(
                f"an expression may be nested at most {self.limits.brackets} deep",
                self.at - 1,
                raise_hint("brackets", self.limits.brackets),
            )

    def grown(self, *heights: int) -> int:
        """The height of a tree whose parts have these heights; each level takes a place on Python's stack."""
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
            return lambda env: then(env) if condition(env) else otherwise(env)
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
        return lambda env: bool(operand(env)) is wanted

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
        return operand if sign > 0 else self.made(start, lambda env: negative(operand(env)))

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
            value = self.inside(value) if symbol == "[" else attribute_of(value, self.word("a name after '.'"))
            value = self.made(start, value)
            height = self.grown(height, self.height)
        return value

    def inside(self, value: Evaluator) -> Evaluator:
        """What stands in brackets behind a value: the number of an item, or a slice."""
        bounds = [None if self.peek() == ":" else self.choice()]
        heights = [self.height]
        while len(bounds) < 3 and self.accept(":"):
            bounds.append(None if self.peek() in (":", "]") else self.choice())
            heights.append(self.height)
        self.expect("]")
        self.height = max(heights)
        return item_of(value, bounds[0]) if len(bounds) == 1 and bounds[0] else slice_of(value, bounds)

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
        loops = []
        while self.accept("for"):
            loops.append(self.loop())
            height = max(height, self.height)
        if not loops:
            return self.made(start - 1, list_of([first, *self.rest("]", height)]))
        self.expect("]")
        self.grown(height)
        return self.made(start - 1, comprehension(first, loops, self.at - start))

    def loop(self) -> ForClause:
        """`for a, b in items if condition`."""
        names = [self.word("a name after 'for'")]
        while self.accept(","):
            names.append(self.word("a name after ','"))
        self.expect("in")
        items, height = self.or_(), self.height
        condition = self.or_() if self.accept("if") else constant(True)
        self.height = max(height, self.height)
        return ForClause(names, items, condition)
