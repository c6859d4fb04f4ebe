"""The numbers of an attention, and what its norms and its positions take."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cnncalc.ops.base import Counts
from cnncalc.quantity import product, total

CONTINUOUS = 512
"""The hidden features of the network that gives continuous position biases: Liu et al., CVPR 2022, section 3.3."""


class Sizes(NamedTuple):
    """The numbers of an attention, in the letters of its formulas."""

    heads: int
    head_size: int
    """d: the channels of a query and of a key."""
    value_size: int
    """e: the channels of a value."""
    kv_heads: int
    """g: the heads of keys and values."""
    queries: int
    """L: the positions that ask, with those that fill windows up."""
    keys: int
    """K: the positions that are asked."""
    seen: int
    """M: the positions that one position asks."""


def norm_parameters(norm: str, sizes: Sizes) -> Counts:
    """The parameters of how queries and keys are normalised: scale and shift, or scale, of both; a factor a head."""
    if norm == "cosine":
        return {"scale": sizes.heads}
    each = {"layernorm": 4, "rmsnorm": 2}.get(norm)
    return {"norms": each * sizes.head_size} if each else {}


def norm_operations(norm: str, sizes: Sizes, *, rotary: bool) -> Mapping[str, Sequence[int]]:
    """The operations on queries and keys, head by head, before the scores: by kind, to be added up.

    Layer normalisation as the op's own; the mean of squares, its root and a factor of each value; or the length of each
    vector, by which its values are divided. Turned by their positions, 2 multiplications and an addition for each
    value: Su et al., RoFormer, 2021, equation 34.
    """
    vectors = total([sizes.heads * sizes.queries, sizes.kv_heads * sizes.keys])
    values = vectors * sizes.head_size
    adds = {"layernorm": [4 * values], "rmsnorm": [values], "cosine": [values]}.get(norm, [])
    multiplies = {"layernorm": [3 * values], "rmsnorm": [3 * values], "cosine": [values]}.get(norm, [])
    divides = {"layernorm": [3 * vectors], "rmsnorm": [2 * vectors], "cosine": [values]}.get(norm, [])
    found: dict[str, Sequence[int]] = {
        "adds": [*adds, *([values] if rotary else [])],
        "multiplies": [*multiplies, *([2 * values] if rotary else [])],
        "divides": divides,
        "roots": [] if norm == "none" else [vectors],
    }
    return {kind: each for kind, each in found.items() if each}


def position_parameters(positions: str, sides: Sequence[int], heads: int) -> int | None:
    """What is learnt of positions: a bias for each head and offset, or distance, or the network that gives them."""
    if positions == "relative":
        return product(*[2 * side - 1 for side in sides]) * heads
    if positions == "distance":
        return product(*sides) * heads
    if positions == "continuous":
        return (len(sides) + 1) * CONTINUOUS + CONTINUOUS * heads
    return None


def continuous_features(sides: Sequence[int]) -> int:
    """The hidden features of that network for all offsets: each has a bias, and goes through a ReLU."""
    return product(*[2 * side - 1 for side in sides]) * CONTINUOUS


def continuous_macs(sides: Sequence[int], heads: int) -> int:
    """The network of continuous biases: for each offset coordinates to 512 features to a bias for each head."""
    return product(*[2 * side - 1 for side in sides]) * (len(sides) * CONTINUOUS + CONTINUOUS * heads)
