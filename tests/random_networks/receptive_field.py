"""Random networks for receptive fields: everything that moves positions about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

import cnncalc
from cnncalc.errors import CnncalcError
from cnncalc.graph import Graph
from cnncalc.measure.axis_field import Region

Step = dict[str, Any]


def graph_of(network: str, folder: Path) -> Graph | None:
    """The graph of a network, or None if its sizes do not fit."""
    path = folder / "net.yaml"
    path.write_text(network, encoding="utf-8")
    try:
        return cnncalc.load(str(path)).graph
    except CnncalcError:
        return None


def cuts(graph: Graph) -> bool:
    """Whether a layer cuts off what those behind it take to be there: then theory sees more at the borders."""
    return any(
        node.op.name == "crop"
        or (node.op.name == "conv_transpose" and (node.op.pad == "same" or any(map(any, node.op.pad))))
        for node in graph.nodes
    )


def is_inside(regions: tuple[Region | None, ...], graph: Graph) -> bool:
    """Whether nothing is seen before the input nor behind it."""
    sizes = graph.inputs[0].shape.spatial
    return all(
        region is not None and region[0] >= 0 and region[1] < size for region, size in zip(regions, sizes, strict=True)
    )


def several(axes: int, least: int, most: int) -> st.SearchStrategy[list[int]]:
    """A number for every axis."""
    return st.lists(st.integers(least, most), min_size=axes, max_size=axes)


@st.composite
def windows(draw: st.DrawFn, axes: int) -> Step:
    """A convolution or pooling."""
    kernel, stride = draw(several(axes, 1, 4)), draw(several(axes, 1, 3))
    name = draw(st.sampled_from(["conv", "depthwise_conv", "maxpool", "avgpool"]))
    step: Step = {"conv": {"conv": 2}, "depthwise_conv": {"depthwise_conv": kernel}}.get(name, {name: kernel})
    step |= {"kernel": kernel} if name == "conv" else {}
    if name != "avgpool":
        step["dilation"] = draw(several(axes, 1, 3))
    if name in ("maxpool", "avgpool"):
        step["ceil"] = draw(st.sampled_from(["false", "true", "caffe"]))
    sides = [draw(st.integers(0, size - 1)) for size in kernel for _ in range(2)]
    return step | {"stride": stride, "pad": draw(st.sampled_from(["same", 0, sides]))}


@st.composite
def transposed(draw: st.DrawFn, axes: int) -> Step:
    """A transposed convolution; it leaves gaps only along a single axis."""
    stride = draw(several(axes, 1, 3))
    kernel = draw(several(axes, 1, 5)) if axes == 1 else [size + draw(st.integers(0, 2)) for size in stride]
    step: Step = {"conv_transpose": 2, "kernel": kernel, "stride": stride}
    if draw(st.booleans()):
        return step | {"pad": "same"}
    extra = [0 if size == 1 else draw(st.integers(0, 1)) for size in stride]
    dilation = draw(several(axes, 1, 3 if axes == 1 else 1))
    return step | {"pad": draw(several(axes, 0, 2)), "output_pad": extra, "dilation": dilation}


@st.composite
def rescaled(draw: st.DrawFn, axes: int) -> Step:
    """More or fewer positions, by a factor or to a size."""
    name = draw(st.sampled_from(["nearest", "bilinear", "adaptive_avgpool", "shuffle", "unshuffle"]))
    size = draw(several(axes, 2, 24))
    if name == "adaptive_avgpool" or (name in ("shuffle", "unshuffle") and axes != 2):
        return {"adaptive_avgpool": size}
    if name == "shuffle":
        return {"layers": [{"conv": 4, "kernel": 1}, {"pixel_shuffle": 2}]}
    if name == "unshuffle":
        return {"layers": [{"pixel_unshuffle": 2}, {"conv": 2, "kernel": 1}]}
    by = draw(st.sampled_from([{"size": size}, {"factor": draw(several(axes, 1, 3))}]))
    return {"upsample": None, "mode": name} | by


@st.composite
def moved(draw: st.DrawFn, axes: int) -> Step:
    """Positions added or cut off, or their axes changed."""
    name = draw(st.sampled_from(["pad", "crop", "permute", "relu"]))
    if name == "pad":
        return {"pad": draw(several(2 * axes, 0, 2)), "mode": draw(st.sampled_from(["zeros", "reflect", "replicate"]))}
    if name == "crop":
        return {"crop": draw(several(axes, 6, 12)), "offset": draw(several(axes, 0, 2))}
    if name == "permute":
        names = ["height", "width"][:axes] if axes > 1 else ["length"]
        first, second = (draw(st.permutations([*names, "channels"])) for _ in range(2))
        between = draw(st.sampled_from([{"relu": None}, {"depthwise_conv": 1}, {"channel_slice": [0, 2]}, {"conv": 2}]))
        between |= {"kernel": 1} if "conv" in between else {}
        return {"layers": [{"permute": first}, between, {"permute": second}]}
    return {"relu": None}


@st.composite
def branched(draw: st.DrawFn, axes: int) -> Step:
    """Branches that see the same positions, all positions, or go different ways."""
    kind = draw(st.sampled_from(["residual", "pyramid", "gate", "image", "bridge", "uneven", "any"]))
    kernel, dilation = draw(several(axes, 1, 4)), draw(several(axes, 1, 4))
    same: Step = {"conv": 2, "kernel": kernel, "dilation": dilation, "pad": "same"}
    if kind == "residual":
        stride = draw(several(axes, 1, 2))
        return {"residual": [same | {"stride": stride}], "shortcut": [{"conv": 2, "kernel": 1, "stride": stride}]}
    if kind == "pyramid":
        return {"concat": [[same], [{"conv": 2, "kernel": 3, "pad": "same"}], []]}
    if kind == "gate":
        return {"multiply": [[same], [{"global_avgpool": None}, {"conv": 1, "kernel": 1}]]}
    if kind in ("image", "uneven"):
        whole: list[Step] = [{"global_avgpool": None}, {"adaptive_avgpool": 1}]
        pooled = draw(st.sampled_from(whole if kind == "image" else [{"maxpool": 2, "ceil": "true"}]))
        back: Step = {"upsample": None, "like": "here", "mode": draw(st.sampled_from(["nearest", "bilinear"]))}
        return {"layers": [{"identity": None, "name": "here"}, {"concat": [[same], [pooled, back]]}]}
    if kind == "bridge":
        back = draw(st.sampled_from([{"conv_transpose": 2, "kernel": 2, "stride": 2}, {"upsample": 2}]))
        return {"concat": [[same], [{"maxpool": 2}, back]]}
    ways = [draw(st.lists(windows(axes), min_size=1, max_size=2)) for _ in range(2)]
    return {"concat": ways}


@st.composite
def networks(draw: st.DrawFn) -> str:
    """A network as a spec has it."""
    axes = draw(st.sampled_from([1, 1, 2]))
    sizes = draw(several(axes, 24, 48) if axes == 1 else several(axes, 10, 18))
    part = st.one_of(windows(axes), windows(axes), transposed(axes), rescaled(axes), moved(axes), branched(axes))
    steps = draw(st.lists(part, min_size=1, max_size=4))
    lines = [
        "  - " + json.dumps(each).replace('"here"', f'"here{number}"')
        for number, step in enumerate(steps)
        for each in step.get("layers", [step])
    ]
    return "\n".join([f"input: {'x'.join(map(str, [*sizes, 2]))}", "layers:", *lines, ""])
