"""Published figures, of any networks or of the whole catalogue, against computed ones."""

from __future__ import annotations

from cnncalc.api.models import Model
from cnncalc.api.networks import Network, Spec, read
from cnncalc.language.catalogue import names
from cnncalc.limits import STANDARD, Limits
from cnncalc.report.accuracy import Accuracy
from cnncalc.report.subjects import Loader
from cnncalc.report.verify import Checked, Unpublished, Verification
from cnncalc.report.verify import verify as check_figures


def verify(*networks: str | Spec | Model, limits: Limits = STANDARD) -> Verification:
    """Check the published figures of networks against computed ones, at the precision they were published in.

    `networks` are names, paths or specs that `read` gave; without any, the whole catalogue is checked. Raises
    CnncalcError for what cannot be read, and for a figure that is none.
    """
    figures: list[Checked] = []
    left_out: dict[str, None] = {}
    accuracies: list[Accuracy] = []
    unpublished: list[Unpublished] = []
    for network in networks or names():
        spec = read(network, limits=limits) if isinstance(network, str) else network
        found = check_figures(spec.network(), loader(spec, limits))
        figures += found.figures
        left_out.update(dict.fromkeys(found.left_out))
        accuracies += found.accuracies
        unpublished += found.unpublished
    return Verification(tuple(figures), tuple(left_out), tuple(accuracies), tuple(unpublished))


def loader(spec: Spec | Model, limits: Limits = STANDARD) -> Loader:
    """What gives the networks that figures of a spec's network are of: the network itself, or another, by its input."""

    def load(name: str | None, shape: str | None) -> Network:
        return (spec if name is None else read(name, limits=limits)).network(input=shape)

    return load
