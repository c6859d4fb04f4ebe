"""The engine inside one process: building and measuring, very large networks, sweeps.

Run by itself with a kind, a number of layers and of seconds, it measures one large network and prints the figures as
JSON: each in a process of its own, so that its memory can be told.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import specs
from processes import HERE, environment
from tables import Table, verdict

import cnncalc
from cnncalc.api.networks import Network, Spec
from cnncalc.errors import CnncalcError
from cnncalc.language.catalogue import find
from cnncalc.measure.receptive_field import receptive_fields

LONG = 5.0
"""What takes so many seconds is not repeated."""
SIZES = (1_000, 10_000, 100_000)
SWEEPS: dict[str, Callable[[int], dict[str, Any]]] = {
    "`classes` changed": lambda number: {"set": {"classes": 10 + number}},
    "the input changed": lambda number: {"input": f"{195 + number}x{195 + number}x3"},
    "a field of the first convolution changed, to 1,000 values": lambda number: {
        "set": {"conv1.filters": 64 + 2 * number}
    },
    "three fields of convolutions changed, each to 10 values": lambda number: {
        "set": {
            "conv1.filters": 64 + 16 * (number % 10),
            "conv2.filters": 128 + 32 * (number // 10 % 10),
            "conv3.filters": 256 + 32 * (number // 100 % 10),
        }
    },
    "three fields of convolutions changed, to 1,000 values": lambda number: {
        "set": {"conv1.kernel": 5 + number % 8, "conv1.filters": 64 + 2 * number, "conv2.filters": 128 + 2 * number}
    },
}
"""What changes in a sweep, and how the variant of a number is set."""


class Effort(NamedTuple):
    """How long things are measured."""

    seconds: float
    """What is short is repeated for so many."""
    rounds: int
    """What takes processes of its own is measured in so many rounds, ..."""
    each: float
    """... and repeated for so many seconds in each."""


THOROUGH, QUICK = Effort(seconds=6.0, rounds=3, each=1.5), Effort(seconds=0.0, rounds=1, each=0.0)


def measure(sizes: tuple[int, ...] = SIZES, effort: Effort = THOROUGH) -> list[Table]:
    """Every table."""
    seconds = effort.seconds
    return [resnet(seconds), scaling(sizes, effort), branchy(sizes[1], effort), sweep(sizes[0], seconds)]


def resnet(seconds: float) -> Table:
    """ResNet-152: building and measuring, in µs a layer, of a spec built for the first time and built again."""
    name, definition = find("resnet152")
    again = Spec(name, definition)
    rows = []
    for what, measured, target in (
        ("building the graph", lambda network: None, None),
        ("building, and the totals", Network.totals, 10),
        ("building, the totals and the receptive fields", _all_measures, 10),
        ("building, and a summary: everything about each layer", Network.summary, None),
    ):
        times = best_of(
            lambda measured=measured: measured(Spec(name, definition).network()),
            lambda measured=measured: measured(again.network()),
            seconds=seconds,
        )
        figures = [each / len(again.network().graph.nodes) * 1e6 for each in times]
        judged = [verdict(each, target) for each in figures] if target else ["", ""]
        rows.append((what, f"{figures[0]:.1f}", judged[0], f"{figures[1]:.1f}", judged[1]))
    return Table("engine", ("ResNet-152, µs a layer", "first time", "≤ 10", "again from the same spec", "≤ 10"), rows)


def _all_measures(network: Network) -> None:
    network.totals()
    receptive_fields(network.graph)


def scaling(sizes: tuple[int, ...], effort: Effort) -> Table:
    """Per-layer costs from small to large, and the memory."""
    rows = []
    for kind, parse_target in (("flat", 40), ("repeated", None)):
        found = in_turns(kind, sizes, effort)
        first = found[0]["build"] + found[0]["summary"]
        for size, each in zip(sizes, found, strict=True):
            ratio = (each["build"] + each["summary"]) / first
            judged = [verdict(ratio, 1.5), *([verdict(each["parse"], parse_target)] if parse_target else [])]
            rows.append(
                (f"{kind}, {size:,} layers", f"{each['parse']:.1f}" if parse_target else "", f"{each['build']:.1f}",
                 f"{each['summary']:.1f}", f"{ratio:.2f}", f"{each['kib']:.1f}", ", ".join(judged))
            )  # fmt: skip
    header = (
        "network", "parsing, µs a layer (≤ 40)", "building", "a summary",
        f"building and summary as times that at {sizes[0]:,} (≤ 1.5)", "memory, KiB a layer", "",
    )  # fmt: skip
    return Table("scaling", header, rows)


def branchy(size: int, effort: Effort) -> Table:
    """Networks that are no chains, each next to one a tenth as large, and a difference of two large ones."""
    rows = []
    for kind, count, what in (
        ("skips", size, f"{size:,} skip connections"),
        ("branches", size // 10, f"{size // 10:,} branches"),
        ("nested", size // 20, f"{size // 20:,} nested blocks"),
        ("diff", size, f"difference of two networks of {size:,} layers, each layer edited, with the workings"),
    ):
        less, more = in_turns(kind, (count // 10, count), effort)
        if "error" in more:
            rows.append((what, more["error"], "", ""))
            continue
        each, before = (figures["build"] + figures["summary"] for figures in (more, less))
        rows.append((what, f"{each * count / 1e6:.2f}", f"{each / before:.2f}", verdict(each / before, 1.5)))
    header = ("network", "building and summary, s", "per layer, times that at a tenth (≤ 1.5)", "")
    return Table("branchy", header, rows)


def sweep(count: int, seconds: float) -> Table:
    """AlexNet variants that differ in a parameter, the input, or layers' fields; no two of a sweep are alike."""
    rows = []
    for what, settings in SWEEPS.items():
        rate = count / best_of(lambda settings=settings: whole_sweep(count, settings), seconds=seconds)[0]
        rows.append((what, f"{rate:,.0f}", verdict(rate, 5000, at_least=True)))
    return Table("sweep", (f"{count:,} AlexNet variants, with reading the spec", "networks a second", "≥ 5,000"), rows)


def whole_sweep(count: int, settings: Callable[[int], dict[str, Any]]) -> None:
    """Every variant and its totals, by the library's route for them, from a spec of which nothing is known yet."""
    spec = Spec(*find("alexnet"))
    for number in range(count):
        spec.network(**settings(number)).totals()


def best_of(*runs: Callable[[], object], seconds: float = 0.0) -> list[float]:
    """The shortest time of each run: all in turns, for so many seconds, three times at least unless that takes long."""
    times: list[list[float]] = [[] for _ in runs]
    while not times[0] or (len(times[0]) < 3 and sum(map(sum, times)) < LONG) or sum(map(sum, times)) < seconds:
        for run, taken in zip(runs, times, strict=True):
            begin = time.perf_counter()
            run()
            taken.append(time.perf_counter() - begin)
    return [min(taken) for taken in times]


def in_turns(kind: str, sizes: Sequence[int], effort: Effort) -> list[dict[str, Any]]:
    """For each size the figures of its quickest round: the speed of many machines changes from time to time."""
    measured = [[alone(kind, size, effort.each) for size in sizes] for _ in range(effort.rounds)]
    return [min(each, key=lambda figures: float(figures.get("total", 0))) for each in zip(*measured, strict=True)]


def alone(kind: str, count: int, seconds: float) -> dict[str, Any]:
    """`one_large` in a process of its own."""
    command = (sys.executable, str(HERE / "engine.py"), kind, str(count), str(seconds))
    said = subprocess.run(command, capture_output=True, text=True, check=True, env=environment())
    found: dict[str, Any] = json.loads(said.stdout)
    return found


def one_large(kind: str, count: int, seconds: float) -> dict[str, Any]:
    """µs a layer to parse, to build and to sum up, and the memory that all of it holds, in KiB a layer."""
    if kind == "diff":
        return one_diff(count)
    text = getattr(specs, kind)(count)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.yaml"
        path.write_text(text, encoding="utf-8")
        try:
            layers = len(cnncalc.load(str(path)).graph.nodes) - 1
        except CnncalcError as error:
            return {"error": error.message}
        parse, load, both = best_of(
            lambda: cnncalc.read(str(path)),
            lambda: cnncalc.load(str(path)),
            lambda: cnncalc.load(str(path)).summary(),
            seconds=seconds,
        )
        kib = memory_of(str(path)) / 1024
    times = {"parse": parse, "build": load - parse, "summary": both - load, "total": both}
    figures = {**{what: time * 1e6 for what, time in times.items()}, "kib": kib}
    return {what: figure / layers for what, figure in figures.items()}


def memory_of(path: str) -> int:
    """The bytes that a network and its summary hold."""
    tracemalloc.start()
    network = cnncalc.load(path)
    summary = network.summary()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert summary.layers
    return held


def one_diff(count: int) -> dict[str, Any]:
    """µs a layer to tell two networks apart in which no layer is the same, with every working; under "build"."""
    with tempfile.TemporaryDirectory() as folder:
        networks = []
        for kernel in (3, 1):
            path = Path(folder) / f"kernel{kernel}.yaml"
            path.write_text(specs.flat(count, kernel=kernel).replace("pad: 1", f"pad: {kernel // 2}"))
            networks.append(cnncalc.load(str(path)))
        begin = time.perf_counter()
        diff = cnncalc.diff(*networks)
        for row in diff.rows:
            diff.workings(row)
        taken = (time.perf_counter() - begin) / count * 1e6
        return {"build": taken, "summary": 0.0, "total": taken}


if __name__ == "__main__":
    print(json.dumps(one_large(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))))
