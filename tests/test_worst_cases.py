"""Specs that make as much work as they can: each ends within seconds and a few hundred MiB, in one line that says why.

At the limits as they are. What each took before it was paid for, where that was much, stands beside it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

MOST_SECONDS, MOST_MIB = 20, 512
"""On a slow machine; the longest takes 5 s on the one that the benchmarks are measured on."""
LOAD = """
import resource, sys, time
import cnncalc
try:
    cnncalc.load(sys.argv[1])
except cnncalc.CnncalcError as error:
    print(str(error.errors[0]))
usage = resource.getrusage(resource.RUSAGE_SELF)
peak = usage.ru_maxrss
try:  # a process that another has started begins with the peak of that one, but not here
    peak = int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
except OSError:
    pass
print(usage.ru_utime + usage.ru_stime, peak / 1024)
"""
TOO_MUCH = "the network makes too much work to build"
INPUT = "input: 8x8x4\n"
DOUBLED = "".join(f"  m{i + 1}: {{x: $m{i}, y: $m{i}}}\n" for i in range(60))


def again(step: str, times: int = 10_000) -> str:
    """A step, again and again: far more often than there is work for."""
    return f"layers: [{{repeat: {times}, layers: [{{repeat: {times}, layers: [{step}]}}]}}, relu]"


def deep(name: str, depth: int, step: str) -> str:
    """A step in groups in groups, all with a long name."""
    return f"layers: [{{relu, name: r}}, {f'{{name: {name}, layers: [' * depth}{step}{']}' * depth}]"


def sums(count: int) -> str:
    """Steps with long expressions, all different: more than are kept once they are read."""
    return "".join(f"{{relu, if: '{'a+' * 150}{i} < 0'}}, " for i in range(count))


WORST = {
    "groups of nothing": again("{layers: [], repeat: 100000}"),
    "groups of nothing that have names": again(", ".join(f"{{layers: [], name: n{i}}}" for i in range(5_000))),
    "branches of nothing that have names": "layers: [{add: {" + ", ".join(f"n{i}: []" for i in range(9_999))
                                           + "}, repeat: 10000}]",  # 13 s, 471 MiB
    "branches that are not there": "layers: [{add: [[], " + "{if: false, layers: [relu]}, " * 9_998
                                   + "], repeat: 100000}]",  # 77 s
    "blocks that double": "blocks: {" + ", ".join(f"b{i}: [b{i + 1}, b{i + 1}]" for i in range(60))
                          + ", b60: []}\nlayers: [b0, relu]",
    "a block in itself, twice": "blocks: {b: {parameters: {n: 0}, layers: [{if: $n < 400, then: [{b: $n + 1}, "
                                "{b: $n + 1}]}]}}\nlayers: [b, relu]",
    "mappings that double": "parameters:\n  m0: {x: 1}\n" + DOUBLED + "layers: [relu]",
    "a list for every block": "parameters: {a: '$[range(10) for x in range(9000)]'}\n"
                              "blocks: {b: {parameters: {q}, layers: []}}\n" + again("{b: $a}"),  # > 120 s
    "a written list for every block": "blocks: {b: {parameters: {q: [" + "x, " * 100_000 + "x]}, layers: []}}\n"
                                      + again("b"),  # > 120 s
    "lists of 10,000 in loops": "layers: [{for: a, in: $range(10000), layers: [{for: b, in: $range(10000), "
                                "layers: [{relu, if: $len(range(10000)) < 0}]}]}, relu]",
    "sorted again and again": "parameters: {a: '$[[1, 1, 1, (x * 7919) % 10007] for x in range(10000)]'}\n"
                              + again("{relu, if: 'len(sorted(a)) < 0'}"),
    "repeated again and again": again("{relu, if: 'len([0] * 10000) < 0'}"),
    "sums of sums": again("{relu, if: 'sum([sum([x * y for x in range(9999)]) for y in range(9999)]) < 0'}"),
    "long expressions": "parameters: {a: 1}\n" + again(sums(5_000)),  # > 120 s, 435 MiB
    "brackets in brackets": again("".join(f"{{relu, if: '{'(' * 39}{i} < 0{')' * 39}'}}, " for i in range(5_000))),
    "10,000 joins of 10,000": "layers: [{add, from: [" + "input, " * 9_999 + "input], repeat: 10000}]",
    "joins in deep groups": deep("n" * 100, 450, "{add, from: [" + "r, " * 9_999 + "r], repeat: 10000}"),  # > 120 s
    "names that are not there": deep("n" * 100, 450, "{add, from: [\"$['none'] * 10000\", r], repeat: 10000}"),
    "patterns of edits": "layers: [{relu, repeat: 100000}]\nremove: [" + ", ".join(f"x{i}*" for i in range(9_000))
                         + "]",  # 15 minutes
    "patterns of outputs": "layers: [{relu, repeat: 50000}]\noutputs: [" + "'*u*', " * 9_000 + "'*']",
    "a path of many parts": "layers: [relu]\nremove: ['" + ".".join("a" * 400_000) + "']",  # 50 s
    "long names in deep blocks": "blocks: {" + ", ".join(f"b{i}: [{{b{i + 1}, name: {'n' * 3_000}}}]"
                                                         for i in range(990)) + ", b990: [relu]}\n"
                                 "layers: [{b0, repeat: 99}]",
    "10,000 parameters for every block": "parameters: {" + ", ".join(f"p{i}: 1" for i in range(9_990)) + "}\n"
                                         "blocks: {" + ", ".join(f"b{i}: {{parameters: {{q: 1}}, layers: [b{i + 1}]}}"
                                                                 for i in range(990)) + ", b990: [relu]}\nlayers: [b0]",
}  # fmt: skip


ENDING = {"10,000 parameters for every block": "", "a path of many parts": "net.yaml:3:10: net has no layer 'a.a.a"}
"""What is worked off, and how its line begins if it has a mistake."""


@pytest.mark.slow
@pytest.mark.parametrize("name", WORST)
def test_the_worst_ends_within_seconds(name: str, tmp_path: Path) -> None:
    (tmp_path / "net.yaml").write_text(f"{INPUT}{WORST[name]}\n", encoding="utf-8")
    root = str(Path(__file__).resolve().parents[1])
    words = [sys.executable, "-c", LOAD, "net.yaml"]
    done = subprocess.run(
        words, cwd=tmp_path, env={**os.environ, "PYTHONPATH": root}, capture_output=True, text=True, timeout=120
    )
    *told, taken = done.stdout.splitlines()
    seconds, mib = map(float, taken.split())
    assert seconds < MOST_SECONDS
    assert mib < MOST_MIB
    if name in ENDING:
        assert "".join(told)[: len(ENDING[name]) or None] == ENDING[name]
    else:
        assert re.match(rf"net\.yaml:\d+:\d+: {TOO_MUCH}", told[0])
