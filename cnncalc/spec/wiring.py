"""The structures of the language: how steps are wired together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from cnncalc.errors import FieldError, ShapeError, SpecError, did_you_mean
from cnncalc.ops import op_named
from cnncalc.ops.fields import whole
from cnncalc.spec.arguments import words_of
from cnncalc.spec.document import List, Map, Node, plain
from cnncalc.spec.frame import Frame
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


def branches(builder: Builder, step: Step, current: int, frame: Frame, name: str) -> int:
    """`concat:`, `add:` or `multiply:` with branches, each from the same input."""
    source, count = builder.names.source(step, current, frame), len(branches_of(step))
    builder.graph.check_inputs(count)
    outputs = _run_branches(builder, step, [source] * count, frame)
    return _join(builder, step, step.head, outputs, frame, name)


def residual(builder: Builder, step: Step, current: int, frame: Frame, name: str) -> int:
    """`residual:`, a body added to its shortcut. He et al., CVPR 2016, equations 1 and 2."""
    source = builder.names.source(step, current, frame)
    body = builder.run(builder.steps(step.main, "residual", step.key), source, frame)
    shortcut = step.fields.get("shortcut")
    if isinstance(shortcut, List):
        other = builder.run(shortcut, source, frame)
    elif shortcut is None or builder.evaluate.condition(shortcut, frame, source):
        other = source
    else:
        builder.graph.close_scope(frame.path_of(name), body)
        return body
    return _join(builder, step, "add", [body, other], frame, name)


def split(builder: Builder, step: Step, current: int, frame: Frame, name: str) -> int:
    """`split:`, a range of the channels for each branch, joined again by concat (or `join:`)."""
    source = builder.names.source(step, current, frame)
    sizes = _split_sizes(builder, step, source, frame)
    sources, start = [], 0
    for size in sizes:
        part = op_named("channel_slice").read({"range": [start, start + size]}, 0)
        part_name = frame.automatic_name("channel_slice")
        frame.taken.names[part_name] = None
        sources.append(builder.graph.add(frame.path_of(part_name), part, (source,), training=frame.training))
        start += size
    outputs = _run_branches(builder, step, sources, frame)
    join = plain(step.fields["join"]) if "join" in step.fields else "concat"
    if join not in ("concat", "add", "multiply"):
        raise step.fields["join"].error(f"join must be concat, add or multiply, not {join!r}")
    return _join(builder, step, join, outputs, frame, name)


def loop(builder: Builder, step: Step, current: int, frame: Frame, name: str) -> int:
    """`for:` names `in:` a list, `layers:` for each."""
    current = builder.names.source(step, current, frame)
    place = step.fields.get("in")
    if place is None:
        raise step.key.error("for needs in: with a list")
    items = builder.evaluate.expression(place, frame, current)
    if not isinstance(items, list):
        raise place.error(f"in must be a list, not {items!r}")
    steps = builder.steps(step.fields.get("layers"), "for needs layers:, which", step.key)
    for index, item in enumerate(items):
        variables = _bind(step, item, index, place)
        current = builder.run(steps, current, builder.turn(frame, {"index": index, **variables}))
    return current


def condition(builder: Builder, step: Step, current: int, frame: Frame, name: str) -> int:
    """`if:` with `then:` and `else:`, each a list of steps."""
    holds = builder.evaluate.condition(step.fields["if"], frame, current)
    chosen = step.main if holds else step.fields.get("else")
    if chosen is None:
        return current
    current = builder.names.source(step, current, frame)
    return builder.run(builder.steps(chosen, "then" if holds else "else", step.key), current, frame)


def jump(builder: Builder, step: Step, current: int, frame: Frame, name: str) -> int:
    """`from:` by itself: go on from an earlier layer."""
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


def branches_of(step: Step) -> list[Node]:
    """The branches of a join or a split."""
    if isinstance(step.main, Map):
        return list(step.main.values.values())
    assert isinstance(step.main, List)
    return step.main.items


def _run_branches(builder: Builder, step: Step, sources: list[int], frame: Frame) -> list[int]:
    outputs = []
    keys = list(step.main.keys.values()) if isinstance(step.main, Map) else []
    for number, branch in enumerate(branches_of(step)):
        if not isinstance(branch, List):
            raise branch.error(
                f"each branch of {step.head} is a list of steps",
                "to join earlier layers by name write {" + step.head + ", from: [a, b]}",
            )
        if not keys:
            outputs.append(builder.run(branch, sources[number], frame))
            continue
        name = frame.taken.free(builder.evaluate.name(keys[number], frame, sources[number]))
        frame.taken.names[name] = None
        where = builder.inner(frame, name, step.changed(modifiers={}), sources[number], branch)
        outputs.append(builder.run(branch, sources[number], where))
        builder.graph.close_scope(frame.path_of(name), outputs[-1])
    return outputs


def _join(builder: Builder, step: Step, head: str, inputs: list[int], frame: Frame, name: str) -> int:
    if not inputs:
        raise step.key.error(f"{head} needs at least one branch")
    path = frame.path_of(name)
    op_class = op_named(head)
    given = words_of(step, op_class) if head == step.head else {}
    written = {word: builder.evaluate.value(value, frame, inputs[0]) for word, value in given.items()}
    try:
        op_class.check_words(written, builder.graph.shape(inputs[0]))
        op = op_class.read(written, 0)
        return builder.graph.add(path, op, tuple(inputs), training=frame.training)
    except (FieldError, ShapeError) as error:
        place = step.fields.get(error.field, step.key)
        raise SpecError(f"{path}: {error.message}", hint=error.hint, origin=place.origin) from None


def _split_sizes(builder: Builder, step: Step, source: int, frame: Frame) -> list[int]:
    if not isinstance(step.main, (List, Map)):
        raise step.key.error("split takes branches, each a list of steps")
    count, channels = len(branches_of(step)), builder.graph.shape(source).channels
    place = step.fields.get("sizes")
    if place is None:
        if not count or channels % count:
            raise step.key.error(f"{channels} channels do not split into {count} equal parts", "say sizes: [..]")
        return [channels // count] * count
    sizes = builder.evaluate.value(place, frame, source)
    if not isinstance(sizes, list) or len(sizes) != count:
        raise place.error(f"sizes must be a list of {count} numbers, one for each branch")
    parts = [size for size in map(whole, sizes) if size is not None and size >= 1]
    if len(parts) != count or sum(parts) != channels:
        raise place.error(
            f"sizes must be whole numbers of at least 1 that add up to the {channels} channels here, not {sizes}"
        )
    return parts


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
