"""A network's inputs: what `input:` says, one shape or several by name."""

from __future__ import annotations

from cnncalc.shape import Shape, parse_shape
from cnncalc.spec.definition import Definition
from cnncalc.spec.document import Map, Node
from cnncalc.spec.frame import Evaluator, Frame
from cnncalc.spec.nodes import GraphBuilder


def add_inputs(definition: Definition, frame: Frame, graph: GraphBuilder, evaluate: Evaluator) -> int:
    """Add them to a graph; return the first. Raises SpecError for what is no shape."""
    node = definition.input
    if node is None:
        raise definition.document.error("a spec needs input:", "input: 224x224x3 (height × width × channels)")
    if not isinstance(node, Map):
        frame.taken.names["input"] = None
        return graph.add_input("input", _shape(node, frame, evaluate))
    if not node.values:
        raise node.error("input needs at least one name and its shape")
    for key, shape in zip(node.keys.values(), node.values.values(), strict=True):
        name = evaluate.name(key, frame, None)
        if name in frame.taken.names:
            raise key.error(f"duplicate name {name!r}")
        frame.taken.names[name] = None
        graph.add_input(name, _shape(shape, frame, evaluate))
    return 0


def _shape(node: Node, frame: Frame, evaluate: Evaluator) -> Shape:
    value = evaluate.value(node, frame, None)
    if isinstance(value, list):
        value = "x".join(map(str, value))
    try:
        return parse_shape(str(value))
    except ValueError as error:
        raise node.error(f"input: {error}") from None
