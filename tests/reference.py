"""Moved: `python -m tests.generate reference`."""

from tests.generate.__main__ import main

if __name__ == "__main__":
    main(["reference"])
