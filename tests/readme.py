"""Moved: `python -m tests.generate readme`."""

from tests.generate.__main__ import main

if __name__ == "__main__":
    main(["readme"])
