"""The command: `cnncalc`, or `python -m cnncalc`."""

from __future__ import annotations

import gc
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line, without looking for garbage: a command ends before there is enough of it."""
    gc.disable()
    try:
        from cnncalc.cli import main as run  # imported only now: looking would take a part of the start

        run()
    except KeyboardInterrupt:  # while it was imported: later it leaves with this status itself
        raise SystemExit(130) from None
    finally:
        gc.freeze()  # or Python would go through all there is once more before it leaves


if __name__ == "__main__":
    main()
