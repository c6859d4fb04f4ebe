"""Texts that know where they were written. As the name of a layer, such a text means what it means at that place."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any


class LocatedText(str):
    """A text that a variable has, and where it was written.

    A parameter's text is written in the network or at the use of a block, a loop's at the loop. Steps that have it may
    stand in a block or a group with layers of the same name.
    """

    __slots__ = ("before", "path")
    before: int | None
    """What `previous` means in the text: the node before the block that is given the text; None without one."""
    path: str
    """The path of the scope in which the text is written."""

    def __new__(cls, text: str, path: str = "", before: int | None = None) -> LocatedText:
        made = super().__new__(cls, text)
        made.path, made.before = path, before
        return made

    def continued(self, more: str) -> str:
        """The text with more behind it, located as the text is if that goes on inside of the layer it names.

        Any other name is put together where it is used, and written there.
        """
        whole = str(self) + more
        return LocatedText(whole, self.path, self.before) if not more or more.startswith(".") else whole


def located(value: Any, path: str, before: int | None = None) -> Any:
    """A value with its texts located in the scope of a path; those that are located already stay as they are."""
    kind = type(value)
    if kind is str:
        return LocatedText(value, path, before)
    if kind is list:
        return [located(item, path, before) for item in value]
    if kind is dict:
        return {key: located(item, path, before) for key, item in value.items()}
    return value


def holds_text(value: Any) -> bool:
    """Whether a value is a text, or holds one."""
    if isinstance(value, (list, dict)):
        return any(map(holds_text, value if isinstance(value, list) else value.values()))
    return isinstance(value, str)


def frozen(value: Any) -> Hashable:
    """A value as a key of a memo: equal only to one that is written the same, so that 1 is not true."""
    kind = type(value)
    if kind is dict:
        return tuple([(key, frozen(item)) for key, item in value.items()])
    if kind is list or kind is tuple:
        return tuple([frozen(item) for item in value])
    return (str if kind is LocatedText else kind), value
