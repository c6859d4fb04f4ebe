"""What steps give their ops and blocks, worked out once for those that give the same."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from cnncalc.graph import Application
from cnncalc.spec.arguments import Arguments, Call, Use, arguments_of, frozen, located
from cnncalc.spec.frame import Evaluator, Frame
from cnncalc.spec.names import Names
from cnncalc.spec.nodes import GraphBuilder
from cnncalc.spec.plan import Plan
from cnncalc.spec.steps import Step


class Given:
    """Looks up in a plan what steps make where they run, and works out what it does not know."""

    def __init__(self, plan: Plan, graph: GraphBuilder, evaluate: Evaluator, names: Names) -> None:
        self._plan = plan
        self._graph = graph
        self._evaluate = evaluate
        self._names = names

    def application(self, step: Step, inputs: tuple[int, ...], frame: Frame) -> Application:
        """The step's op on its inputs; the same again is one object."""
        shapes, written = self._graph.shapes(inputs), self._plan.written(step)
        moved = self._evaluate.values(written.moving, frame, inputs[0]) if written.moving else []
        if written.like is not None:
            moved.append(self._names.size_of(written.like, frame, inputs[0]))
        here = located(step, moved) if moved else step
        key = (here, *shapes)
        found = self._plan.applied.get(key)
        if found is None:
            if written.claims:
                written.op.check_words(written.with_moved(moved), shapes[0])
            op = self._plan.op(here, written, moved, shapes[0])
            found = self._plan.applied[key] = self._graph.apply(op, shapes)
        return found

    def arguments(self, step: Step, call: Call, use: Use, parameters_in_file: dict[str, Any]) -> Arguments:
        """What a step gives its block; equal ones are one object, whose texts are those of any of the uses."""
        here: Hashable = None
        if call.moving is not None:
            here = located(step, self._evaluate.values(call.moving, use.frame, use.source)) if call.moving else step
        arguments = None if here is None else self._plan.arguments.get(here)
        if arguments is None:
            made = arguments_of(call, use, self._evaluate, parameters_in_file)
            same = step.head, call.given, made.label, frozen(made.values)
            arguments = self._plan.arguments.setdefault(same, made)
            if here is not None:
                self._plan.arguments[here] = arguments
        return arguments

    def variables(self, arguments: Arguments, call: Call, use: Use, in_file: dict[str, Any]) -> dict[str, Any]:
        """What names stand for in one use of a block."""
        own = arguments_of(call, use, self._evaluate, in_file) if arguments.holds_text else arguments
        return {**in_file, **own.values}
