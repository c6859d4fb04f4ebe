"""ONNX files, read without their weights and without the `onnx` package."""

from __future__ import annotations

import struct
from typing import BinaryIO

from cnncalc.errors import LimitError
from cnncalc.importers.given import Given
from cnncalc.importers.onnx.converter import Converter
from cnncalc.importers.onnx.proto import OnnxGraph, ProtoReader
from cnncalc.importers.onnx.wire import WireError
from cnncalc.network import Network


def read(given: Given) -> Network:
    """The network in a file; raise CnncalcError for one that cannot be read."""
    with given.open() as file:
        graph = read_graph(given, file)
    if not graph.nodes or not graph.outputs:
        raise given.error("is no ONNX model: it has no graph with nodes and outputs", "the file may be cut off")
    return Converter(given, graph).network()


def read_graph(given: Given, file: BinaryIO) -> OnnxGraph:
    """What a file says; raise CnncalcError for one that is no ONNX model."""
    try:
        return ProtoReader(file, given.limits).read()
    except WireError as error:
        problem = f"is no ONNX model: its bytes from {error.args[0]:,} on are not protobuf's"
        raise given.error(problem, "the file may be cut off") from None
    except (struct.error, IndexError, OverflowError, OSError):
        raise given.error("is no ONNX model, or it is cut off") from None
    except LimitError as error:
        raise LimitError(f"{given.path}: {error.message}", hint=error.hint) from None
