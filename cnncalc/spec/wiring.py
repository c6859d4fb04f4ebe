"""The structures of the language: how steps are wired together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from cnncalc.errors import did_you_mean
from cnncalc.source.values import List, Node, plain
from cnncalc.spec.branches import branches, residual, split
from cnncalc.spec.frame import Frame
from cnncalc.spec.placed import placed
from cnncalc.spec.steps import STRUCTURES, Step

if TYPE_CHECKING:
    from cnncalc.spec.build import Builder

Handler: TypeAlias = "Callable[[Builder, Step, int, Frame, str], int]"
SHARING = ("layers", "aux")
"""The structures that are scopes, and can share the parameters of another."""


def group(builder: Builder, step: Step, current: int, frame: Frame, name: str) -> int:
    """`layers:`, steps under a name of their own."""
    current = builder.names.source(step, current, frame)
    steps = builder.steps(step.main, "layers", step.key)
    inner = builder.inner(frame, name, step, current, steps)
    output = builder.run(steps, current, inner)
    builder.graph.close_scope(frame.path_of(name), output)
    return output


def aux(builder: Builder, step: Step, current: int, frame: Frame, name: str) -> int:
    """`aux:`, a side head that runs only in training; the trunk goes on as if it were not there."""
    steps = builder.steps(step.main, "aux", step.key)
    source = builder.names.source(step, current, frame)
    inner = builder.inner(frame, name, step, current, steps, block="aux", label="only in training")
    inner.training = True
    builder.graph.close_scope(frame.path_of(name), builder.run(steps, source, inner))
    return current


def loop(builder: Builder, step: Step, current: int, frame: Frame, name: str) -> int:
    """`for:` names `in:` a list, `layers:` for each; with a name all turns are one group."""
    current = builder.names.source(step, current, frame)
    place = step.fields.get("in")
    if place is None:
        raise step.key.error("for needs in: with a list")
    items = builder.evaluate.expression(place, frame, current)
    if not isinstance(items, list):
        raise place.error(f"in must be a list, not {items!r}")
    steps = builder.steps(step.fields.get("layers"), "for needs layers:, which", step.key)
    around = builder.inner(frame, name, step, current, steps) if name else frame
    for index, item in enumerate(items):
        variables = placed(_bind(step, item, index, place), frame.path)
        current = builder.run(steps, current, builder.turn(around, {"index": index, **variables}))
    if name:
        builder.graph.close_scope(frame.path_of(name), current)
    return current


def condition(builder: Builder, step: Step, current: int, frame: Frame, name: str) -> int:
    """`if:` with `then:` and `else:`, each a list of steps."""
    chosen = chosen_by(builder, step, current, frame)
    return current if chosen is None else builder.run(chosen, builder.names.source(step, current, frame), frame)


def chosen_by(builder: Builder, step: Step, current: int, frame: Frame) -> List | None:
    """The list that an `if:` chooses, if it chooses one."""
    holds = builder.evaluate.condition(step.fields["if"], frame, current)
    chosen = step.main if holds else step.fields.get("else")
    if chosen is None:
        return None
    steps = builder.steps(chosen, "then" if holds else "else", step.key)
    builder.jumps += not steps.items  # `else: []` says that it goes on as it is
    return steps


def jump(builder: Builder, step: Step, current: int, frame: Frame, name: str) -> int:
    """`from:` by itself: go on from an earlier layer."""
    builder.jumps += 1
    return builder.names.source(step, current, frame)


HANDLERS: dict[str, Handler] = {
    "concat": branches, "add": branches, "multiply": branches, "residual": residual, "split": split,
    "aux": aux, "layers": group, "for": loop, "then": condition, "from": jump,
}  # fmt: skip


def wire(builder: Builder, step: Step, current: int, frame: Frame, name: str) -> int:
    """Run a structure, under a name if it is named; return what comes out."""
    check_beside(step)
    return HANDLERS[step.head](builder, step, current, frame, name)


def check_beside(step: Step) -> None:
    """Raise SpecError for what stands beside a structure and would be ignored."""
    allowed = STRUCTURES.get(step.head, step.fields)  # a join reads the fields of its op itself
    for key in step.fields:
        if key not in allowed:
            hint = did_you_mean(key, allowed) or (
                f"it takes {', '.join(allowed)}" if allowed else "it takes nothing else"
            )
            raise step.place(key).error(f"{step.head} has no {key!r}", hint)
    if step.share is not None and step.head not in SHARING:
        raise step.share.error(f"{step.head} cannot share parameters", "a layer, a block or a group can")


def _bind(step: Step, item: Any, index: int, place: Node) -> dict[str, Any]:
    """The loop's variables for one item: one name takes it whole, several take it apart."""
    names = plain(step.main) if step.main is not None else None
    if isinstance(names, str):
        return {names: item}
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise step.key.error("for takes a name or a list of names")
    if not isinstance(item, list) or len(item) != len(names):
        raise place.error(
            f"item {index + 1} must be a list of {len(names)} values for {', '.join(names)}, not {item!r}"
        )
    return dict(zip(names, item, strict=True))
