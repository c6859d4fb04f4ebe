"""The command: `cnncalc`, or `python -m cnncalc`."""

from __future__ import annotations

import gc
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line, without collecting garbage: a command ends before there is enough of it."""
    gc.disable()
    from cnncalc.cli import main as run  # imported only now: collections would take a part of the start

    run()


if __name__ == "__main__":
    main()
