"""Bodies of the same structure as one class: what differs from use to use are its arguments."""

from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

from cnncalc.exporters.pytorch.body import BodyStep, ModuleBody
from cnncalc.exporters.pytorch.code import DEFAULTS, Argument, Call, CodeValue, Raw, aligned
from cnncalc.exporters.pytorch.identifiers import attribute, class_name

SIZES = ("channels", "filters", "features", "groups")
"""Numbers that are told as multiples of one another; groups are, in depthwise convolutions."""
MOST_TIMES = 16
OWN_WORDS = {"self", "x", "nn", "torch"}


class ClassParameter(NamedTuple):
    """An argument of a class: what it is called, and what it is in each use."""

    name: str
    values: tuple[CodeValue, ...]
    word: str
    """What takes it first: `channels`, `stride`."""

    @property
    def has_default(self) -> bool:
        """Whether a use may leave it out."""
        return self.word in DEFAULTS and DEFAULTS[self.word] in self.values


class ModuleClass(NamedTuple):
    """A class of the code: the body of its first use, with the names of its arguments in place of numbers."""

    name: str
    body: ModuleBody
    parameters: tuple[ClassParameter, ...]
    attributes: tuple[str, ...]
    """What each step is called."""


class ModuleClasses:
    """Makes classes of bodies, the inner ones first."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._taken: set[str] = {"OrderedDict"}
        self._keys: dict[Hashable, int] = {}
        self._key_of: dict[int, int] = {}
        """The number of each body's structure. Key: the body's `id`."""
        self.made: list[ModuleClass] = []
        self.calls: dict[int, Call] = {}
        """What makes the module of each body. Key: the body's `id`."""
        self.attributes: dict[str, dict[str, str]] = {}
        """What each step of a scope is called. Key: the scope's path; value: by the steps' names."""

    def make(self, bodies: Sequence[ModuleBody]) -> None:
        """Make the classes of all bodies of a network, of which the last is the whole."""
        uses: dict[int, list[ModuleBody]] = {}
        for body in bodies:
            uses.setdefault(self._structure(body), []).append(body)
        for alike in uses.values():
            self._make(alike, whole=alike[-1] is bodies[-1])

    def _structure(self, body: ModuleBody) -> int:
        """A number for what a body is apart from its numbers."""
        steps = tuple((step.name, self._does(step), step.inputs) for step in body.steps)
        key = (body.block, steps, len(body.entries), body.outputs, tuple(body.shares))
        number = self._keys.setdefault(key, len(self._keys))
        self._key_of[id(body)] = number
        return number

    def _does(self, step: BodyStep) -> Hashable:
        if isinstance(step.does, ModuleBody):
            return self._key_of[id(step.does)]
        return step.does.skeleton() if isinstance(step.does, Call) else step.does

    def _make(self, uses: list[ModuleBody], *, whole: bool) -> None:
        """The class of some bodies that are alike, and the call that makes each of them."""
        first = uses[0]
        taken = set(OWN_WORDS)
        attributes = tuple(attribute(step.name, taken) for step in first.steps)
        named = dict(zip([step.name for step in first.steps], attributes, strict=True))
        self.attributes.update({use.path: named for use in uses})
        steps = [self._calls(uses, number) for number in range(len(first.steps))]
        parameters: list[ClassParameter] = []
        codes = [self._code(calls, name, parameters) for calls, name in zip(steps, attributes, strict=True)]
        body = ModuleBody(first.path, first.block)
        body.entries, body.exits, body.outputs, body.shares = first.entries, first.exits, first.outputs, first.shares
        body.steps = [step._replace(does=code or step.does) for step, code in zip(first.steps, codes, strict=True)]
        if not whole and not first.block and len(uses) == 1 and body.is_chain and not body.shares:
            inner = tuple(Argument(name, code) for name, code in zip(attributes, codes, strict=True))
            self.calls[id(first)] = Call("nn.Sequential", inner, named=True)
            return
        said = self._title if whole else first.block or first.path.rpartition(".")[2]
        ordered = sorted(parameters, key=lambda parameter: parameter.has_default)
        made = ModuleClass(class_name(said, self._taken), body, tuple(ordered), attributes)
        self.made.append(made)
        for number, use in enumerate(uses):
            arguments = (
                Argument(each.name, each.values[number], each.has_default)
                for each in ordered
                if not each.has_default or each.values[number] != DEFAULTS[each.word]
            )
            self.calls[id(use)] = Call(made.name, tuple(arguments))

    def _calls(self, uses: list[ModuleBody], number: int) -> list[Call]:
        """The modules of a step in every use, with the same arguments; none for a join."""
        calls = []
        for use in uses:
            does = use.steps[number].does
            if isinstance(does, (ModuleBody, Call)):
                calls.append(self.calls[id(does)] if isinstance(does, ModuleBody) else does)
        return aligned(calls) if calls else []

    def _code(self, calls: list[Call], step: str, parameters: list[ClassParameter]) -> Call | None:
        """A step's module in the class, with an argument for each number that differs."""
        if not calls:
            return None
        columns = zip(*(call.numbers() for call in calls), strict=True)
        numbers: list[CodeValue] = []
        for column in columns:
            word, values = column[0][0], tuple(value for _, value in column)
            numbers.append(values[0] if len(set(values)) == 1 else _told(word, values, step, parameters))
        return calls[0].with_numbers(iter(numbers))


def _told(word: str, values: tuple[CodeValue, ...], step: str, parameters: list[ClassParameter]) -> CodeValue:
    """What a number is in terms of the class's arguments, with a new one where none fits."""
    for known in parameters:
        if known.values == values:
            return Raw(known.name)
    for text in _related(word, values, parameters):
        return Raw(text)
    taken = {known.name for known in parameters} | OWN_WORDS
    longer = step if word in SIZES else f"{step}_{word}"
    name = attribute(longer if word in taken else word, taken)
    parameters.append(ClassParameter(name, values, word))
    return Raw(name)


def _related(word: str, values: tuple[CodeValue, ...], parameters: list[ClassParameter]) -> Iterator[str]:
    """A number as a multiple of an argument or a part of it, a padding as half a kernel."""
    own = [value for value in values if type(value) is int]
    for known in parameters:
        theirs = [value for value in known.values if type(value) is int]
        if len(own) != len(values) or len(theirs) != len(values) or 0 in theirs:
            continue
        if word == "padding" and known.word == "kernel" and own == [size // 2 for size in theirs]:
            yield f"{known.name} // 2"
        if word in SIZES and known.word in SIZES:
            times = max(own[0] // theirs[0], 1)
            part = max(theirs[0] // own[0], 1) if own[0] else 1
            if 1 < times <= MOST_TIMES and own == [size * times for size in theirs]:
                yield f"{known.name} * {times}"
            elif 1 < part <= MOST_TIMES and theirs == [size * part for size in own]:
                yield f"{known.name} // {part}"
