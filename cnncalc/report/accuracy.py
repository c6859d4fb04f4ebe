"""Accuracies that were published: how each was measured, and which one stands beside those of other networks."""

from typing import NamedTuple

from cnncalc.errors import SpecError
from cnncalc.network import Network
from cnncalc.published import ACCURACIES, NONE, Citation, Published
from cnncalc.report.written_figure import parse_figure

TOP1 = ("top1", "top1_error")
ONE = "1"


class Accuracy(NamedTuple):
    """An accuracy (or an error) as it was published; fields that the source does not say are empty."""

    network: str
    figure: str
    published: str
    input: str
    """The input of the measurement, where that is not the network's own."""
    split: str
    """The images that were measured: `validation` or `test`."""
    crops: str
    """How many crops of an image were averaged, or `dense` for all places of it."""
    models: str
    """How many networks were averaged; empty for one."""
    pretrained: str
    """What the network was trained on before or beside ImageNet-1k."""
    data: str
    """What the network was trained and measured on, where that is not ImageNet-1k."""
    measured: str
    """The network that was measured, where it is not this one."""
    source: Citation
    note: str
    correct: float
    """The accuracy in per cent, also where the error was published."""

    wrong: str
    """Why the figure of the source is wrong, if it is known to be."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the accuracy cannot stand beside those of other networks, which are of one crop and one network."""
        found = []
        if self.wrong:
            found.append(self.wrong)
        if self.measured:
            found.append(f"it is that of {self.measured}")
        if self.crops not in ("", ONE):
            found.append(f"{self.crops} crops" if self.crops.isdigit() else self.crops)
        elif not self.crops and not self.data:
            found.append("how many crops is not said")
        if self.models not in ("", ONE):
            found.append(f"{self.models} networks")
        if self.pretrained:
            found.append(f"pre-trained on {self.pretrained}")
        if self.data:
            found.append(self.data)
        if self.input:
            found.append(f"at {self.input}")
        return tuple(found)


def accuracies(network: Network) -> tuple[Accuracy, ...]:
    """The published accuracies of a network; raise SpecError for a value that is none."""
    found = [each for each in network.published if each.figure in ACCURACIES and each.value != NONE]
    return tuple(_accuracy(network, each) for each in found)


def top1_of(network: Network) -> Accuracy | None:
    """The first top-1 accuracy with one crop, of this very network alone, trained on ImageNet-1k and nothing else.

    A list has no others in its column: an accuracy of ten crops, or after more data, is not better for that.
    """
    found = [each for each in accuracies(network) if each.figure in TOP1 and not each.reasons]
    return found[0] if found else None


def _accuracy(network: Network, published: Published) -> Accuracy:
    try:
        value = parse_figure(published.value).low
    except ValueError as error:
        raise SpecError(str(error), origin=published.origin) from None
    if not 0 <= value <= 100:
        raise SpecError(f"an accuracy is in per cent, and not {published.value}", origin=published.origin)
    correct = float(100 - value if published.figure.endswith("error") else value)
    return Accuracy(
        network.name, published.figure, published.value, published.input, published.split, published.crops,
        published.models, published.pretrained, published.data, published.network, published.source, published.note,
        correct, published.wrong,
    )  # fmt: skip
