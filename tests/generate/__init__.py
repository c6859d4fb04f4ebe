"""What is made from something else and committed beside it, a file here for each.

`python -m tests.generate` writes all of it anew, `python -m tests.generate readme` one. Each file has a `PATH`, and
`made()`, the text as it should be.
"""

from __future__ import annotations

from tests.generate import index, readme, reference

GENERATORS = {"index": index, "reference": reference, "readme": readme}
"""In the order in which they are made: the README's commands read the index."""


def how(name: str) -> str:
    """What a test says of one that is not as it should be."""
    return f"run 'python -m tests.generate {name}' to write it anew"
