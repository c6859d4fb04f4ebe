"""Large specs to measure with."""

from __future__ import annotations

HEAD = "input: 32x32x8\n"
TURNS = 100_000
"""The most turns that one repetition may have."""
UNIT = "  unit: [{residual: [{conv: 8, kernel: 3, pad: 1}, batchnorm, relu]}, relu]\n"


def flat(layers: int, *, kernel: int = 3) -> str:
    """A list of convolutions, no two alike."""
    steps = "".join(f"  - {{conv: {number + 1}, kernel: {kernel}, pad: 1}}\n" for number in range(layers))
    return f"{HEAD}layers:\n{steps}"


def counted(layers: int) -> str:
    """Convolutions of which no two are alike, in a few lines."""
    steps = [
        f"{{conv: $index + {begin + 1}, kernel: 3x5, pad: [1, 2], repeat: {min(TURNS, layers - begin)}}}"
        for begin in range(0, layers, TURNS)
    ]
    return f"{HEAD}layers: [{', '.join(steps)}]\n"


def repeated(layers: int) -> str:
    """One residual unit of five layers, repeated."""
    return f"{HEAD}blocks:\n{UNIT}layers: [{{unit, repeat: {layers // 5}}}]\n"


def skips(count: int) -> str:
    """As many additions of a layer that stands further and further back, as in a U-Net."""
    down = "".join(f"  - {{conv: 8, kernel: 1, name: down{number}}}\n" for number in range(count))
    up = "".join(f"  - {{add, from: [previous, down{number}]}}\n" for number in reversed(range(count)))
    return f"{HEAD}layers:\n{down}{up}"


def branches(count: int) -> str:
    """One concat of as many branches."""
    each = "".join(f"    - [{{conv: {number + 1}, kernel: 1}}, relu]\n" for number in range(count))
    return f"{HEAD}layers:\n  - concat:\n{each}"


def nested(depth: int) -> str:
    """Blocks that use each other, as deep."""
    blocks = "".join(f"  block{number}: [relu, block{number + 1}]\n" for number in range(depth - 1))
    return f"{HEAD}blocks:\n{blocks}  block{depth - 1}: [{{conv: 8, kernel: 1}}]\nlayers: [block0]\n"
