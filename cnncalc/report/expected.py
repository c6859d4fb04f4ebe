"""What is right of a network's layers: their outputs and figures, and what follows from a slip in an output."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cnncalc.errors import CnncalcError, ShapeError, did_you_mean
from cnncalc.graph import Node, chosen_from, infer
from cnncalc.network import Network
from cnncalc.ops.base import BIASES, MACS
from cnncalc.report.answer import read_sizes
from cnncalc.report.marking import Expected
from cnncalc.report.questions.question import WrongAnswer
from cnncalc.shape import Shape

ASKED = ("output", "weights", "params", "macs")
"""What can be asked of a layer."""


class _Costs(NamedTuple):
    """The figures of a layer on inputs of some shapes."""

    weights: int
    params: int
    macs: int


class LayerFigures:
    """The layers of a network by the names that questions have: `conv1 weights`."""

    def __init__(self, network: Network) -> None:
        self._name = network.name
        self._graph = network.graph
        self._layers = network.graph.layers()

    def expected(self, question: str) -> Expected:
        """What is right; raise CnncalcError for a layer or a figure that there is not."""
        node, asked = self._subject(question)
        return _expected(node, node.input_shapes, node.shape, asked)

    def following(self, said: Mapping[str, str]) -> dict[str, tuple[Expected, str]]:
        """What would be right of each question if a student's outputs were, and the slip that it follows from."""
        subjects = {question: self._subject(question) for question in said if " " in question.strip()}
        outputs = {node.id: said[question] for question, (node, asked) in subjects.items() if asked == "output"}
        shapes, slips = self._shapes(outputs)
        found: dict[str, tuple[Expected, str]] = {}
        for question, (node, asked) in subjects.items():
            slip = next((slips[index] for index in node.inputs if index in slips), "")
            inputs = tuple([shapes[index] for index in node.inputs])
            output = _inferred(node, inputs)
            if slip and output is not None:
                found[question] = _expected(node, inputs, output, asked), slip
        return found

    def _subject(self, question: str) -> tuple[Node, str]:
        layer, _, asked = question.strip().rpartition(" ")
        if asked.lower() not in ASKED:
            hint = did_you_mean(asked.lower(), ASKED) or f"there are {', '.join(ASKED)}"
            raise CnncalcError(f"nothing is asked of a layer by {asked[:60]!r}", hint=hint)
        nodes = chosen_from(self._layers, layer.strip(), self._name)
        if len(nodes) > 1:
            raise CnncalcError(f"{layer.strip()[:60]!r} is several layers, {nodes[0].path} and others")
        return nodes[0], asked.lower()

    def _shapes(self, outputs: Mapping[int, str]) -> tuple[dict[int, Shape], dict[int, str]]:
        """What comes out of each layer by what a student said, and which slip it follows from, by the node."""
        shapes: dict[int, Shape] = {}
        slips: dict[int, str] = {}
        for node in self._graph.nodes:
            slip = next((slips[index] for index in node.inputs if index in slips), "")
            inferred = _inferred(node, tuple([shapes[index] for index in node.inputs])) if slip else None
            shapes[node.id] = inferred or node.shape
            if inferred is not None:
                slips[node.id] = slip
            own = _shape_said(outputs.get(node.id, ""), node.shape)
            if own is not None and own != shapes[node.id]:
                shapes[node.id], slips[node.id] = own, f"{own} of {node.path}"
        return shapes, slips


def _shape_said(text: str, right: Shape) -> Shape | None:
    """The shape that an answer says, channels last unless they are those of the right one in front."""
    sizes = read_sizes(text)
    if len(sizes) != len(right.spatial) + 1 or min(sizes) < 1:
        return None
    first = sizes[0] == right.channels and sizes[-1] != right.channels
    return Shape(sizes[0], sizes[1:]) if first else Shape(sizes[-1], sizes[:-1])


def _inferred(node: Node, inputs: tuple[Shape, ...]) -> Shape | None:
    """What a layer gives for other inputs; None if it cannot take them."""
    if node.is_input:
        return None
    try:
        return infer(node.op, inputs)
    except ShapeError:
        return None


def _expected(node: Node, inputs: tuple[Shape, ...], output: Shape, asked: str) -> Expected:
    if asked == "output":
        return Expected(output)
    if node.op.unknown():
        raise CnncalcError(f"the {asked} of {node.path} are not known")
    costs = _costs(node, inputs, output)
    return Expected(getattr(costs, asked), tuple(_wrong(costs, asked)))


def _costs(node: Node, inputs: tuple[Shape, ...], output: Shape) -> _Costs:
    parameters = node.op.count_parameters(inputs) if node.shares is None else {}
    params = sum(parameters.values())
    biases, macs = parameters.get(BIASES, 0), node.op.count_operations(inputs, output).get(MACS, 0)
    return _Costs(int(params - biases), int(params), int(macs))


def _wrong(costs: _Costs, asked: str) -> Iterator[WrongAnswer]:
    biases = costs.params - costs.weights
    if asked == "weights" and biases:
        yield WrongAnswer(costs.params, f"with the {biases:,} biases", half=True)
    if asked == "params" and biases:
        yield WrongAnswer(costs.weights, f"without the {biases:,} biases", half=True)
    if asked == "macs" and costs.macs:
        yield WrongAnswer(2 * costs.macs, "these are FLOPs: a MAC is one multiplication and one addition")
        yield WrongAnswer(costs.weights, "these are the weights: each is used at every place of the output")
