"""What a step gives its op or its block: values checked against what that can be told."""

from collections.abc import Hashable, Sequence
from typing import Any

from cnncalc.errors import did_you_mean
from cnncalc.ops.base import Op
from cnncalc.spec.document import List, Map, Node, Scalar, plain
from cnncalc.spec.frame import Evaluator, Frame
from cnncalc.spec.functions import size
from cnncalc.spec.steps import Moving, Step, given_twice, is_literal, moving_in, parameters_of, steps_of
from cnncalc.spec.words import in_words
from cnncalc.text import one_line

MOST_SHOWN = 200
"""How many items of a list a table shows."""


class Written:
    """What a step writes for its op."""

    __slots__ = ("like", "moves", "moving", "op", "values")

    def __init__(self, op: type[Op], values: dict[str, Any], moving: dict[str, Moving], like: Node | None) -> None:
        self.op = op
        self.values = values
        """Each field's value, None where that depends on where the step runs."""
        self.moving = tuple(moving.values())
        """What does."""
        self.like = like
        """The layer whose size it has."""
        self.moves = tuple(moving) if like is None else (*moving, "size")
        """The fields that move; the last is the size of another layer, if it has that."""

    def with_moved(self, values: Sequence[Any]) -> dict[str, Any]:
        """Every field's value, with those that move."""
        return {**self.values, **dict(zip(self.moves, values, strict=True))}


def written_by(step: Step) -> Written:
    """Put what a step says to the fields of its op; raise SpecError if it does not fit."""
    op = step.op
    assert op is not None
    given: dict[str, Node] = {}
    if step.has_main:
        assert step.main is not None
        if not op.main:
            raise step.main.error(f"{op.name} takes no value of its own", _fields_hint(op))
        if isinstance(step.main, Map):
            hint = f"{{{op.name}: …, name: …}}, not below it"
            raise step.main.error(f"the fields of {op.name} stand beside it", hint)
        _check_once(step, op.main)
        given[op.main] = step.main
    like = step.fields.get("like") if "size" in op.fields else None
    for field, node in step.fields.items():
        if field in op.fields:
            given[field] = node
        elif node is not like:
            raise step.place(field).error(
                f"{op.name} has no field {field!r}", did_you_mean(field, op.fields) or _has(op)
            )
    if like is not None and "size" in given:
        raise step.place("like").error("size is given twice", "like: is the size of another layer")
    moving = moving_in(given)
    values = {field: None if field in moving else plain(node) for field, node in given.items()}
    return Written(op, values, moving, like)


class Call:
    """A use of a block: its steps, and for each parameter the value given or the default."""

    __slots__ = ("moving", "steps", "values")

    def __init__(
        self, steps: List, values: tuple[tuple[str, Node, bool], ...], moving: tuple[Moving, ...] | None
    ) -> None:
        self.steps = steps
        self.values = values
        """Parameter, value, and whether it is given."""
        self.moving = moving
        """What depends on where it runs; None if defaults do."""


class Arguments:
    """The values that a use of a block gives its parameters, and those that are given as a table shows them."""

    __slots__ = ("label", "values")

    def __init__(self, values: dict[str, Any], label: str) -> None:
        self.values = values
        self.label = label


def call_of(step: Step, block: Map | List) -> Call:
    """Put a step's values to the parameters of its block; raise SpecError if they do not fit."""
    parameters = parameters_of(block)
    given = given_to(step, parameters)
    for key, default in parameters.items():
        if key not in given and isinstance(default, Scalar) and default.value is None:
            raise step.key.error(f"block {step.head!r} needs a value for {key!r}")
    values = tuple([(key, given.get(key, default), key in given) for key, default in parameters.items()])
    fixed = all(is_literal(node) for _, node, is_given in values if not is_given)
    return Call(steps_of(block), values, tuple(moving_in(given).values()) if fixed else None)


def arguments_of(
    call: Call, current: int, frame: Frame, evaluate: Evaluator, parameters_in_file: dict[str, Any]
) -> Arguments:
    """The values of a block's parameters; a default may refer to those before it."""
    values: dict[str, Any] = {}
    for key, node, given in call.values:
        where = frame if given or is_literal(node) else Frame(variables={**parameters_in_file, **values})
        values[key] = evaluate.value(node, where, current)
    return Arguments(values, ", ".join([f"{key} {_short(values[key])}" for key, _, given in call.values if given]))


def given_to(step: Step, parameters: dict[str, Node]) -> dict[str, Node]:
    """What a use of a block says, its main value under the first parameter's name."""
    given = dict(step.fields)
    if step.has_main:
        assert step.main is not None
        if not parameters:
            raise step.main.error(f"block {step.head!r} has no parameters")
        first = next(iter(parameters))
        _check_once(step, first)
        given[first] = step.main
    for key in given:
        if key not in parameters:
            hint = did_you_mean(key, parameters) or f"it has {', '.join(parameters) or 'none'}"
            raise step.place(key).error(f"block {step.head!r} has no parameter {key!r}", hint)
    return given


def _check_once(step: Step, main: str) -> None:
    if main in step.fields:
        raise given_twice(step.place(main), main, step.head)


def frozen(value: Any) -> Hashable:
    """A value to look up by: equal only to one that is written the same, so 1 is not true."""
    kind = type(value)
    if kind is dict:
        return tuple([(key, frozen(item)) for key, item in value.items()])
    if kind is list or kind is tuple:
        return tuple([frozen(item) for item in value])
    return kind, value


def located(step: Step, values: Sequence[Any]) -> Hashable:
    """A step with values that move in it, to look up by what it makes of them."""
    kinds = tuple(map(type, values))
    if list in kinds or dict in kinds:
        return (step, *map(frozen, values))
    return (step, *values, *kinds)


def _short(value: Any) -> str:
    if size(value, MOST_SHOWN) > MOST_SHOWN:
        return f"of {len(value):,} values"
    if isinstance(value, float):
        return f"{value:.3g}"
    return one_line(value if isinstance(value, str) else in_words(value))


def _has(op: type[Op]) -> str:
    return f"it has {', '.join(op.fields)}" if op.fields else "it has none"


def _fields_hint(op: type[Op]) -> str:
    return f"write {{{op.name}}}" + (f", or say which of {', '.join(op.fields)} it is" if op.fields else "")
