"""Networks from models' files of others, a format a file: what reads which, by its suffix."""

from __future__ import annotations

import os

READERS: dict[str, str] = {".onnx": "onnx"}
"""The module of this room whose `read` reads files with a suffix."""


def reader_of(reference: str) -> str:
    """The module that reads the file at a path, by its suffix; nothing for any other reference."""
    return READERS.get(os.path.splitext(reference)[1].lower(), "")
