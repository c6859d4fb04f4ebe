"""How much may be tried for one way of folding a network."""

from __future__ import annotations

from cnncalc.limits import EFFORT


class FoldingEffort:
    """What is left of the small steps that one way of folding may take."""

    def __init__(self) -> None:
        self._left = EFFORT // 5

    def spend(self, steps: int) -> bool:
        """Take some steps; whether there were as many left."""
        self._left -= steps
        return self._left >= 0
