"""Boxes and arrows in words, and in the languages of other programs."""

from __future__ import annotations

from pathlib import Path

import pytest

import cnncalc
from cnncalc.render import render
from cnncalc.render.diagram.boxes import Link
from cnncalc.render.diagram.captions import brief, kind_of, names_text
from cnncalc.render.diagram.rails import rails
from cnncalc.report.fold import every_layer
from cnncalc.report.outline import outline

WORDS = {  # a step on 8×8×4, what stands in its box, and of which kind that is
    "{conv: 16, kernel: 3, stride: 2}": ("3×3 /2, 16", "convolution"),
    "{conv: 16, kernel: 3x1, stride: 2x1}": ("3×1 /2×1, 16", "convolution"),
    "{conv: 16, kernel: 3, dilation: 2, groups: 2}": ("3×3, dilation 2, 2 groups, 16", "convolution"),
    "{conv: 8, kernel: 3, groups: 4}": ("3×3, 8", "depthwise"),
    "{depthwise_conv: 5, pad: 2}": ("dw 5×5", "depthwise"),
    "{conv_transpose: 8, kernel: 4, stride: 2, pad: 1}": ("up ×2 4×4, 8", "transposed"),
    "{upsample: 2, mode: bilinear}": ("up ×2 bilinear", "other"),
    "{maxpool: 3, stride: 2}": ("max 3×3 /2", "pooling"),
    "{avgpool: 2}": ("avg 2×2 /2", "pooling"),
    "global_avgpool": ("global avg", "pooling"),
    "{adaptive_avgpool: 2}": ("avg to 2×2", "pooling"),
    "{channel_slice: [0, 2]}": ("slice 0 to 2", "other"),
    "{op: attention, params: 5}": ("attention", "other"),
    "pixel_shuffle: 2": ("pixel shuffle", "other"),
    "batchnorm": ("batchnorm", "other"),
}


@pytest.mark.parametrize(("step", "words"), WORDS.items())
def test_what_stands_in_a_box(step: str, words: tuple[str, str], tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(f"input: 8x8x4\nlayers:\n  - {step}\n", encoding="utf-8")
    (unit,) = every_layer(cnncalc.load(str(path)).summary())
    assert unit.main is not None
    assert (brief(unit.main), kind_of(unit)) == words


NAMES = {
    ("conv4_2", "conv4_36"): "conv4_2…36",
    ("stage.conv4_2", "stage.conv4_3"): "conv4_2…3",
    ("unit", "unit"): "unit",
    ("a", "b"): "a…b",
    ("left1", "right2"): "left1…right2",
    ("12", "13"): "12…13",
}


@pytest.mark.parametrize(("paths", "text"), NAMES.items())
def test_the_names_of_repeats(paths: tuple[str, str], text: str) -> None:
    assert names_text(*paths) == text


RAILS = {  # arrows as pairs of boxes, and the lines beside each box
    ((0, 1), (1, 2)): ["●", "●", "●"],
    ((0, 1), (1, 2), (0, 2)): ["●─╮", "● │", "●─╯"],
    ((0, 1), (0, 2), (1, 3), (2, 3)): ["●─╮", "● │", "│ ●", "●─╯"],
    ((0, 1), (0, 2), (0, 3), (1, 4), (2, 4), (3, 4)): ["●─┬─╮", "● │ │", "│ ● │", "│ │ ●", "●─┴─╯"],
    ((0, 1), (0, 4), (1, 2), (1, 3), (2, 3), (3, 4)): ["●─╮", "●─┼─╮", "● │ │", "●─┼─╯", "●─╯"],
    ((0, 2), (1, 2)): ["●", "│ ●", "●─╯"],
    ((0, 1), (0, 2), (2, 3)): ["●─╮", "│ ●", "●", "●"],  # a side head ends
}


@pytest.mark.parametrize(("links", "lines"), RAILS.items())
def test_lines_beside_boxes(links: tuple[tuple[int, int], ...], lines: list[str]) -> None:
    assert list(rails(len(lines), [Link(*link) for link in links])) == lines


SPEC = """
name: 'A "net" <b>#1</b>'
input: 8x8x4
blocks:
  unit: [{residual: [{conv: 4, kernel: 3, pad: 1, name: a}, {maxpool: 1, name: p}], name: sum}]
layers:
  - {unit, repeat: 3, name: u}
  - {name: head, layers: [global_avgpool, flatten, {linear: 10, name: fc}]}
"""
MERMAID = """---
title: "A #34;net#34; #60;b#62;#35;1#60;/b#62;"
---
flowchart TB
  n0("input"):::input
  subgraph f0["unit u1…3 ×3"]
    n1("3×3, 4"):::convolution
    n2("max 1×1"):::pooling
    n3(("+")):::join
  end
  style f0 fill:none,stroke:#203454
  subgraph f1["head"]
    n4("global avg"):::pooling
    n5("fc, 10"):::fc
  end
  style f1 fill:none,stroke:#203454
  n0 -->|"8×8×4"| n1
  n1 --> n2
  n2 --> n3
  n0 --> n3
  n3 --> n4
  n4 -->|"1×1×4"| n5
"""
DOT = (
    'digraph "A \\"net\\" <b>#1</b>" {\n',
    "  subgraph cluster_f0 {\n",
    '    n3 [label="+", fillcolor="#FFFFFF", color="#808080"',
    '  n0 -> n1 [label="8×8×4"]\n',
    '  n0 -> n3 [color="#B03A6B", penwidth=1.5, weight=0]\n',
)


@pytest.fixture
def network(tmp_path: Path) -> cnncalc.Network:
    path = tmp_path / "net.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return cnncalc.load(str(path))


def test_mermaid(network: cnncalc.Network) -> None:
    written = "".join(render(outline(network), "mermaid"))
    assert written.startswith(MERMAID)
    assert written.endswith("  linkStyle 3 stroke:#B03A6B,stroke-width:2px\n")


def test_dot(network: cnncalc.Network) -> None:
    written = "".join(render(outline(network), "dot"))
    assert all(line in written for line in DOT)


def test_what_blocks_are_made_of_stands_beside(network: cnncalc.Network) -> None:
    shut = outline(network, 1)
    assert '  subgraph d0["unit: 3 times, here u1"]\n' in "".join(render(shut, "mermaid"))
    assert '  subgraph cluster_d0 {\n    label="unit: 3 times, here u1"\n' in "".join(render(shut, "dot"))


def test_as_text(network: cnncalc.Network) -> None:
    lines = str(cnncalc.outline(network, 1)).splitlines()
    assert lines[2:6] == [
        "box       what it is  output",
        "────────  ──────────  ──────",
        "●  input  input       8×8×4",
        "●  u1…3   unit ×3     8×8×4",
    ]
    assert lines[8:15] == [
        "unit: 3 times, here u1",
        "",
        "box         what it is  output",
        "──────────  ──────────  ──────",
        "●─╮  input  input       8×8×4",
        "● │  a      3×3, 4      8×8×4",
        "● │  p      max 1×1     8×8×4",
    ]
