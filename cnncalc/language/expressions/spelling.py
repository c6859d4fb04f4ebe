"""The words of expressions, and values in them: true, none, 'relu', [1]."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cnncalc.text import LONGEST_MESSAGE, one_line

KEYWORDS = {"if", "else", "and", "or", "not", "in", "for", "true", "false", "none"}
"""The words that are part of the grammar, and no names."""
_WORDS = {True: "true", False: "false", None: "none"}


class RefusedError(ValueError):
    """A value that an operator or a function cannot take, told in the words of the language."""


def in_words(value: Any) -> str:
    """A value as expressions write it."""
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(in_words, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {in_words(item)}' for key, item in value.items())}}}"
    return repr(one_line(value) if isinstance(value, str) and len(value) > LONGEST_MESSAGE else value)


def no_number(value: Any) -> RefusedError:
    """The error for a value that stands where a number is needed."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,9}([x×]\d{1,9}){1,7}", value):
        as_list = ", ".join(re.split("[x×]", value))
        return RefusedError(f"{value!r} is not a number but sizes; written as [{as_list}], it is a list of them")
    return RefusedError(f"{in_words(value)} is not a number")


def refused(name: str, takes: str, given: list[Any]) -> RefusedError:
    """The error for the values that a function was given."""
    *others, last = map(in_words, given)
    what = f"{', '.join(others)} and {last}" if others else last
    return RefusedError(f"{name}() takes {takes}, not {what}")
