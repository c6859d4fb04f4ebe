"""The arithmetic of layers, run on named quantities (`cnncalc.quantity`): those know their formulas."""

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from cnncalc.graph import Application, Graph, Node
from cnncalc.ops.base import MACS, PRODUCTS, Counts, Op
from cnncalc.ops.composed import Composed
from cnncalc.ops.sizes import Sides
from cnncalc.quantity import Quantity, total
from cnncalc.quantity.formula import FormulaTree, Product, tree_of
from cnncalc.shape import Shape
from cnncalc.text import below

INPUT, OUTPUT = "₁", "₂"
MOST_KNOWN = 200
"""How many workings are remembered: layers that work alike are mostly near each other."""


class Flattened(NamedTuple):
    """A flattened output: what the next layer sees is still a product, and no plain size."""

    sizes: Shape
    product: FormulaTree
    """The sizes whose product a flattened output is, since plain sizes are equal if their values are."""


Products: TypeAlias = dict[str, Flattened]
"""The products behind flattened outputs, by the path of the layer."""


class Trace(NamedTuple):
    """A layer's figures as quantities."""

    op: Op
    """The op with quantities as its fields."""
    inputs: tuple[Shape, ...]
    output: Shape
    """The output's shape as quantities that have the names of sizes alone."""
    parameters: Counts
    operations: Counts
    macs_by_part: Counts = {}
    """The MACs of an op that has several parts."""
    named_sizes: Counts = {}
    """Sizes that have letters of their own in the formulas."""

    @property
    def sizes(self) -> Shape:
        """The output's shape as quantities, worked out from the inputs."""
        return self.op.infer(self.inputs)

    @property
    def pads(self) -> Sides:
        """The padding that the output implies; empty where the step says the padding."""
        return self.op.implied_pads(self.inputs[0], self.output) if self.inputs else ()

    @property
    def total_parameters(self) -> int:
        """The parameters as one quantity."""
        return total(self.parameters.values())

    @property
    def macs(self) -> int:
        """The MACs as one quantity."""
        return total([self.operations.get(MACS, 0), self.operations.get(PRODUCTS, 0)])


def trace(application: Application, flattened: Sequence[Flattened | None] = (), *, owns: bool = True) -> Trace:
    """Run a layer's arithmetic; `flattened` are those of its inputs that are products, `owns` is of its parameters."""
    op, output = application.op.traced(), _named(application.output, OUTPUT)
    inputs = _told_apart(application) if len(application.inputs) > 1 else _named_inputs(application, flattened)
    parameters = op.count_parameters(inputs) if owns else {}
    traced = Trace(op, inputs, output, parameters, op.count_operations(inputs, output))
    if not isinstance(op, Composed):
        return traced
    return traced._replace(macs_by_part=op.macs_by_part(inputs, output), named_sizes=op.named_sizes(inputs))


def find_products(graph: Graph, nodes: Sequence[Node]) -> Products:
    """The outputs of layers that are flattened, and of those that change nothing in their sizes."""
    products: Products = {}
    for node in nodes:
        if not node.shape.spatial:
            before = flattened_inputs(products, [graph.nodes[each].path for each in node.inputs])
            sizes = node.op.traced().infer(_named_inputs(node.application, before))
            product = tree_of(sizes.channels)
            if isinstance(product, Product):
                products[node.path] = Flattened(sizes, product)
    return products


def flattened_inputs(products: Products, inputs: Sequence[str]) -> tuple[Flattened | None, ...]:
    """The inputs of a layer that are products of flattened sizes, in words; empty if none is."""
    return tuple([products.get(each) for each in inputs]) if products and not products.keys().isdisjoint(inputs) else ()


def _named_inputs(application: Application, flattened: Sequence[Flattened | None]) -> tuple[Shape, ...]:
    inputs = application.inputs
    before = flattened or [None] * len(inputs)
    return tuple([known.sizes if known else _named(x, INPUT) for known, x in zip(before, inputs, strict=True)])


def _told_apart(application: Application) -> tuple[Shape, ...]:
    """The inputs of a join, each with channels of its own letter: C₁, C₂…"""
    return tuple(
        [_named(shape, INPUT, f"C{below(number)}") for number, shape in enumerate(application.inputs, start=1)]
    )


def _named(shape: Shape, which: str, channels: str = "C") -> Shape:
    spatial = [Quantity(size, symbol + which) for size, symbol in zip(shape.spatial, shape.letters, strict=True)]
    return Shape(Quantity(shape.channels, channels), tuple(spatial))
