"""Writes ResNet-50 as an ONNX file of 102 MB: its weights are there, and all zero. `python -m … PATH`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.importers.onnx_writer import FLOAT, field, node, value

STAGES = ((64, 3), (128, 4), (256, 6), (512, 3))


class ResNet50:
    """The network while it is written; normalisation is folded into its convolutions."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def weight(self, name: str, *dims: int) -> str:
        size = 4
        for each in dims:
            size *= each
        sizes = b"".join(field(1, each) for each in dims)
        self.parts.append(field(5, sizes + field(2, FLOAT) + field(8, name) + field(9, bytes(size))))
        return name

    def node(self, op: str, inputs: str, path: str, **attributes: object) -> str:
        self.parts.append(field(1, node(op, inputs, f"{path}_out", f"/{path}/{op}", **attributes)))
        return f"{path}_out"

    def conv(self, x: str, path: str, channels: int, filters: int, kernel: int, stride: int = 1) -> str:
        weights = self.weight(f"{path}.w", filters, channels, kernel, kernel), self.weight(f"{path}.b", filters)
        pads, strides = [kernel // 2] * 4, [stride, stride]
        return self.node("Conv", f"{x} {' '.join(weights)}", path, pads=pads, strides=strides)

    def block(self, x: str, path: str, channels: int, inner: int, stride: int) -> str:
        y = self.node("Relu", self.conv(x, f"{path}/conv1", channels, inner, 1), f"{path}/relu1")
        y = self.node("Relu", self.conv(y, f"{path}/conv2", inner, inner, 3, stride), f"{path}/relu2")
        y = self.conv(y, f"{path}/conv3", inner, 4 * inner, 1)
        if channels != 4 * inner or stride > 1:
            x = self.conv(x, f"{path}/downsample", channels, 4 * inner, 1, stride)
        return self.node("Relu", self.node("Add", f"{y} {x}", f"{path}/add"), f"{path}/relu3")

    def file(self) -> bytes:
        x = self.node("Relu", self.conv("x", "conv1", 3, 64, 7, 2), "relu")
        x = self.node("MaxPool", x, "maxpool", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
        channels = 64
        for stage, (inner, count) in enumerate(STAGES, start=1):
            for number in range(count):
                stride = 2 if stage > 1 and not number else 1
                x = self.block(x, f"layer{stage}/layer{stage}.{number}", channels, inner, stride)
                channels = 4 * inner
        x = self.node("Flatten", self.node("GlobalAveragePool", x, "avgpool"), "flatten")
        y = self.node("Gemm", f"{x} {self.weight('fc.w', 1000, channels)} {self.weight('fc.b', 1000)}", "fc", transB=1)
        ends = [field(11, value("x", (1, 3, 224, 224))), field(12, value(y, (1, 1000)))]
        return field(1, 8) + field(8, field(2, 17)) + field(7, b"".join(self.parts + ends))


def write(path: Path) -> None:
    """Write the file."""
    path.write_bytes(ResNet50().file())


if __name__ == "__main__":
    write(Path(sys.argv[1]))
