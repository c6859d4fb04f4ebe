"""Networks from models' files of others, a format a file: what reads which, by its suffix."""

from __future__ import annotations

import os

READERS: dict[str, str] = {
    ".cfg": "darknet",
    ".json": "keras",
    ".keras": "keras",
    ".onnx": "onnx",
    ".prototxt": "caffe",
}
"""The module of this room whose `read` reads files with a suffix."""
MARKS: dict[str, str] = {".cfg": r"^\s*\[[A-Za-z]\w*\]", ".json": '"class_name"'}
"""What a line has near the beginning of a file of such a suffix, which others have, too."""
HEAD = 4_096
"""How many bytes are looked through for a mark."""


def reader_of(reference: str) -> str:
    """The module that reads the file at a path, by its suffix and mark; nothing for any other reference."""
    suffix = os.path.splitext(reference)[1].lower()
    return READERS.get(suffix, "") if suffix not in MARKS or _has_mark(reference, MARKS[suffix]) else ""


def _has_mark(path: str, mark: str) -> bool:
    """Whether a regular file begins with a mark; what cannot be read has none."""
    import re

    try:
        if not os.path.isfile(path):
            return False
        with open(path, "rb") as file:
            return re.search(mark, file.read(HEAD).decode("utf-8", "replace"), re.MULTILINE) is not None
    except (OSError, ValueError):
        return False
