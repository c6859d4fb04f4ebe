"""Standard output whose reader may leave before all is written, as `| head` does."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def as_long_as_it_is_read() -> Iterator[None]:
    """Write to standard output until its reader has gone, without an error: a command's findings stay its status."""
    try:
        yield
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # Click and Rich make the second of the first
        # Nothing more can be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
