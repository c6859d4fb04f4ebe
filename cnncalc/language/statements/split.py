"""`split:`, a range of the channels for each branch, joined again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cnncalc.language.here import Here
from cnncalc.language.statements.base import Part, Reader
from cnncalc.language.statements.branch import BRANCHES
from cnncalc.language.statements.branches import Branching, find_join
from cnncalc.language.step import Step
from cnncalc.language.terms import Term, read
from cnncalc.ops import op_named
from cnncalc.ops.base import Op
from cnncalc.ops.fields import whole
from cnncalc.source.values import List, Map, Scalar, YamlNode, plain


def _join(node: YamlNode, reader: Reader) -> str:
    name = plain(node)
    if not isinstance(name, str) or find_join(name) is None:
        raise node.error(f"join must be concat, add, multiply or another join, not {name!r}")
    return name


class Split(Branching):
    """Branches that take a range of the channels each, in equal parts or by sizes."""

    key = "split"
    phrase = "The channels are handed out to branches, in equal parts or by sizes, and joined again."
    example = "28x28x96", "- {split: [[], [{conv: 48, kernel: 3, pad: 1}]], sizes: [48, 48], join: concat}"
    wrong = "how many channels each takes is said beside them, sizes: [48, 16]"
    same_input = False
    sizes: Part[Term | None] = Part("sizes", lambda node, reader: read(node), {"type": ["array", "string"]})
    join: Part[str] = Part("join", _join, {"type": "string"}, missing="concat")

    def __init__(self, step: Step, reader: Reader) -> None:
        if not isinstance(step.main, (List, Map)):
            raise step.key.error("split takes branches, each a list of steps")
        super().__init__(step, reader)

    @classmethod
    def schema(cls) -> dict[str, Mapping[str, Any]]:
        return {cls.key: BRANCHES, **super().schema()}

    @classmethod
    def base_of(cls, step: Step) -> str:
        node = step.beside.get("join")
        op = find_join(node.written) if isinstance(node, Scalar) else None
        return "concat" if op is None else op.name

    @property
    def op(self) -> type[Op]:  # type: ignore[override]
        return op_named(self.join)

    def make(self, here: Here, current: int, name: str) -> int:
        graph, source = here.build.graph, self.comes_from(here, current)
        branches = [branch for item in self.items for branch in item.branches(here, source)]
        parts, start = [], 0
        for size in self._sizes(here, source, len(branches)):
            part = op_named("channel_slice").read({"range": [start, start + size]}, 0)
            part_name = here.automatic_name("channel_slice")
            here.names.names[part_name] = None
            parts.append(graph.add(here.path_of(part_name), part, (source,), training=here.training))
            start += size
        outputs = [branch.run(part) for branch, part in zip(branches, parts, strict=True)]
        return self.joined(here, outputs, name, {})

    def _sizes(self, here: Here, source: int, count: int) -> list[int]:
        """How many channels each of the branches takes."""
        channels = here.build.graph.shape(source).channels
        if self.sizes is None:
            if not count or channels % count:
                problem = f"{channels} channels do not split into {count} equal parts"
                raise self.step.key.error(problem, "say sizes: [..]")
            return [channels // count] * count
        sizes = self.sizes.of(here, source)
        if not isinstance(sizes, list) or len(sizes) != count:
            raise self.sizes.node.error(f"sizes must be a list of {count} numbers, one for each branch")
        parts = [size for size in map(whole, sizes) if size is not None and size >= 1]
        if len(parts) != count or sum(parts) != channels:
            raise self.sizes.node.error(
                f"sizes must be whole numbers of at least 1 that add up to the {channels} channels here, not {sizes}"
            )
        return parts
