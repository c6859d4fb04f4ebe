"""A network's inputs: what `input:` says, one shape or several by name."""

from __future__ import annotations

from cnncalc.limits import raise_hint
from cnncalc.shape import Shape, parse_shape
from cnncalc.spec.definition import Definition
from cnncalc.spec.document import Map, Node, Scalar
from cnncalc.spec.frame import Evaluator, Frame
from cnncalc.spec.nodes import GraphBuilder
from cnncalc.spec.words import in_words


def add_inputs(
    definition: Definition, given: Node | None, frame: Frame, graph: GraphBuilder, evaluate: Evaluator, title: str
) -> int:
    """Add them to a graph; return the first. A shape that is given from outside stands for the network's own.

    Raises SpecError for what is no shape, and for one that is given and has other axes than the network's own;
    `title` is the network's name.
    """
    node = definition.input
    if node is None:
        node, given = given, None
    if node is None:
        raise definition.document.error("a spec needs input:", "input: 224x224x3 (height × width × channels)")
    if isinstance(node, Map):
        if given is not None:
            raise given.error(f"{title} has {len(node.values)} inputs, and --input gives one")
        return _add_named(node, frame, graph, evaluate)
    shape = _shape(node, frame, evaluate)
    if given is not None:
        own, shape = shape, _shape(given, frame, evaluate)
        _check_axes(given, own, shape, title)
    frame.taken.names["input"] = None
    return graph.add_input("input", shape)


def _add_named(node: Map, frame: Frame, graph: GraphBuilder, evaluate: Evaluator) -> int:
    if not node.values:
        raise node.error("input needs at least one name and its shape")
    if len(node.values) > evaluate.budget.limits.items:
        most = f"{evaluate.budget.limits.items:,}"
        raise node.error(f"a network has at most {most} inputs", raise_hint("items"))
    for key, shape in zip(node.keys.values(), node.values.values(), strict=True):
        name = evaluate.name(key, frame, None)
        if name in frame.taken.names:
            raise key.error(f"duplicate name {name!r}")
        frame.taken.names[name] = None
        graph.add_input(name, _shape(shape, frame, evaluate))
    return 0


def _check_axes(given: Node, own: Shape, shape: Shape, title: str) -> None:
    if len(shape.spatial) != len(own.spatial):
        wanted = f"an input of {' × '.join((*own.axes, 'channels'))}" if own.spatial else "a vector"
        raise given.error(f"{title} takes {wanted}, as {own}, not {shape}")


def _shape(node: Node, frame: Frame, evaluate: Evaluator) -> Shape:
    value = evaluate.value(node, frame, None)
    if isinstance(node, Scalar) and type(value) in (bool, float) and value is node.value:
        value = node.written
    if isinstance(value, list):
        value = "x".join(map(_text, value))
    try:
        return parse_shape("" if value is None else _text(value))
    except ValueError as error:
        raise node.error(str(error)) from None


def _text(value: object) -> str:
    return value if isinstance(value, str) else in_words(value)
