"""Blocks that every spec has, written as its own are, behind which they stand: each is read when it is first used."""

from __future__ import annotations

from cnncalc.source.values import List, Map, Source

MLP = """\
parameters: {hidden, activation: gelu, features: $channels, bias: true}
layers:
  - {linear: $hidden, positionwise: true, bias: $bias}
  - $activation
  - {linear: $features, positionwise: true, bias: $bias}
"""
BUILT_IN = {"mlp": MLP}
"""The text of each block, by its name."""


class WithBuiltIn(dict[str, "Map | List"]):
    """The blocks of a spec by their names, and those that every spec has."""

    def __contains__(self, name: object) -> bool:
        return dict.__contains__(self, name) or name in BUILT_IN

    def __missing__(self, name: str) -> Map | List:
        from cnncalc.source.document import read_document  # imported when asked for: most specs use none

        block = self[name] = read_document(Source(f"the block {name}", BUILT_IN[name]))
        return block

    def get(self, name: str, default: Map | List | None = None) -> Map | List | None:  # type: ignore[override]
        """The block of a name; what is given if there is none."""
        return dict.get(self, name) or (self[name] if name in BUILT_IN else default)
