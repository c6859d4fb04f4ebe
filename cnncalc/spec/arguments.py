"""What a step gives its op or its block: values checked against what that can be told."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from cnncalc.errors import ShapeError, SpecError, did_you_mean
from cnncalc.graph import check_axes
from cnncalc.ops import axes_said
from cnncalc.ops.base import Op
from cnncalc.shape import Shape
from cnncalc.source.values import List, Map, Node, Scalar, plain
from cnncalc.spec.frame import Evaluator, Frame
from cnncalc.spec.functions import size
from cnncalc.spec.placed import Placed, holds_text, placed
from cnncalc.spec.steps import Moving, Step, given_twice, is_literal, moving_in, parameters_of, steps_of, takes_apart
from cnncalc.spec.words import in_words
from cnncalc.text import one_line

MOST_SHOWN = 200
MOST_SIZES = 3
"""How many numbers of a list are taken for sizes, one for each axis."""
LONGEST_SHOWN = 40
"""The characters of a value in what a table says of a block."""
"""How many items of a list a table shows."""


class Written:
    """What a step writes for its op."""

    __slots__ = ("axes", "claims", "head", "like", "moves", "moving", "op", "values")

    def __init__(
        self, head: str, op: type[Op], values: dict[str, Any], moving: dict[str, Moving], like: Node | None
    ) -> None:
        self.head = head
        """The name that the step calls it by."""
        self.axes = axes_said(head)
        """The numbers of spatial axes that the name says."""
        self.op = op
        self.values = values
        """The value of each word, None where that depends on where the step runs."""
        self.claims = any(word not in op.spellings for word in values)
        """Whether it says more than fields: what must be right about the input."""
        self.moving = tuple(moving.values())
        """What does."""
        self.like = like
        """The layer whose size it has."""
        self.moves = tuple(moving) if like is None else (*moving, "size")
        """The fields that move; the last is the size of another layer, if it has that."""

    def check_axes(self, x: Shape) -> None:
        """Raise ShapeError if the op does not work on as many axes as its input has, by itself or by its name."""
        if self.axes and len(x.spatial) not in self.axes:
            axes = "1 spatial axis" if self.axes[-1] == 1 else f"{self.axes[-1]} spatial axes"
            hint = f"{self.op.name} takes any number of them"
            raise ShapeError(f"{self.head} works on {axes}, and its input is {x}", hint=hint)
        check_axes(self.op, x)

    def with_moved(self, values: Sequence[Any]) -> dict[str, Any]:
        """Every field's value, with those that move."""
        return {**self.values, **dict(zip(self.moves, values, strict=True))}


def written_by(step: Step) -> Written:
    """Put what a step says to the fields of its op; raise SpecError if it does not fit."""
    op = step.op
    assert op is not None
    like = step.fields.get("like") if "size" in op.fields else None
    given = words_of(step, op)
    usage = op.usage(step.head)
    said = {op.meant(word, "") for word in given}
    if like is not None and "size" in said:
        raise step.place("like").error("size is given twice", "like: is the size of another layer")
    moving = moving_in(given)
    values = {word: None if word in moving else plain(node) for word, node in given.items()}
    defaults = {field: value for field, value in usage.values.items() if field not in said and like is None}
    return Written(step.head, op, {**defaults, **values}, moving, like)


def words_of(step: Step, op: type[Op]) -> dict[str, Node]:
    """What a step says to an op, by the words of the op; raise SpecError for one that it does not know, or knows twice.

    Its fields may go by the names they have in other frameworks.
    """
    words = op.usage(step.head).words
    given: dict[str, Node] = {}
    written_as: dict[str, str] = {}
    if step.op is op and step.has_main:
        assert step.main is not None
        main = words.get("", op.main)
        if not main:
            raise step.main.error(f"{op.name} takes no value of its own", _fields_hint(op))
        if isinstance(step.main, Map):
            hint = f"{{{op.name}: …, name: …}}, not below it"
            raise step.main.error(f"the fields of {op.name} stand beside it", hint)
        given[main], written_as[op.meant(main, "")] = step.main, ""
    for written, node in step.fields.items():
        word = words.get(written, written)
        if word not in op.spellings and word not in op.words:
            if written == "like" and "size" in op.fields:
                continue
            raise _no_field(step, written, op)
        if word == "activation" and word not in op.spellings:
            raise step.place(written).error(f"{op.name} has no field {written!r}", _activation_hint(step, node))
        field = op.meant(word, "")
        if written_as.setdefault(field, written) != written:
            raise _twice(step, field, written_as[field], written)
        given[word] = node
    return given


class Call:
    """A use of a block: its steps, and for each parameter the value given or the default."""

    __slots__ = ("given", "moving", "steps", "values")

    def __init__(
        self, steps: List, values: tuple[tuple[str, Node, bool], ...], moving: tuple[Moving, ...] | None
    ) -> None:
        self.steps = steps
        self.values = values
        """Parameter, value, and whether it is given."""
        self.given = tuple([key for key, _, is_given in values if is_given])
        self.moving = moving
        """What depends on where it runs; None if defaults do."""


class Arguments:
    """The values that a use of a block gives its parameters, and those that are given as a table shows them."""

    __slots__ = ("holds_text", "label", "values")

    def __init__(self, values: dict[str, Any], label: str) -> None:
        self.values = values
        self.label = label
        self.holds_text = holds_text(values)
        """Whether there are texts among them, which may be names: those of each use are written elsewhere."""


class Use:
    """Where a block is used."""

    __slots__ = ("before", "frame", "path", "source")

    def __init__(self, frame: Frame, before: int, source: int, path: str) -> None:
        self.frame = frame
        """What the step that uses it stands in."""
        self.before = before
        """The node before the step."""
        self.source = source
        """The node that the block is on."""
        self.path = path
        """Its own path."""


def call_of(step: Step, block: Map | List) -> Call:
    """Put a step's values to the parameters of its block; raise SpecError if they do not fit."""
    parameters = parameters_of(block)
    _check_beside(step, block, list(parameters))
    given = given_to(step, parameters)
    for key, default in parameters.items():
        if key not in given and isinstance(default, Scalar) and default.value is None:
            raise step.key.error(f"block {step.head!r} needs a value for {key!r}")
    values = tuple([(key, given.get(key, default), key in given) for key, default in parameters.items()])
    fixed = all(is_literal(node) for _, node, is_given in values if not is_given)
    return Call(steps_of(block), values, tuple(moving_in(given).values()) if fixed else None)


def arguments_of(call: Call, use: Use, evaluate: Evaluator, parameters_in_file: dict[str, Any]) -> Arguments:
    """The values of a block's parameters; a default may refer to those before it.

    What is given is written where the block is used, and a default in the block.
    """
    values: dict[str, Any] = {}
    for key, node, given in call.values:
        if given:
            values[key] = placed(evaluate.value(node, use.frame, use.source), use.frame.path, use.before)
        else:
            inside = Frame(use.path, use.frame, {**parameters_in_file, **values})
            values[key] = placed(evaluate.value(node, inside, use.source), use.path)
    shown = [(key, _short(values[key])) for key, _, given in call.values if given]
    return Arguments(values, ", ".join([f"{key} {text}" for key, text in shown if text]))


def given_to(step: Step, parameters: dict[str, Node]) -> dict[str, Node]:
    """What a use of a block says, its main value under the first parameter's name."""
    given = dict(step.fields)
    if step.has_main:
        assert step.main is not None
        if not parameters:
            raise step.main.error(f"block {step.head!r} has no parameters")
        first = next(iter(parameters))
        if first in step.fields:
            raise given_twice(step.place(first), first, step.head)
        given[first] = step.main
    for key in given:
        if key not in parameters:
            hint = did_you_mean(key, parameters) or f"it has {', '.join(parameters) or 'none'}"
            raise step.place(key).error(f"block {step.head!r} has no parameter {key!r}", hint)
    return given


def _check_beside(step: Step, block: Map | List, parameters: list[str]) -> None:
    """Raise SpecError for a mapping below a block's name where its parameters stand beside it.

    A parameter may well be a mapping, but then the block asks for what is in it, or hands it on.
    """
    keys = list(step.main.values) if isinstance(step.main, Map) else []
    if not keys or not parameters or not all(key in parameters or did_you_mean(key, parameters) for key in keys):
        return
    if not takes_apart(block, parameters[0]):
        hint = f"{{{step.head}, {', '.join(f'{key}: …' for key in keys)}}}, not below it"
        raise (step.main or step.node).error(f"the parameters of {step.head} stand beside it", hint)


def frozen(value: Any) -> Hashable:
    """A value to look up by: equal only to one that is written the same, so 1 is not true."""
    kind = type(value)
    if kind is dict:
        return tuple([(key, frozen(item)) for key, item in value.items()])
    if kind is list or kind is tuple:
        return tuple([frozen(item) for item in value])
    return (str if kind is Placed else kind), value


def located(step: Step, values: Sequence[Any]) -> Hashable:
    """A step with values that move in it, to look up by what it makes of them."""
    kinds = tuple(map(type, values))
    if list in kinds or dict in kinds:
        return (step, *map(frozen, values))
    return (step, *values, *kinds)


def _short(value: Any) -> str:
    """A value in what a table says of a block; nothing of a list in which nobody could tell which number is which."""
    if isinstance(value, (list, tuple)) and (len(value) > MOST_SIZES or any(isinstance(each, list) for each in value)):
        return ""
    if size(value, MOST_SHOWN) > MOST_SHOWN:
        return f"of {len(value):,} values"
    if isinstance(value, float):
        return f"{value:.3g}"
    return one_line(value if isinstance(value, str) else in_words(value), LONGEST_SHOWN)


def _twice(step: Step, field: str, first: str, second: str) -> SpecError:
    """The error for a field that is said in two words, of which the first may be the value behind the op's name."""
    if not first:
        return given_twice(step.place(second), field, step.head)
    return step.place(second).error(f"{field} is given twice", f"{first} and {second} are the same")


def _no_field(step: Step, word: str, op: type[Op]) -> SpecError:
    near = did_you_mean(word, op.fields) or did_you_mean(word, op.spellings)
    return step.place(word).error(f"{op.name} has no field {word!r}", near or _has(op))


def _activation_hint(step: Step, activation: Node) -> str:
    """The step without its activation, and that as the next one."""
    name = activation.written if isinstance(activation, Scalar) else "…"
    if name.lower() in ("linear", "none", "null", ""):
        return "leave it out"
    values = step.node.values if isinstance(step.node, Map) else {}
    parts = [_said(key, value) for key, value in values.items() if key != "activation"]
    return f"it is a step of its own: - {{{', '.join(parts)}}} and then - {name}"


def _said(key: str, value: Node) -> str:
    if isinstance(value, Scalar) and value.value is None:
        return key
    return f"{key}: {value.written if isinstance(value, Scalar) else in_words(plain(value))}"


def _has(op: type[Op]) -> str:
    return f"it has {', '.join(op.fields)}" if op.fields else "it has none"


def _fields_hint(op: type[Op]) -> str:
    return f"write {{{op.name}}}" + (f", or say which of {', '.join(op.fields)} it is" if op.fields else "")
