"""Branches: several lists of steps on one input, and how what comes out of them is joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncalc.errors import FieldError, JoinError, ShapeError, SpecError
from cnncalc.ops import op_named
from cnncalc.ops.fields import whole
from cnncalc.shape import Shape
from cnncalc.source.values import List, Map, Node, Scalar, plain
from cnncalc.spec.arguments import words_of
from cnncalc.spec.frame import Frame
from cnncalc.spec.steps import JOINS, Step

if TYPE_CHECKING:
    from cnncalc.spec.build import Builder

CONDITIONAL = {"if", "layers"}
"""The keys of a branch that is there only where a condition holds."""


def branches(builder: Builder, step: Step, current: int, frame: Frame, name: str) -> int:
    """`concat:`, `add:` or `multiply:` with branches, each from the same input."""
    source, count = builder.names.source(step, current, frame), len(branches_of(step))
    builder.graph.check_inputs(count)
    outputs = _run_branches(builder, step, [source] * count, frame)
    return _join(builder, step, step.head, outputs, frame, name)


def residual(builder: Builder, step: Step, current: int, frame: Frame, name: str) -> int:
    """`residual:`, a body added to its shortcut. He et al., CVPR 2016, equations 1 and 2."""
    source = builder.names.source(step, current, frame)
    steps, marked = builder.steps(step.main, "residual", step.key), _mark(builder)
    body = builder.run(steps, source, frame)
    left_out = bool(steps.items) and body == source and _mark(builder) == marked
    shortcut = step.fields.get("shortcut")
    if isinstance(shortcut, List):
        other = builder.run(shortcut, source, frame)
    elif shortcut is None or builder.evaluate.condition(shortcut, frame, source):
        other = source
    else:
        builder.graph.close_scope(frame.path_of(name), body)
        return body
    if left_out and builder.graph.shape(source):
        raise steps.error("every step of this residual is left out here", "what is added to the shortcut must be there")
    try:
        return _join(builder, step, "add", [body, other], frame, name)
    except JoinError as error:
        shapes = builder.graph.shape(other), builder.graph.shape(body)
        raise _shortcut_error(step, frame.path_of(name), error, *shapes) from None


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
    if join not in JOINS:
        raise step.fields["join"].error(f"join must be concat, add or multiply, not {join!r}")
    return _join(builder, step, join, outputs, frame, name)


def branches_of(step: Step) -> list[Node]:
    """The branches of a join or a split."""
    if isinstance(step.main, Map):
        return list(step.main.values.values())
    assert isinstance(step.main, List)
    return step.main.items


def _run_branches(builder: Builder, step: Step, sources: list[int], frame: Frame) -> list[int]:
    """Run each branch on its source; return what comes out of those that are there."""
    outputs = []
    keys = list(step.main.keys.values()) if isinstance(step.main, Map) else []
    for number, (branch, source) in enumerate(zip(branches_of(step), sources, strict=True)):
        steps = _steps_of(builder, step, branch, source, frame)
        if steps is not None:
            outputs.append(_run_branch(builder, steps, keys[number] if keys else None, step, source, frame))
    return outputs


def _steps_of(builder: Builder, step: Step, branch: Node, source: int, frame: Frame) -> List | None:
    """A branch's steps; None for one whose condition does not hold."""
    steps = branch
    if isinstance(branch, Map) and branch.values.keys() == CONDITIONAL and step.head != "split":
        if not builder.evaluate.condition(branch.values["if"], frame, source):
            return None
        steps = branch.values["layers"]
    if not isinstance(steps, List):
        by_name = "to join earlier layers by name write {" + step.head + ", from: [a, b]}"
        widths = "how many channels each takes is said beside them, sizes: [48, 16]"
        hint = by_name if step.head != "split" else widths
        raise steps.error(f"each branch of {step.head} is a list of steps", hint)
    return steps


def _run_branch(builder: Builder, steps: List, key: Scalar | None, step: Step, source: int, frame: Frame) -> int:
    """Run one branch, under its name if it has one; raise SpecError if all of its steps are left out."""
    where = frame
    if key is not None:
        name = frame.taken.free(builder.evaluate.name(key, frame, source))
        frame.taken.names[name] = None
        where = builder.inner(frame, name, step.changed(modifiers={}), source, steps)
    marked = _mark(builder)
    output = builder.run(steps, source, where)
    if steps.items and output == source and _mark(builder) == marked and builder.graph.shape(source):
        other = "" if step.head == "split" else "; a branch that may not be there is {if: …, layers: […]}"
        raise steps.error(
            "every step of this branch is left out here", f"{{if: …, then: […], else: []}} leaves its input{other}"
        )
    if key is not None:
        builder.graph.close_scope(where.path, output)
    return output


def _mark(builder: Builder) -> tuple[int, int]:
    """What changes wherever a step runs: how many nodes there are, and how often steps went on from an earlier one."""
    return len(builder.graph.nodes), builder.jumps


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
    except JoinError as error:
        error.told_of(f"{path}: branch {error.number}")
        error.origin = step.key.origin
        raise
    except (FieldError, ShapeError) as error:
        place = step.fields.get(error.field, step.key)
        raise SpecError(f"{path}: {error.message}", hint=error.hint, origin=place.origin) from None


def _shortcut_error(step: Step, path: str, error: JoinError, shortcut: Shape, body: Shape) -> SpecError:
    """The error for a body and a shortcut of different shapes, with two ways out."""
    message = f"{path}: the shortcut is {shortcut}, and what is added to it {body}"
    place = step.fields.get("shortcut") or step.key
    strides = [-(-have // want) for have, want in zip(shortcut.spatial, body.spatial, strict=False)]
    reached = [-(-have // stride) for have, stride in zip(shortcut.spatial, strides, strict=False)]
    if len(shortcut.spatial) != len(body.spatial) or reached != list(body.spatial):
        return place.error(message, error.hint)
    if not strides:
        return place.error(message, f"a projection makes them equal, shortcut: [{{linear: {body.channels}}}]")
    stride = strides[0] if len(set(strides)) == 1 else "x".join(map(str, strides))
    moved = "" if stride == 1 else f", stride: {stride}"
    ways = f"a projection makes them equal, shortcut: [{{conv: {body.channels}, kernel: 1{moved}}}]"
    more = body.channels - shortcut.channels
    if more > 0:
        ways += f", or zeros, [{f'{{maxpool: 1{moved}}}, ' if moved else ''}{{pad: 0, channels: [0, {more}]}}]"
    return place.error(message, ways)


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
