"""Where in a file an expression is wrong. It is worked out once more for that: good ones pay nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from cnncalc.errors import ExpressionError, Origin
from cnncalc.language.expressions.evaluators import Environment, Evaluator
from cnncalc.language.expressions.expression import INSERT, expression_in, parse
from cnncalc.language.expressions.parser import Parser
from cnncalc.limits import Limits
from cnncalc.source.values import BREAKS, YamlValue

_FAILURES = (ExpressionError, ArithmeticError, LookupError, TypeError, ValueError)
_HEX = "[0-9a-fA-F]"
_LETTERS = {
    '"': rf"\\(?:x{_HEX}{{2}}|u{_HEX}{{4}}|U00(?:0{_HEX}|10){_HEX}{{4}}|\r\n|.)|\S",
    "'": r"''|\S",
}
"""How one letter of a value is written, by the kind of quotes around it; without quotes it is written as it is."""


class _FoundError(Exception):
    """Carries where the part at fault begins and ends in an expression."""

    def __init__(self, part: tuple[int, int]) -> None:
        super().__init__(part)
        self.part = part


class _PointingParser(Parser):
    """A parser whose evaluators tell which part of the expression fails: the innermost one."""

    def made(self, start: int, evaluator: Evaluator) -> Evaluator:
        part = self.part(start, self.at)

        def watched(env: Environment) -> object:
            try:
                return evaluator(env)
            except _FAILURES:
                raise _FoundError(part) from None

        return watched


def place_of(node: YamlValue, text: str, env: Environment, *, inserted: bool) -> Origin:
    """The place of what is wrong in a value's text: one expression, or a text with some inserted.

    It is where the value begins if the part is not known, or not found again in the file.
    """
    budget = env.budget
    left, budget.left = budget.left, 2 * budget.limits.work  # it was paid for, and what fails is worked out twice
    try:
        part = _part_at_fault(text, env, inserted=inserted)
    except RecursionError:  # to watch takes more of Python's stack
        part = None
    finally:
        budget.left = left
    return (part and _place_in_file(node, text, *part)) or node.origin


def _part_at_fault(text: str, env: Environment, *, inserted: bool) -> tuple[int, int] | None:
    """Where what is wrong begins and ends in a text; None if no expression in it is wrong by itself."""
    limits = env.budget.limits
    places = _expressions_in(text, limits) if inserted else [(0, len(text))]
    start = 0
    try:
        for start, end in places:
            parse(text[start:end], limits)
        for start, end in places:
            _work_out(text[start:end], env)
    except (ExpressionError, _FoundError) as error:
        return error.part and (start + error.part[0], start + error.part[1])
    return None


def _work_out(text: str, env: Environment) -> None:
    """Work an expression out, and if it fails once more, part by part; raise _FoundError with the part that fails."""
    try:
        parse(text, env.budget.limits).evaluator(env)
    except _FAILURES:
        _PointingParser(text, env.budget.limits).choice()(env)


def _expressions_in(text: str, limits: Limits) -> list[tuple[int, int]]:
    """Where each expression in a text begins and ends; none in one that is too long."""
    whole = expression_in(text)
    if whole == text:
        return [match.span(1) for match in re.finditer(INSERT, text)] if len(text) <= limits.items else []
    start = 2 if text.startswith("${") else 1
    return [(start, start + len(whole))]


def _place_in_file(node: YamlValue, value: str, begin: int, end: int) -> Origin | None:
    """Where a part of a value is written; None if the file does not have the value's letters in their order.

    Spaces and breaks are passed over: YAML folds and drops them. What is missing is missing behind the last letter.
    """
    source, written = node.source, _letters(node)
    first = last = None
    for index, letter in enumerate(value[: max(end, begin + 1)]):
        if letter.isspace():
            continue
        start, stop, found = next(written, (0, 0, ""))
        if found != letter:
            return None
        first = start if index == begin else first
        last = stop if index < end else last
    first = last if first is None else first
    if first is None:
        return None
    in_line, *_ = re.split(f"[{BREAKS}]", source.text[first : last or first], maxsplit=1)
    return source.origin_of(first)._replace(length=len(in_line.rstrip()))


def _letters(node: YamlValue) -> Iterator[tuple[int, int, str]]:
    """Where each letter of a value begins and ends in its file, and what it means; spaces are none."""
    text, start = node.source.text, node.source.index_of(node.line, node.column)
    style = text[start : start + 1]
    if style in ("|", ">"):
        start = node.source.index_of(node.line + 1, 0)
    elif style in _LETTERS:
        start += 1
    for match in re.compile(_LETTERS.get(style, r"\S"), re.DOTALL).finditer(text, start):
        letter = _meaning(match[0])
        if not letter.isspace():
            yield match.start(), match.end(), letter


def _meaning(written: str) -> str:
    """The letter that is written so; an escaped break is a space to pass over."""
    if len(written) == 1 or written == "''":
        return written[0]
    if len(written) > 2 and written[2] != "\n":
        return chr(int(written[2:], 16))
    return yaml.scanner.Scanner.ESCAPE_REPLACEMENTS.get(written[1], " ")
