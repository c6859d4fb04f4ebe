"""The limits that keep a spec harmless: what each bounds, how much it allows, and how it is raised."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from cnncalc.errors import CnncalcError, LimitError, near_or_all


class Limits(NamedTuple):
    """How much a spec may ask for. Limits can be raised; whoever raises one has the memory and the time."""

    file: int = 16 * 1024 * 1024
    """The bytes of a file."""
    values: int = 1_500_000
    """The keys and values of a file; of those nested deep, fewer."""
    nesting: int = 950
    """How deep the lists and mappings of a file are nested."""
    layers: int = 110_000
    """The steps of a network, as its `layers:` have been run."""
    extends: int = 100
    """How many networks extend one another in a chain."""
    blocks: int = 1_000
    """How deep uses of blocks and groups are nested."""
    repeat: int = 100_000
    """The turns of one repetition."""
    items: int = 10_000
    """The parameters, blocks, variants, notes, figures and changes of a network; the items of a list that an expression
    makes, ten times as many with those of the lists in it, the characters of a text; the inputs of a layer or of a
    network."""
    number: int = 10**15
    """The largest number of an expression, and the largest size of a shape."""
    expression: int = 2_000
    """The characters of an expression."""
    brackets: int = 40
    """How deep an expression is nested."""
    work: int = 3_000_000
    """What one network makes to do: a unit for each statement that runs, and the size of each value that is worked
    out."""


STANDARD = Limits()
EFFORT = 3_000_000
"""The small steps, of about a microsecond, that one thing may take to be found out: which layers pair up, what a place
sees, what else is wrong. What is not found within them is given as unknown, or told less closely."""
HIGHEST = {"nesting": 999, "extends": 250, "blocks": 1_200, "brackets": 60}
"""The highest these limits can be: YAML parsers nest no deeper (libyaml's block mappings), nor does Python's stack."""
PER_UNIT = 20
"""How many small things are a unit of work: characters of a text or a path, variables that a block takes over, parts
of an expression that is worked out again for each item of a list."""
HELD = 10
"""How many times the items of one list a value may hold, with the items of the lists in it."""
DEEPEST_LIST = 50
"""How deep lists may be nested. This cannot be raised: Python compares and prints lists by recursion."""

MOST = 10**27
"""The highest that any limit is raised."""
_UNITS = {
    letter + more: (1024 if more.startswith("i") else 1000) ** power
    for power, letter in enumerate(("", "k", "m", "g"))
    for more in (("", "b", "i", "ib") if letter else ("", "b"))
}


def parse_limits(settings: Sequence[str]) -> Limits:
    """The limits with some set, as `layers=2000000` or `file=64MB`; raise CnncalcError for what is none."""
    limits = STANDARD
    for setting in settings:
        name, _, amount = (part.strip() for part in setting.partition("="))
        if name not in Limits._fields:
            hint = near_or_all(name, Limits._fields)
            raise CnncalcError(f"there is no limit {name!r}", hint=hint)
        limits = limits._replace(**{name: _number(name, amount)})
    return limits


def _number(name: str, amount: str) -> int:
    """The value that a limit is set to; raise CnncalcError for one that it cannot have."""
    from cnncalc.amounts import parse_amount  # imported when asked for: limits are seldom set

    number = parse_amount(amount, _UNITS, exact=True)
    if number is None or number > MOST:
        raise CnncalcError(f"the limit {name!r} must be a number such as 500000 or 64MB, not {amount!r}")
    if not number:
        raise CnncalcError(f"the limit {name!r} must be at least 1, not {amount!r}")
    if number > (highest := HIGHEST.get(name, number)):
        raise CnncalcError(f"the limit {name!r} can be at most {highest:,}, not {amount!r}")
    return number


def attainable(limits: Limits) -> Limits:
    """The limits, each no higher than it can be raised."""
    return limits._replace(**{name: min(getattr(limits, name), most) for name, most in HIGHEST.items()})


def raise_hint(name: str, limit: int = 0) -> str:
    """What to do about a limit that is too low; `limit` is its value, where there is a highest one."""
    return f"raise it with --limit {name}=N" if limit < HIGHEST.get(name, limit + 1) else "it cannot be raised"


def size(value: Any, most: int) -> int:
    """The size of a value: 1, one more for each item, with those of the lists in it, and for each 20 characters.

    It is counted as far as `most`. Raises ValueError for lists that are nested too deep.
    """
    if isinstance(value, str):
        return 1 + len(value) // PER_UNIT
    total, level = 1, [value]
    for _ in range(DEEPEST_LIST):
        inner: list[Any] = []
        for each in level:
            if isinstance(each, str):
                total += len(each) // PER_UNIT
            elif isinstance(each, (list, dict)):
                total += len(each)
                if total > most:
                    return total
                items = each if isinstance(each, list) else each.values()
                inner.extend(item for item in items if isinstance(item, (list, dict, str)))
        if total > most:
            return total
        if not inner:
            return total
        level = inner
    raise ValueError(f"lists are nested more than {DEEPEST_LIST} deep")


class Budget:
    """What is left of the work that one network may make."""

    __slots__ = ("left", "limits")

    def __init__(self, limits: Limits = STANDARD) -> None:
        self.limits = limits
        self.left = limits.work

    def spend(self, units: int) -> None:
        """Take units of work from what is left; raise LimitError if too little is left."""
        self.left -= units
        if self.left < 0:
            raise LimitError("the network makes too much work to build", hint=raise_hint("work"))
