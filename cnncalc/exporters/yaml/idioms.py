"""Idioms: sequences of steps that come again and again, in lists of any kind, become groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from cnncalc.exporters.yaml.folding_effort import FoldingEffort
from cnncalc.exporters.yaml.spec_step import ACTIVATION, AUX, GROUP, JUMP, SpecStep
from cnncalc.exporters.yaml.structure_keys import StructureKeys
from cnncalc.ops import OPS

Numbers = dict[tuple[object, ...], int]
LONGEST, SHORT = 12, 3
SAVED, SAVED_SHORT = 3, 8


def mined(
    body: list[SpecStep],
    pinned: Collection[int],
    dissolved: Collection[str],
    numbers: Numbers,
    effort: FoldingEffort,
    *,
    short: bool,
    runs: bool = False,
) -> bool:
    """Put the sequence that saves most lines into groups; short ones are of a layer or two with an activation.

    With `runs` only a sequence that comes twice in a row somewhere.
    """
    found = False
    while True:
        mine = _Mine(body, pinned, dissolved, numbers, short=short, runs=runs)
        if not effort.spend(mine.steps) or not mine.dig():
            break
        found = True
        if not short and not runs:
            break
    return found


class _Mine:
    def __init__(
        self,
        body: list[SpecStep],
        pinned: Collection[int],
        dissolved: Collection[str],
        numbers: Numbers,
        *,
        short: bool,
        runs: bool = False,
    ) -> None:
        keys = StructureKeys(body, numbers)
        self._dissolved = dissolved
        self._short = short
        self._runs = runs
        self._lists = list(_lists(body))
        self._pinned = pinned
        self._keys = [[keys.of(step) if self._may(step) else -1 for step in each] for each in self._lists]

    @property
    def steps(self) -> int:
        """How many sequences there are to be looked at."""
        return (SHORT if self._short else LONGEST) * sum(map(len, self._lists))

    def _may(self, step: SpecStep) -> bool:
        if step.sources or step.share is not None or step.head in (AUX, JUMP, GROUP):
            return False
        return not self._short or step.head == ACTIVATION or (step.head in OPS and not step.bodies)

    def dig(self) -> bool:
        counts = self._counts()
        best = max(counts, key=lambda each: (self._saving(each, counts[each]), each), default=None)
        if best is None or self._saving(best, counts[best]) < (SAVED_SHORT if self._short else SAVED):
            return False
        for body, keys in zip(self._lists, self._keys, strict=True):
            self._group(body, keys, best)
        return True

    def _saving(self, gram: tuple[int, ...], count: int) -> int:
        size = sum(self._sizes[key] for key in gram)
        return (count - 1) * size - count - 2

    def _counts(self) -> Counter[tuple[int, ...]]:
        self._sizes: dict[int, int] = {}
        counts: Counter[tuple[int, ...]] = Counter()
        rows: set[tuple[int, ...]] = set()
        last: dict[tuple[int, ...], tuple[int, int]] = {}
        for number, (body, keys) in enumerate(zip(self._lists, self._keys, strict=True)):
            for key, step in zip(keys, body, strict=True):
                self._sizes.setdefault(key, step.leaves)
            for begin in range(len(keys)):
                for end in range(begin + 1, min(begin + (SHORT if self._short else LONGEST), len(keys)) + 1):
                    if keys[end - 1] < 0 or (end - begin > 1 and body[end - 2].node in self._pinned):
                        break
                    gram = tuple(keys[begin:end])
                    if end - begin < 2 and (self._short or not body[begin].bodies):
                        continue
                    before = last.get(gram)
                    if before is None or before[0] != number or before[1] <= begin:
                        counts[gram] += 1
                        if before is not None and before == (number, begin):
                            rows.add(gram)
                        last[gram] = number, end
        return Counter({gram: count for gram, count in counts.items() if count > 1 and self._is_one(gram, rows)})

    def _is_one(self, gram: tuple[int, ...], rows: set[tuple[int, ...]]) -> bool:
        """Whether a sequence may be a block."""
        if (self._runs and gram not in rows) or self._label(gram) in self._dissolved:
            return False
        return not self._is_period(gram)

    def _is_period(self, gram: tuple[int, ...]) -> bool:
        """Whether a shorter sequence comes twice in a row, or branches come twice: those are folded by themselves."""
        branched = [key for key in gram if self._sizes[key] > 1]
        return len(set(branched)) < len(branched) or any(
            gram[begin : begin + size] == gram[begin + size : begin + 2 * size]
            for size in range(1, len(gram) // 2 + 1)
            for begin in range(len(gram) - 2 * size + 1)
        )

    def _label(self, gram: tuple[int, ...]) -> str:
        return f"~{gram}"

    def _group(self, body: list[SpecStep], keys: list[int], gram: tuple[int, ...]) -> None:
        made: list[SpecStep] = []
        place = 0
        while place < len(body):
            size = len(gram)
            inner = [step.node for step in body[place : place + size - 1]]
            if tuple(keys[place : place + size]) != gram or any(node in self._pinned for node in inner):
                made.append(body[place])
                place += 1
                continue
            group = SpecStep(GROUP, body[place + size - 1].node, body[place].entry)
            group.label, group.bodies = self._label(gram), [body[place : place + size]]
            made.append(group)
            place += size
        body[:] = made


def _lists(body: list[SpecStep]) -> Iterator[list[SpecStep]]:
    yield body
    for step in body:
        for inner in step.bodies if not step.label.startswith("~") else ():
            yield from _lists(inner)
