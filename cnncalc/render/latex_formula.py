"""Our formulas in LaTeX's math mode: `(227 − 11 + 2·0)/4 + 1` as `\\frac{227 - 11 + 2 \\cdot 0}{4} + 1`."""

import re
from collections.abc import Callable
from typing import NamedTuple

TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?)
    | (?P<name>[A-Za-z]+)(?P<marks>[₀-₉]*'?)
    | (?P<sign>[-+−·×/()⌊⌋⌈⌉,?²³¹⁰⁴-⁹])
    )""",
    re.VERBOSE,
)
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
SIGNS = {"+": "+", "−": "-", "-": "-", "·": r"\cdot", "×": r"\times"}
BRACKETS = {"(": (")", "(", ")"), "⌊": ("⌋", r"\lfloor ", r"\rfloor "), "⌈": ("⌉", r"\lceil ", r"\rceil ")}
FUNCTIONS = {"max": r"\max", "min": r"\min"}
WORKED = frozenset("·/+−×⌊⌈²³")
"""The signs that make a text a formula, and not a word or a number."""
LONGEST, LONGEST_NAME, MOST_BRACKETS = 2_000, 30, 100
"""Beyond these, a text is no formula: its length, that of a name in it, and how deep its brackets are nested."""


class _NotAFormulaError(Exception):
    """A text is no formula."""


class _LatexPart(NamedTuple):
    """A part of a formula in LaTeX, with and without the parentheses around it."""

    text: str
    bare: str


def equation(line: str, escape: Callable[[str], str]) -> str | None:
    """A line of working in math mode; what stands before it, or is no formula, as text by `escape`.

    None if nothing in it is a formula.
    """
    if len(line) > LONGEST or sum(map(line.count, BRACKETS)) > MOST_BRACKETS:
        return None
    lead, formulas = _split(line)
    if not (" = " in formulas or WORKED.intersection(formulas)) or not re.search("[0-9?]", formulas):
        return None
    arrow = formulas.startswith("→ ")
    sides = [(side, _formula(side)) for side in formulas.removeprefix("→ ").split(" = ")]
    if not any(formula for _, formula in sides) or any(
        len(side) > LONGEST_NAME for side, each in sides if each is None
    ):
        return None
    written = " = ".join(formula or rf"\mbox{{{escape(side)}}}" for side, formula in sides)
    start = r"\rightarrow " if arrow else ""
    return f"{escape(lead)}${start}{written}$"


def _split(line: str) -> tuple[str, str]:
    """What stands before a formula, `params  ` or `height, width: `, and the formula."""
    found = re.match(r"([^=]*?(?:  |: ))(?=\S)(.*)", line)
    return (re.sub(r"\s+", " ", found[1]), found[2].lstrip()) if found else ("", line)


def _formula(text: str) -> str | None:
    """One side of an equation; None if it is no formula."""
    try:
        reader = _FormulaReader(text)
        written = reader.sum()
        reader.end()
    except _NotAFormulaError:
        return None
    return written


class _FormulaReader:
    """Reads a formula from left to right: sums of products of quotients."""

    def __init__(self, text: str) -> None:
        self._tokens: list[re.Match[str]] = []
        at = 0
        while at < len(text.rstrip()):
            token = TOKEN.match(text, at)
            if token is None:
                raise _NotAFormulaError
            self._tokens.append(token)
            at = token.end()
        self._at = 0

    def end(self) -> None:
        if self._at < len(self._tokens):
            raise _NotAFormulaError

    def sum(self) -> str:
        parts = [SIGNS[self._take("sign")]] if self._sees("+−-") else []
        parts.append(self._product())
        while self._sees("+−-"):
            parts += [SIGNS[self._take("sign")], self._product()]
        return " ".join(parts)

    def _product(self) -> str:
        parts = [self._quotient()]
        while self._sees("·×"):
            parts += [SIGNS[self._take("sign")], self._quotient()]
        return " ".join(parts)

    def _quotient(self) -> str:
        left = self._atom()
        while self._sees("/"):
            self._take("sign")
            over = rf"\frac{{{left.bare}}}{{{self._atom().bare}}}"
            left = _LatexPart(over, over)
        return left.text

    def _atom(self) -> _LatexPart:
        written = self._bracketed() if self._sees("(⌊⌈") else self._leaf()
        powers = ""
        while self._sees("⁰¹²³⁴⁵⁶⁷⁸⁹"):
            powers += self._take("sign").translate(POWERS)
        if powers:
            raised = f"{written.text}^{{{powers}}}"
            return _LatexPart(raised, raised)
        return written

    def _bracketed(self) -> _LatexPart:
        closing, left, right = BRACKETS[self._take("sign")]
        inner = self.sum()
        if not self._sees(closing):
            raise _NotAFormulaError
        self._take("sign")
        tall = r"\frac" in inner
        text = rf"\left{left}{inner}\right{right}" if tall else f"{left}{inner}{right}"
        return _LatexPart(text, inner if closing == ")" else text)

    def _leaf(self) -> _LatexPart:
        token = self._next()
        if token["number"]:
            text = token["number"].replace(",", "{,}")
            following = self._tokens[self._at] if self._at < len(self._tokens) else None
            if following is not None and following["name"] and following[0].startswith(" "):  # a unit, `4 B`
                self._at += 1
                text += rf"\,\mathrm{{{following['name']}}}"
        elif token["name"]:
            text = self._name(token)
        elif token["sign"] == "?":
            text = "{?}"
        else:
            raise _NotAFormulaError
        return _LatexPart(text, text)

    def _name(self, token: re.Match[str]) -> str:
        name, marks = token["name"], token["marks"]
        if name in FUNCTIONS and self._sees("("):
            return f"{FUNCTIONS[name]}({self._arguments()})"
        text = name if len(name) == 1 else rf"\mathrm{{{name}}}"
        numbers = marks.rstrip("'").translate(SUBSCRIPTS)
        return text + (f"_{{{numbers}}}" if numbers else "") + ("'" if marks.endswith("'") else "")

    def _arguments(self) -> str:
        self._take("sign")
        arguments = [self.sum()]
        while self._sees(","):
            self._take("sign")
            arguments.append(self.sum())
        if not self._sees(")"):
            raise _NotAFormulaError
        self._take("sign")
        return ", ".join(arguments)

    def _sees(self, signs: str) -> bool:
        sign = self._tokens[self._at]["sign"] if self._at < len(self._tokens) else None
        return sign is not None and sign in signs

    def _take(self, group: str) -> str:
        return self._next()[group]

    def _next(self) -> re.Match[str]:
        if self._at >= len(self._tokens):
            raise _NotAFormulaError
        self._at += 1
        return self._tokens[self._at - 1]
