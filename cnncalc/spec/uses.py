"""Runs blocks where steps use them."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from cnncalc.errors import CnncalcError
from cnncalc.limits import Budget, raise_hint
from cnncalc.source.values import List, Map, Scalar
from cnncalc.spec.arguments import Use
from cnncalc.spec.frame import Frame
from cnncalc.spec.given import Given
from cnncalc.spec.nodes import Span
from cnncalc.spec.plan import Plan
from cnncalc.spec.steps import Step

if TYPE_CHECKING:
    from cnncalc.spec.build import Builder
    from cnncalc.spec.edits import EditTable


class Uses:
    """The uses of blocks in one network.

    The same block with the same arguments on the same shape gives the same again, unless names reach into it or out of
    it, or parameters are shared: then it is not run, but what it made is added once more.
    """

    def __init__(self, plan: Plan, given: Given, edits: EditTable | None, parameters: dict[str, Any]) -> None:
        self._plan = plan
        self._given = given
        self._edits = edits
        self._parameters = parameters
        self._made = plan.repeats.begin(parameters)
        self.around: list[Scalar | Map] = []
        """The steps whose blocks are running, outermost first."""

    def run(self, builder: Builder, step: Step, current: int, frame: Frame, name: str) -> int:
        """Run the block that a step uses, under a name; return what comes out."""
        call = self._plan.call(step)
        before, path = current, frame.path_of(name)
        if step.source is not None:
            current = builder.names.source(step, current, frame)
        builder.budget.spend(12 * len(call.values) + len(self._parameters) // 4)
        use = Use(frame, before, current, path)
        arguments = self._given.arguments(step, call, use, self._parameters)
        single = self._is_single(step, frame, path, builder.budget)
        same = None if single else (arguments, builder.graph.shape(current), frame.training)
        part = None if same is None else self._made.part(same)
        if part is None:
            variables = self._given.variables(arguments, call, use, self._parameters)
            inner = builder.inner(
                frame, name, step, current, call.steps, block=step.head, label=arguments.label, variables=variables
            )
            output = self._run(builder, step, call.steps, current, inner, same)
        else:
            builder.graph.open_scope(path, step.head, arguments.label)
            output = builder.graph.repeat(part, path, current)
            builder.jumps += part.jumps
        builder.graph.close_scope(path, output)
        return output

    def _is_single(self, step: Step, frame: Frame, path: str, budget: Budget) -> bool:
        """Whether it is like no other use, for all that its arguments tell."""
        if frame.shares or step.share is not None:
            return True
        if self._edits is None:
            return False
        budget.spend(len(self._edits))
        return self._edits.reach_into(path)

    def _run(self, builder: Builder, step: Step, steps: List, current: int, inner: Frame, same: Hashable) -> int:
        most = builder.budget.limits.blocks
        if len(self.around) >= most:
            raise self._too_deep(step, most)
        start, jumps = builder.graph.mark(), builder.jumps
        self.around.append(step.node)
        output = builder.run(steps, current, inner)
        self.around.pop()
        if same is not None and inner.taken.alone:
            self._made.own[same] = Span(builder.graph, inner.path, start, output, builder.jumps - jumps)
        return output

    def _too_deep(self, step: Step, most: int) -> CnncalcError:
        if any(use is step.node for use in self.around):
            return step.key.error(f"block {step.head!r} uses itself without end ({most:,} deep)")
        return step.key.error(f"blocks are nested more than {most:,} deep", raise_hint("blocks", most))
