"""Python code before it is text: calls whose arguments are numbers, which a class may take as its own arguments."""

from collections.abc import Iterator, Mapping, Sequence
from math import isinf
from typing import NamedTuple, TypeAlias, Union

DEFAULTS: Mapping[str, int | bool] = {
    "stride": 1,
    "padding": 0,
    "output_padding": 0,
    "dilation": 1,
    "groups": 1,
    "bias": True,
    "affine": True,
    "elementwise_affine": True,
    "ceil_mode": False,
    "count_include_pad": True,
    "scale": True,
    "shift": True,
}
"""What an argument is where it is not written: torch's own defaults."""


class Raw(NamedTuple):
    """A piece of code that stands as it is, such as an argument's name."""

    code: str


class Argument(NamedTuple):
    """A value with the name of what takes it; `shown` where the name is written before it."""

    name: str
    value: "CodeValue"
    shown: bool = True


class Call(NamedTuple):
    """A function or a class with its arguments: the module of a layer."""

    function: str
    arguments: tuple[Argument, ...] = ()
    named: bool = False
    """Whether the arguments are modules in turn under their names, as `nn.Sequential` takes them."""

    def skeleton(self) -> object:
        """The call without its numbers, equal for layers that differ in numbers only."""
        parts = [
            (each.name, each.value.skeleton() if isinstance(each.value, Call) else None)
            for each in self.arguments
            if not each.shown or isinstance(each.value, Call)
        ]
        return (self.function, self.named, tuple(parts))

    def numbers(self) -> Iterator[tuple[str, "CodeValue"]]:
        """The values that may differ from one use of a class to the next, each with the name of what takes it."""
        for each in self.arguments:
            if isinstance(each.value, Call):
                yield from each.value.numbers()
            else:
                yield each.name, each.value

    def with_numbers(self, values: Iterator["CodeValue"]) -> "Call":
        """The call with other numbers; what is a default then is not written."""
        arguments = []
        for each in self.arguments:
            value = each.value.with_numbers(values) if isinstance(each.value, Call) else next(values)
            if not each.shown or each.name not in DEFAULTS or value != DEFAULTS[each.name]:
                arguments.append(each._replace(value=value))
        return self._replace(arguments=tuple(arguments))


CodeValue: TypeAlias = Union[int, float, bool, str, "tuple[CodeValue, ...]", Call, Raw, None]


def aligned(calls: Sequence[Call]) -> list[Call]:
    """Calls of one skeleton, each with every keyword that one of them has, at its default where it is not said."""
    first = calls[0]
    nested: dict[str, list[Call]] = {}
    keywords: dict[str, None] = {}
    for place, each in enumerate(first.arguments):
        if isinstance(each.value, Call):
            inner = [call.arguments[place].value for call in calls]
            nested[f"{place}"] = aligned([call for call in inner if isinstance(call, Call)])
    for call in calls:
        keywords.update(dict.fromkeys(each.name for each in call.arguments if each.shown and _is_number(each)))
    lined = []
    for number, call in enumerate(calls):
        fixed = [
            each._replace(value=nested[f"{place}"][number]) if f"{place}" in nested else each
            for place, each in enumerate(call.arguments)
            if not (each.shown and _is_number(each))
        ]
        said = {each.name: each.value for each in call.arguments if each.shown}
        options = [Argument(word, said.get(word, DEFAULTS.get(word))) for word in sorted(keywords, key=_place)]
        lined.append(call._replace(arguments=(*fixed, *options)))
    return lined


def _place(word: str) -> int:
    """Where a keyword stands among others: in the order of `DEFAULTS`, what is not there before."""
    return list(DEFAULTS).index(word) if word in DEFAULTS else -1


def _is_number(argument: Argument) -> bool:
    return not isinstance(argument.value, Call)


def call(function: str, *positional: tuple[str, "CodeValue"], **keywords: CodeValue) -> Call:
    """A call with its positional arguments, whose names are not written, and its keywords."""
    arguments = [Argument(name, value, shown=False) for name, value in positional]
    arguments += [Argument(name, value) for name, value in keywords.items()]
    return Call(function, tuple(arguments))


def sequence(*modules: Call) -> Call:
    """Modules one after another, without names."""
    return Call("nn.Sequential", tuple(Argument("", module, shown=False) for module in modules))


def code_of(value: CodeValue) -> str:
    """A value as Python writes it, on one line."""
    if isinstance(value, Raw):
        return value.code
    if isinstance(value, Call):
        return call_code(value)
    if isinstance(value, tuple):
        inside = ", ".join(map(code_of, value))
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    if isinstance(value, float):
        return f'float("{value}")' if isinf(value) else repr(float(f"{value:.12g}"))
    if isinstance(value, str):
        return f'"{value}"'
    return repr(value)


def call_code(written: Call) -> str:
    """A call on one line."""
    words = [f"{each.name}={code_of(each.value)}" if each.shown else code_of(each.value) for each in written.arguments]
    inside = ", ".join(words)
    return f"{written.function}(OrderedDict({inside}))" if written.named else f"{written.function}({inside})"
