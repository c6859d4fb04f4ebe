"""What steps give their ops and blocks, worked out once for those that give the same."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from cnncalc.graph import Application
from cnncalc.ops.base import Op
from cnncalc.spec.arguments import Arguments, Call, arguments_of, frozen, written_fields
from cnncalc.spec.document import Node
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

    def application(self, step: Step, op_class: type[Op], inputs: tuple[int, ...], frame: Frame) -> Application:
        """The step's op on its inputs; the same again is one object."""
        shapes = self._graph.shapes(inputs)
        here = step if step.moving == () else self._here(step, step.moving, inputs[0], frame)
        found = None if here is None else self._plan.applied.get((here, shapes))
        if found is None:
            found = self._graph.apply(self._op(step, op_class, here, inputs[0], frame), shapes)
            if here is not None:
                self._plan.applied[here, shapes] = found
        return found

    def arguments(
        self, step: Step, call: Call, current: int, frame: Frame, parameters_in_file: dict[str, Any]
    ) -> Arguments:
        """What a step gives its block; equal ones are one object."""
        here = self._here(step, call.moving, current, frame)
        arguments = None if here is None else self._plan.arguments.get(here)
        if arguments is None:
            made = arguments_of(call, current, frame, self._evaluate, parameters_in_file)
            arguments = self._plan.arguments.setdefault((step.head, made.label, frozen(made.values)), made)
            if here is not None:
                self._plan.arguments[here] = arguments
        return arguments

    def _op(self, step: Step, op_class: type[Op], here: Hashable, source: int, frame: Frame) -> Op:
        axes = len(self._graph.shape(source).spatial)
        op = None if here is None else self._plan.ops.get((here, axes))
        if op is None:
            written = written_fields(step, op_class, source, frame, self._evaluate, self._names)
            op = self._plan.op(op_class, written, axes)
            if here is not None:
                self._plan.ops[here, axes] = op
        return op

    def _here(self, step: Step, moving: tuple[Node, ...] | None, current: int, frame: Frame) -> Hashable:
        """A step with the values of what moves in it, to look up by what it makes; None if they do not tell that."""
        if not moving:
            return None if moving is None else step
        return (step, *[frozen(self._evaluate.value(node, frame, current)) for node in moving])
