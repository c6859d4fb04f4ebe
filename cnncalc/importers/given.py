"""What a reader is given: a file, the inputs that are asked for, the limits."""

import os
import re
import stat
from typing import BinaryIO, NamedTuple

from cnncalc.errors import CnncalcError, ModelError, UnknownNetworkError
from cnncalc.limits import Limits
from cnncalc.shape import Shape, parse_shape

ONLY_INPUT = ""
"""The name of an input that is given without one."""


class Given(NamedTuple):
    """A model's file, and what is asked of it."""

    path: str
    """The path, as the user wrote it."""
    inputs: dict[str, Shape]
    """The shapes that inputs are to have, by name (ONLY_INPUT if a shape alone is given); empty for the file's own."""
    limits: Limits

    @property
    def name(self) -> str:
        """The file's name without its suffix."""
        return os.path.splitext(os.path.basename(self.path))[0]

    def error(self, message: str, hint: str = "") -> ModelError:
        """The error for something in the file."""
        return ModelError(f"{self.path}: {message}", hint=hint)

    def open(self) -> BinaryIO:
        """The file, opened to be read; raise CnncalcError where that cannot be done."""
        try:
            if not stat.S_ISREG(os.stat(self.path).st_mode):
                raise self.error("is not a regular file")
            return open(self.path, "rb")
        except FileNotFoundError:
            raise UnknownNetworkError(f"{self.path}: no such file") from None
        except (OSError, ValueError) as error:
            raise self.error((getattr(error, "strerror", None) or str(error)).lower()) from None

    def input_for(self, name: str, number: int, axes: int) -> Shape | None:
        """The shape that is asked of an input, the `number`-th of the file; raise CnncalcError if it has other axes."""
        shape = self.inputs.get(name)
        if shape is None and number == 0:
            shape = self.inputs.get(ONLY_INPUT)
        if shape is not None and len(shape.spatial) != axes:
            wanted = "a vector" if not axes else f"{axes} spatial {'axis' if axes == 1 else 'axes'} and channels"
            raise CnncalcError(f"--input: {self.path} takes {wanted} for {name}, not {shape}")
        return shape


def read_inputs(text: str | None) -> dict[str, Shape]:
    """The shapes in `224x224x3`, or by name in `{image: 224x224x3, age: 1}`; raise CnncalcError for anything else."""
    if text is None:
        return {}
    named = re.fullmatch(r"\s*\{(.*)\}\s*", text, re.DOTALL)
    parts = [part.rpartition(":") for part in named[1].split(",")] if named else [(ONLY_INPUT, "", text)]
    try:
        return {name.strip(" '\""): parse_shape(shape.strip()) for name, _, shape in parts}
    except ValueError as error:
        raise CnncalcError(f"--input: {error}") from None
