"""A network as an ONNX file without its weights, which are said to stand in a file beside."""

from cnncalc.exporters.onnx import encoding
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
    parts = [encoding.piece(1, each) for each in nodes.nodes]
    parts.append(encoding.piece(2, network.name))
    parts += [encoding.piece(5, each) for each in nodes.initializers]
    parts += [encoding.piece(11, _value(nodes, network, node.id)) for node in graph.inputs]
    parts += [encoding.piece(12, _value(nodes, network, index)) for index in outputs]
    parts += [encoding.piece(13, _value(nodes, network, node.id)) for node in layers if node.id not in outputs]
    return b"".join([
        encoding.whole(1, IR_VERSION),
        encoding.piece(2, "cnncalc"),
        encoding.piece(7, b"".join(parts)),
        encoding.piece(8, encoding.piece(1, "") + encoding.whole(2, OPSET)),
    ])  # fmt: skip


def _value(nodes: Nodes, network: Network, index: int) -> bytes:
    """What comes out of a node, with its shape and a batch of one."""
    return encoding.value(nodes.names[index], (1, *network.graph.nodes[index].shape.channels_first()))
