"""Figures of anything that has a `Cost`: a layer, several together, a network."""

from typing import Any

from cnncalc.measure.costs import Cost
from cnncalc.report.figures import BOUNDED, FIGURES


class Costing:
    """Something with a `Cost`, whose counts are attributes by the names of figures."""

    __slots__ = ()

    @property
    def cost(self) -> Cost:
        """The cost."""
        raise NotImplementedError

    @property
    def lacking(self) -> tuple[str, ...]:
        """What is not known of some layer in the part (`Cost.unknown`)."""
        return ()

    def known(self, figure: str) -> Any:
        """A figure by its name, a lower bound if not all of it is known; None if nothing is."""
        return FIGURES[figure].known(self)

    @property
    def params(self) -> int:
        """All parameters."""
        return self.cost.params

    @property
    def trainable_params(self) -> int:
        """The parameters that training changes."""
        return self.cost.trained

    @property
    def weights(self) -> int:
        """The parameters without biases."""
        return self.cost.weights

    @property
    def statistics(self) -> int:
        """The values kept but not learnt."""
        return self.cost.statistics

    @property
    def macs(self) -> int:
        """Multiply-accumulate operations."""
        return self.cost.macs

    @property
    def flops(self) -> int:
        """All operations, a MAC as two."""
        return self.cost.flops

    @property
    def activations(self) -> int:
        """The values of outputs, without those of views."""
        return self.cost.activations

    @property
    def layer_activations(self) -> int:
        """The values of the outputs of convolutions and fully connected layers; 0 for other steps."""
        return self.cost.layer_activations

    @property
    def steps(self) -> int:
        """All steps, whatever they do."""
        return self.cost.steps

    @property
    def layers(self) -> int:
        """The layers that papers count: convolutions and fully connected ones."""
        return self.cost.layers

    @property
    def lower_bounds(self) -> tuple[str, ...]:
        """The figures that are lower bounds, because a layer's share in them is not known."""
        unknown = self.cost.unknown
        return tuple([figure.name for figure in BOUNDED if figure.lacks(unknown)]) if unknown else ()
