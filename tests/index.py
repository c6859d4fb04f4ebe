"""Moved: `python -m tests.generate index`."""

from tests.generate.__main__ import main

if __name__ == "__main__":
    main(["index"])
