"""A network as an ONNX file without its weights, which are said to stand in a file beside."""

from cnncalc.exporters.onnx import wire
from cnncalc.exporters.onnx.nodes import Nodes
from cnncalc.network import Network
from cnncalc.ops.base import Join

OPSET = 21
"""Gelu came with 20, GroupNormalization as it is now with 21."""
IR_VERSION = 10


def write_onnx(network: Network) -> bytes:
    """The file's bytes, for one example at a time. Raises CnncalcError for what ONNX has no operators for."""
    graph = network.graph
    nodes = Nodes(f"{network.name}.weights")
    for entry in graph.inputs:
        nodes.names[entry.id] = nodes.untaken(entry.path)
    layers = graph.layers()
    for node in layers:
        if isinstance(node.op, Join):
            nodes.join(node)
        else:
            nodes.layer(node)
    others = [node.id for node in graph.outputs(layers) if node.id != graph.output]
    outputs = list(graph.declared) or [graph.output, *others]
    parts = [wire.piece(1, each) for each in nodes.nodes]
    parts.append(wire.piece(2, network.name))
    parts += [wire.piece(5, each) for each in nodes.initializers]
    parts += [wire.piece(11, _value(nodes, network, node.id)) for node in graph.inputs]
    parts += [wire.piece(12, _value(nodes, network, index)) for index in outputs]
    parts += [wire.piece(13, _value(nodes, network, node.id)) for node in layers if node.id not in outputs]
    return b"".join([
        wire.whole(1, IR_VERSION),
        wire.piece(2, "cnncalc"),
        wire.piece(7, b"".join(parts)),
        wire.piece(8, wire.piece(1, "") + wire.whole(2, OPSET)),
    ])  # fmt: skip


def _value(nodes: Nodes, network: Network, index: int) -> bytes:
    """What comes out of a node, with its shape and a batch of one."""
    return wire.value(nodes.names[index], (1, *network.graph.nodes[index].shape.channels_first()))
