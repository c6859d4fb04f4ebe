"""The receptive fields published for networks whose TF-Slim form is not the catalogue's.

Size, effective stride and effective padding from github.com/google-research/receptive_field, RECEPTIVE_FIELD_TABLE.md.
TF-Slim's ResNets have a block's stride in its last unit (nets/resnet_utils.py, stack_blocks_dense); its pooling pads
as TensorFlow does, by 0 before an even size; MobileNet and Inception-v2 pad everything so, and their padding depends on
the input. Filters are few here: they change no field.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cnncalc.graph import Graph
from cnncalc.measure.field import ReceptiveField
from cnncalc.measure.receptive_field import receptive_fields

RESNET = """
input: 224x224x3
parameters: {units: [3, 4, 6, 3]}
blocks:
  bottleneck:
    parameters: {stride}
    layers:
      - residual:
          - {conv: 1, kernel: 1}
          - {conv: 1, kernel: 3, stride: $stride, pad: 1}
          - {conv: 4, kernel: 1}
        shortcut: [{conv: 4, kernel: 1, stride: $stride}]
layers:
  - {conv: 4, kernel: 7, stride: 2, pad: 3}
  - {maxpool: 3, stride: 2, pad: same}
  - for: number
    in: [1, 2, 3, 4]
    layers:
      - name: block${number}
        layers:
          - {bottleneck: "${2 if index == units[number - 1] - 1 and number < 4 else 1}", repeat: "${units[number - 1]}"}
"""

MOBILENET = """
input: 224x224x3
layers:
  - {conv: 1, kernel: 3, stride: 2, pad: same, name: Conv2d_0}
  - for: stride
    in: [1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1]
    layers:
      - {depthwise_conv: 3, stride: $stride, pad: same}
      - {conv: 1, kernel: 1, name: "Conv2d_${index + 1}_pointwise"}
"""

INCEPTION_V2 = """
input: 224x224x3
blocks:
  conv3x3:
    parameters: {stride: 1}
    layers: [{conv: 1, kernel: 3, stride: $stride, pad: same}]
  mixed:
    layers:
      - concat:
          - [{conv: 1, kernel: 1}]
          - [{conv: 1, kernel: 1}, conv3x3]
          - [{conv: 1, kernel: 1}, conv3x3, conv3x3]
          - [{avgpool: 3, stride: 1, pad: same}, {conv: 1, kernel: 1}]
  reduction:
    layers:
      - concat:
          - [{conv: 1, kernel: 1}, {conv3x3: 2}]
          - [{conv: 1, kernel: 1}, conv3x3, {conv3x3: 2}]
          - [{maxpool: 3, stride: 2, pad: same}]
layers:
  - {depthwise_conv: 7, stride: 2, pad: same}
  - {conv: 1, kernel: 1, name: Conv2d_1a_7x7}
  - {maxpool: 3, stride: 2, pad: same, name: MaxPool_2a_3x3}
  - {conv: 1, kernel: 1, name: Conv2d_2b_1x1}
  - {conv: 1, kernel: 3, pad: same, name: Conv2d_2c_3x3}
  - {maxpool: 3, stride: 2, pad: same, name: MaxPool_3a_3x3}
  - {mixed, name: Mixed_3b}
  - {mixed, name: Mixed_3c}
  - {reduction, name: Mixed_4a}
  - {mixed, name: Mixed_4b}
  - {mixed, name: Mixed_4c}
  - {mixed, name: Mixed_4d}
  - {mixed, name: Mixed_4e}
  - {reduction, name: Mixed_5a}
  - {mixed, name: Mixed_5b}
  - {mixed, name: Mixed_5c}
"""

RESNETS = [
    ("resnet_v1_50", [3, 4, 6, 3], [(35, 8, 15), (99, 16, 47), (291, 32, 143), (483, 32, 239)]),
    ("resnet_v1_101", [3, 4, 23, 3], [(35, 8, 15), (99, 16, 47), (835, 32, 415), (1027, 32, 511)]),
    ("resnet_v1_152", [3, 8, 36, 3], [(35, 8, 15), (163, 16, 79), (1315, 32, 655), (1507, 32, 751)]),
    ("resnet_v1_200", [3, 24, 36, 3], [(35, 8, 15), (419, 16, 207), (1571, 32, 783), (1763, 32, 879)]),
]

SIZES_AND_STRIDES = {
    "mobilenet_v1": [(3, 2), (7, 2), (11, 4), (19, 4), (27, 8), (43, 8), (59, 16), (91, 16), (123, 16), (155, 16),
                     (187, 16), (219, 16), (251, 32), (315, 32)],
    "inception_v2": [(7, 2), (11, 4), (11, 4), (19, 4), (27, 8), (59, 8), (91, 8), (123, 16), (187, 16), (251, 16),
                     (315, 16), (379, 16), (443, 32), (571, 32), (699, 32)],
}  # fmt: skip
END_POINTS = {
    "mobilenet_v1": ["Conv2d_0", *(f"Conv2d_{number}_pointwise" for number in range(1, 14))],
    "inception_v2": ["Conv2d_1a_7x7", "MaxPool_2a_3x3", "Conv2d_2b_1x1", "Conv2d_2c_3x3", "MaxPool_3a_3x3",
                     *(f"Mixed_{name}" for name in ("3b", "3c", "4a", "4b", "4c", "4d", "4e", "5a", "5b", "5c"))],
}  # fmt: skip
PADDINGS = [
    ("mobilenet_v1", MOBILENET, 224, [0, 2, 2, 6, 6, 14, 14, 30, 46, 62, 78, 94, 94, 126]),
    ("mobilenet_v1", MOBILENET, 321, [1, 3, 5, 9, 13, 21, 29, 45, 61, 77, 93, 109, 125, 157]),
    ("inception_v2", INCEPTION_V2, 224, [2, 2, 2, 6, 6, 22, 38, 46, 78, 110, 142, 174, 190, 254, 318]),
    ("inception_v2", INCEPTION_V2, 321, [3, 5, 5, 9, 13, 29, 45, 61, 93, 125, 157, 189, 221, 285, 349]),
]  # fmt: skip


def fields_at(graph: Graph, places: list[str]) -> list[tuple[int, int, int]]:
    """Size, effective stride and effective padding at the ends of layers or blocks, the same along both axes."""
    fields = receptive_fields(graph)
    found = []
    for place in places:
        field = fields[[node.id for node in graph.nodes if f"{node.path}.".startswith(f"{place}.")][-1]]
        assert isinstance(field, ReceptiveField)
        (size,), (jump,), (padding,) = set(field.size), set(field.jump), set(field.padding)
        found.append((size, jump, padding))
    return found


@pytest.mark.parametrize(("name", "units", "blocks"), RESNETS)
def test_resnet(
    name: str, units: list[int], blocks: list[tuple[int, int, int]], graph_of: Callable[[str], Graph]
) -> None:
    graph = graph_of(RESNET.replace("[3, 4, 6, 3]", str(units)))
    assert fields_at(graph, ["block1", "block2", "block3", "block4"]) == blocks


@pytest.mark.parametrize(("name", "spec", "resolution", "paddings"), PADDINGS)
def test_padding_by_the_input(
    name: str, spec: str, resolution: int, paddings: list[int], graph_of: Callable[[str], Graph]
) -> None:
    graph = graph_of(spec.replace("224x224", f"{resolution}x{resolution}"))
    published = [(*both, padding) for both, padding in zip(SIZES_AND_STRIDES[name], paddings, strict=True)]
    assert fields_at(graph, END_POINTS[name]) == published
