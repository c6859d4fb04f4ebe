"""What a step gives its op or its block: values checked against what that can be told."""

from __future__ import annotations

from typing import Any

from cnncalc.errors import did_you_mean
from cnncalc.ops.base import Op
from cnncalc.spec.document import List, Map, Node, Scalar
from cnncalc.spec.frame import Evaluator, Frame
from cnncalc.spec.functions import size
from cnncalc.spec.names import Names
from cnncalc.spec.steps import Step, parameters_of
from cnncalc.text import one_line

MOST_SHOWN = 200
"""How many items of a list a table shows."""


def written_fields(
    step: Step, op: type[Op], source: int, frame: Frame, evaluate: Evaluator, names: Names
) -> dict[str, Any]:
    """The op's fields as written, their expressions worked out on the shape they meet."""
    written = {}
    if step.has_main:
        assert step.main is not None
        if not op.main:
            raise step.main.error(f"{op.name} takes no value of its own", _fields_hint(op))
        if isinstance(step.main, Map):
            hint = f"{{{op.name}: …, name: …}}, not below it"
            raise step.main.error(f"the fields of {op.name} stand beside it", hint)
        written[op.main] = evaluate.value(step.main, frame, source)
    for field, node in step.fields.items():
        if field == "like" and "size" in op.fields:
            written["size"] = names.size_of(node, frame, source)
        elif field not in op.fields:
            raise step.place(field).error(
                f"{op.name} has no field {field!r}", did_you_mean(field, op.fields) or _has(op)
            )
        else:
            written[field] = evaluate.value(node, frame, source)
    return written


def block_arguments(
    step: Step, block: Map | List, current: int, frame: Frame, evaluate: Evaluator, parameters_in_file: dict[str, Any]
) -> dict[str, Any]:
    """A block's parameters with what this use of it gives them, in the order of their definition."""
    parameters = parameters_of(block)
    given = _given(step, parameters)
    arguments: dict[str, Any] = {}
    defaults = Frame(variables=dict(parameters_in_file))
    for key, default in parameters.items():
        if key in given:
            value = evaluate.value(given[key], frame, current)
        elif isinstance(default, Scalar) and default.value is None:
            raise step.key.error(f"block {step.head!r} needs a value for {key!r}")
        else:
            value = evaluate.value(default, defaults, current)
        arguments[key] = defaults.variables[key] = value
    return arguments


def _given(step: Step, parameters: dict[str, Node]) -> dict[str, Node]:
    """What a use of a block says, its main value under the first parameter's name."""
    given = dict(step.fields)
    if step.has_main:
        assert step.main is not None
        if not parameters:
            raise step.main.error(f"block {step.head!r} has no parameters")
        given[next(iter(parameters))] = step.main
    for key in given:
        if key not in parameters:
            hint = did_you_mean(key, parameters) or f"it has {', '.join(parameters) or 'none'}"
            raise step.place(key).error(f"block {step.head!r} has no parameter {key!r}", hint)
    return given


def label_of(step: Step, arguments: dict[str, Any]) -> str:
    """What a use of a block gives it, as a table shows it."""
    main = next(iter(arguments), "") if step.has_main else ""
    return ", ".join(f"{key} {_short(value)}" for key, value in arguments.items() if key in step.fields or key == main)


def _short(value: Any) -> str:
    if size(value, MOST_SHOWN) > MOST_SHOWN:
        return f"of {len(value):,} values"
    text = f"{value:.3g}" if isinstance(value, float) else one_line(str(value))
    return text.lower() if isinstance(value, bool) else text


def _has(op: type[Op]) -> str:
    return f"it has {', '.join(op.fields)}" if op.fields else "it has none"


def _fields_hint(op: type[Op]) -> str:
    return f"write {{{op.name}}}" + (f", or say which of {', '.join(op.fields)} it is" if op.fields else "")
