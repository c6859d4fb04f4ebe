"""Steps that make a layer or a scope with a name, and that may share parameters."""

from __future__ import annotations

from cnncalc.language.here import Here
from cnncalc.language.references import Reference, Sources
from cnncalc.language.statements.base import NAMES, Part, Reader, Statement
from cnncalc.language.step import Step
from cnncalc.language.terms import Name


class Chained(Statement):
    """A step whose input is the layer before it, or the one that `from:` names."""

    source: Part[Sources | None] = Part("from", lambda node, reader: Sources(node), NAMES)

    def comes_from(self, here: Here, current: int) -> int:
        """The node that the step starts from."""
        return current if self.source is None else self.source.one(here, current)


class Named(Chained):
    """A step that makes a layer or a scope, with the name it says or an automatic one."""

    name: Part[Name | None] = Part("name", lambda node, reader: Name(node), {"$ref": "#/$defs/name"})

    def __init__(self, step: Step, reader: Reader) -> None:
        super().__init__(step, reader)
        self.base = self.base_of(step)
        """What the automatic name begins with."""

    @classmethod
    def base_of(cls, step: Step) -> str:
        """What the automatic name of a step of this construct begins with."""
        return cls.key

    def run(self, here: Here, current: int) -> int:
        name = self.name_here(here, current)
        if here.inside + name in here.build.edited:
            return here.build.edit(self, here, current, name)
        here.names.claim(self.step, name)
        return here.build.make(self, here, current, name)

    def name_here(self, here: Here, current: int) -> str:
        """The name of the step here; in a `repeat:` it has the number of the turn, unless it is an expression."""
        if self.name is None:
            return here.automatic_name(self.base)
        here.names.numbers[self.base] += 1
        name = self.name.literal or self.name.of(here, current)
        return f"{name}{here.variables['index'] + 1}" if self.step.is_repeated and self.name.is_literal else name

    def make(self, here: Here, current: int, name: str) -> int:
        """Make the layer or scope under a name that is taken already; return the node that comes out."""
        raise NotImplementedError


class Sharing(Named):
    """A layer, or a scope of layers, that may use the parameters of another."""

    share: Part[Reference | None] = Part("share", lambda node, reader: Reference(node), {"type": "string"})

    def shares(self, here: Here, current: int, name: str) -> Reference | None:
        """What it says it shares, if anything: in the turn of a loop that is itself, it owns what the others share."""
        share = self.share
        if share is None or share.is_nothing(here, current):
            return None
        owns = "index" in here.variables and share.written(here, current) in (name, f".{here.inside}{name}")
        return None if owns else share

    def shared_scope(self, here: Here, current: int, name: str) -> str:
        """The path of the scope that `share:` names, whose layers lend their parameters; empty without `share:`."""
        share = self.shares(here, current, name)
        if share is None:
            return ""
        path = share.path(here, current)
        share.running(here, current)
        return path
