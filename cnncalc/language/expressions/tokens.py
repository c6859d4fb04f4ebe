"""The tokens of an expression, and what is read next of them."""

from __future__ import annotations

import re

from cnncalc.errors import ExpressionError
from cnncalc.language.expressions.spelling import KEYWORDS

_TOKEN = (
    r"\s*(?:(?P<number>(?:[0-9]+(?:_[0-9]+)*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)|(?P<name>\$?[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<text>'[^']*'|\"[^\"]*\")|(?P<symbol>\*\*|//|==|!=|<=|>=|[-+*/%<>()\[\].,:]))"
)
END = ("end", "", 0)
"""What there is after the last token."""


class Tokens:
    """The tokens of one text, read from the first to the last."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = self._tokenize(text)
        self._symbols = [token if kind != "text" else "" for kind, token, _ in [*self.tokens, END]]
        self.at = 0
        """The number of the next one."""

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
        return self._symbols[self.at]

    def accept(self, *symbols: str) -> str:
        token = self._symbols[self.at]
        if token not in symbols:
            return ""
        self.at += 1
        return token

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

    def word(self, wanted: str) -> str:
        kind, token, _ = self.tokens[self.at] if self.at < len(self.tokens) else END
        if kind != "name" or token in KEYWORDS:
            raise self.wrong(f"{self.text!r} needs {wanted}", self.at)
        self.at += 1
        return token.removeprefix("$")
