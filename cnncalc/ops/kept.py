"""What a layer keeps for its backward pass."""

from typing import NamedTuple


class Kept(NamedTuple):
    """What a layer keeps from its forward pass in training, for its backward pass; parameters are not among it.

    Counts are of values of one example, but for those of the whole batch.
    """

    inputs: tuple[int, ...] = ()
    """The numbers of the inputs that are kept."""
    output: bool = False
    values: int = 0
    """Values of the activations' type that are made to be kept: a mask, results half-way."""
    indices: int = 0
    """How many 64-bit integers."""
    statistics: int = 0
    """How many means and inverse deviations, of 32 bits at least."""
    batch_statistics: int = 0
    """How many means and inverse deviations for the whole batch together."""
    only_to_train: bool = False
    """Whether all of it serves the gradients of the layer's own parameters, and goes where they are frozen."""
    own_output: bool = False
    """Whether the output is in memory of its own, though at inference it is a view of the input."""


KEEPS_NOTHING = Kept()
KEEPS_INPUT = Kept(inputs=(0,))
KEEPS_OUTPUT = Kept(output=True)
