"""What every construct of the language is made of.

A construct is a class that declares its parts, as an op declares its fields. A list of steps is read once: each step
becomes a statement of the construct that it is, with every part read. Then the statements run, each on the node that
comes in, as often as networks are built.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar, overload

from cnncalc.errors import SpecError, did_you_mean
from cnncalc.language.here import Here
from cnncalc.language.namespace import Namespace
from cnncalc.language.step import Blocks, Step, Vocabulary, parameters_of, steps_of
from cnncalc.language.terms import Term, read_expression
from cnncalc.limits import Budget
from cnncalc.source.values import List, Map, YamlNode

T = TypeVar("T")
STEPS: Mapping[str, Any] = {"$ref": "#/$defs/steps"}
NAMES: Mapping[str, Any] = {"$ref": "#/$defs/names"}
CONDITION: Mapping[str, Any] = {"type": ["string", "boolean"]}


class Part(Generic[T]):
    """A part of a construct: the value of its own key, or what may stand beside that.

    On the class it is the declaration, on a statement what was read.
    """

    def __init__(
        self, key: str, read: Callable[[YamlNode, Reader], T], schema: Mapping[str, Any], *, missing: Any = None,
        needed: str = "",
    ) -> None:  # fmt: skip
        self.key = key
        self._read = read
        self._missing = missing
        self._needed = needed
        self.schema = schema
        """The JSON Schema of the part's value."""
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, statement: None, owner: type) -> Part[T]: ...
    @overload
    def __get__(self, statement: object, owner: type) -> T: ...
    def __get__(self, statement: object | None, owner: type) -> Part[T] | T:
        if statement is None:
            return self
        raise AttributeError(self.name)  # a statement holds every part itself

    def read(self, node: YamlNode | None, step: Step, reader: Reader) -> T:
        """The part as it is written; raise SpecError for what it cannot be, and if a needed part is missing."""
        if node is not None:
            return self._read(node, reader)
        if self._needed:
            raise step.key.error(self._needed)
        missing: T = self._missing
        return missing


def steps_part(key: str, what: str = "") -> Part[Steps]:
    """A part that must be a list of steps; errors say that `what` takes the list, or else the key."""
    problem = f"{what or key} takes a list of steps"
    return Part(key, lambda node, reader: reader.steps(node, problem), STEPS, needed=problem)


def steps_or_none(key: str) -> Part[Steps | None]:
    """A part that is a list of steps, or missing."""
    return Part(key, lambda node, reader: reader.steps(node, f"{key} takes a list of steps"), STEPS)


def expression_part(key: str, schema: Mapping[str, Any], needed: str) -> Part[Term]:
    """A part that must be an expression, with or without its `$`."""
    return Part(key, lambda node, reader: read_expression(node), schema, needed=needed)


class Statement:
    """A step that was read: one construct of the language."""

    key: ClassVar[str] = ""
    """The key by which a step is recognised, and whose value is the main part."""
    title: ClassVar[str] = ""
    """The name of the construct in the list of all words, if that is not its key."""
    phrase: ClassVar[str] = ""
    """What the construct does, for the list of all words."""
    example: ClassVar[tuple[str, str]] = ("56x56x64", "")
    """An input, and a list of steps on it as a spec writes them, one in a line."""
    scoped: ClassVar[bool] = False
    """Whether the steps inside are in a scope of their own."""
    same_input: ClassVar[bool] = True
    """Whether what comes in is what the first steps inside take."""
    parts: ClassVar[Mapping[str, Part[Any]]] = {}
    """The parts of the construct, by their keys."""

    def __init_subclass__(cls) -> None:
        own = {part.key: part for part in vars(cls).values() if isinstance(part, Part)}
        cls.parts = {**cls.parts, **own}

    def __init__(self, step: Step, reader: Reader) -> None:
        self.step = step
        for key, part in self.parts.items():
            node = step.main if key == self.key else step.beside.get(key)
            setattr(self, part.name, part.read(node, step, reader))
        self.check_beside(step, reader)

    @classmethod
    def reads(cls, step: Step, vocabulary: Vocabulary) -> bool:
        """Whether a step is one of this construct."""
        return step.head == cls.key

    @classmethod
    def beside(cls) -> tuple[str, ...]:
        """The other keys of the construct, which may stand beside `key`."""
        return tuple([key for key in cls.parts if key not in (cls.key, "from", "name", "share")])

    @classmethod
    def check_beside(cls, step: Step, reader: Reader) -> None:
        """Raise SpecError for a key beside the construct's own that would be ignored."""
        allowed = cls.beside()
        for key in step.beside:
            if key in cls.parts:
                continue
            if key == "share":
                raise cannot_share(step)
            hint = f"it takes {', '.join(allowed)}" if allowed else "it takes nothing else"
            raise step.place(key).error(f"{step.head} has no {key!r}", did_you_mean(key, allowed) or hint)

    @property
    def settable(self) -> dict[str, str]:
        """The words of an override of such a step: `main` for each name of the main value, `field` for all others."""
        return {**dict.fromkeys(self.beside(), "field"), self.step.head: "main"}

    @classmethod
    def schema(cls) -> dict[str, Mapping[str, Any]]:
        """The keys of the construct, each with the JSON Schema of its value."""
        return {key: part.schema for key, part in cls.parts.items()}

    @classmethod
    def lists_in(cls, step: Step) -> list[YamlNode | None]:
        """The lists of steps in a step of this construct that run wherever the step does."""
        return []

    @classmethod
    def binds(cls, step: Step) -> YamlNode | None:
        """The value whose words are variables of the steps inside."""
        return None

    def run(self, here: Here, current: int) -> int:
        """Add the layers of the statement to the network; return the node that comes out."""
        raise NotImplementedError


def cannot_share(step: Step) -> SpecError:
    """The error for `share:` beside a construct that has no parameters of its own."""
    return step.beside["share"].error(f"{step.head} cannot share parameters", "a layer, a block or a group can")


class Steps:
    """A list of steps, which is read as statements when it first runs."""

    def __init__(self, node: List, reader: Reader) -> None:
        self.node = node
        self.reader = reader

    @cached_property
    def statements(self) -> list[Statement]:
        """The statements of the steps, read once."""
        return [self.reader.statement(self.reader.vocabulary.take_apart(node)) for node in self.node.items]

    def run(self, here: Here, current: int) -> int:
        """Run the steps in a chain; return the node that comes out."""
        return here.build.run(self, here, current)

    def run_inside(self, inside: Here, current: int, block: str = "", label: str = "") -> int:
        """Run the steps in a scope of their own; return the node that comes out."""
        graph = inside.build.graph
        graph.open_scope(inside.path, block, label, inside.shares)
        output = inside.build.run(self, inside, current)
        graph.close_scope(inside.path, output)
        return output

    def namespace(self, budget: Budget) -> Namespace:
        """The namespace of a scope in which the steps run; finding the names that are written out takes work."""

        def written() -> dict[str, Map]:
            found, seen = self._written_names
            if seen:
                budget.spend(seen)
            return found

        return Namespace(written)

    @cached_property
    def _written_names(self) -> tuple[dict[str, Map], int]:
        from cnncalc.language.written_names import written_names

        return written_names(self.node)


class Block:
    """A block of a spec: steps that are used by name, with values for the block's parameters."""

    def __init__(self, written: Map | List, reader: Reader) -> None:
        self.written = written
        self.parameters = parameters_of(written)
        """The default of each parameter, by name; an empty scalar for one without."""
        self.steps = Steps(steps_of(written), reader)


class Reader:
    """Reads the steps of a spec as statements; each block of the spec is read once, when it is first used."""

    def __init__(
        self, blocks: Blocks, keys: Collection[str], constructs_for: Callable[[Step], Iterable[type[Statement]]]
    ) -> None:
        self.vocabulary = Vocabulary(keys, blocks)
        self._constructs_for = constructs_for
        self._blocks: dict[str, Block] = {}
        self.overridden: dict[tuple[Step, Map], Statement] = {}
        """Statements with an override; key: the step as it is written, and what the override says."""

    def block(self, name: str) -> Block:
        """The block that has a name."""
        if name not in self._blocks:
            self._blocks[name] = Block(self.vocabulary.blocks[name], self)
        return self._blocks[name]

    def construct(self, step: Step) -> type[Statement]:
        """The construct that a step is; raise SpecError if it is none."""
        for each in self._constructs_for(step):
            if each.reads(step, self.vocabulary):
                return each
        raise self.vocabulary.unknown(step.head, step.key)

    def statement(self, step: Step) -> Statement:
        """A step as a statement of its construct; raise SpecError for one that cannot be read."""
        return self.construct(step)(step, self)

    def steps(self, node: YamlNode, problem: str) -> Steps:
        """A list of steps; raise SpecError for what is none."""
        if not isinstance(node, List):
            raise node.error(problem)
        return Steps(node, self)
