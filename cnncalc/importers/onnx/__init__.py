"""ONNX files, read without their weights and without the `onnx` package."""

from __future__ import annotations

import mmap
import struct

from cnncalc.errors import LimitError
from cnncalc.importers.given import Given
from cnncalc.importers.onnx.converter import Converter
from cnncalc.importers.onnx.proto import OnnxGraph, ProtoReader
from cnncalc.importers.onnx.wire import WireError
from cnncalc.network import Network


def read(given: Given) -> Network:
    """The network in a file; raise CnncalcError for one that cannot be read."""
    with given.open() as file:
        try:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError):
            raise given.error("the file is empty") from None
        with data:
            graph = _graph(given, data)
    if not graph.nodes or not graph.outputs:
        raise given.error("is no ONNX model: it has no graph with nodes and outputs", "the file may be cut off")
    return Converter(given, graph).network()


def _graph(given: Given, data: mmap.mmap) -> OnnxGraph:
    try:
        return ProtoReader(data, given.limits).read()
    except WireError as error:
        problem = f"is no ONNX model: its bytes from {error.args[0]:,} on are not protobuf's"
        raise given.error(problem, "the file may be cut off") from None
    except (struct.error, IndexError, OverflowError):
        raise given.error("is no ONNX model, or it is cut off") from None
    except LimitError as error:
        raise LimitError(f"{given.path}: {error.message}", hint=error.hint) from None
