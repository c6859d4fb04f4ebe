"""Values in the words of the language: true, none, 'relu', [1]."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
    return repr(value)


def refused(name: str, takes: str, given: list[Any]) -> RefusedError:
    """The error for the values that a function was given."""
    *others, last = map(in_words, given)
    what = f"{', '.join(others)} and {last}" if others else last
    return RefusedError(f"{name}() takes {takes}, not {what}")
