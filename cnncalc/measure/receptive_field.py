"""How much of the input one position of a layer sees.

Araujo, Norris and Sim, Computing Receptive Fields of Convolutional Neural Networks, Distill 2019.
"""

from __future__ import annotations

from typing import NamedTuple

from cnncalc.graph import Graph, Node
from cnncalc.ops.base import Window
from cnncalc.shape import Shape


class Field(NamedTuple):
    """What the first position sees along each axis of the input, and how far on its neighbour sees the same.

    `first` and `last` are both included, and reach into the padding; `jump` is the distance between the fields of
    neighbours.
    """

    first: tuple[int, ...]
    last: tuple[int, ...]
    jump: tuple[int, ...]

    @property
    def size(self) -> tuple[int, ...]:
        """The receptive field's size along each axis."""
        return tuple(last - first + 1 for first, last in zip(self.first, self.last, strict=True))


def receptive_fields(graph: Graph) -> list[Field | None]:
    """The receptive field of every node, by index; None where it is not known.

    It is known for windows, for what works on each position by itself, for what sees everything, and for joins of
    branches with the same jump; not behind upsampling, nor for joins of several inputs.
    """
    fields: list[Field | None] = []
    single = len(graph.inputs) == 1
    for node in graph.nodes:
        if node.is_input:
            axes = len(node.shape.spatial)
            fields.append(Field((0,) * axes, (0,) * axes, (1,) * axes) if single else None)
        else:
            before = [fields[index] for index in node.inputs]
            fields.append(_merge([_through(field, node, graph) for field in before]))
    return fields


def _through(field: Field | None, node: Node, graph: Graph) -> Field | None:
    x = graph.nodes[node.inputs[0]].shape
    if field is None or node.op.resamples:
        return None
    if not x.spatial or len(x.spatial) != len(field.jump):
        return field if not x.spatial else None
    window = node.op.window(x) or _everything(x)
    first = tuple(f - pad * j for f, pad, j in zip(field.first, window.pad, field.jump, strict=True))
    last = tuple(
        at + (extent - 1 - pad) * j
        for at, extent, pad, j in zip(field.last, window.extent, window.pad, field.jump, strict=True)
    )
    jump = tuple(j * stride for j, stride in zip(field.jump, window.stride, strict=True))
    return Field(first, last, jump)


def _everything(x: Shape) -> Window:
    return Window(x.spatial, (1,) * len(x.spatial), (0,) * len(x.spatial))


def _merge(fields: list[Field | None]) -> Field | None:
    """The union of what all branches see."""
    known = [field for field in fields if field is not None]
    if len(known) != len(fields) or any(field.jump != known[0].jump for field in known):
        return None
    first = tuple(min(at) for at in zip(*(field.first for field in known), strict=True))
    last = tuple(max(at) for at in zip(*(field.last for field in known), strict=True))
    return Field(first, last, known[0].jump)
