"""All that a page on some networks shows, of each of them and of all together."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from cnncalc.errors import CnncalcError
from cnncalc.report.compare import Comparison, compare
from cnncalc.report.conventions import Conventions, count_by_conventions
from cnncalc.report.diff import Diff, diff
from cnncalc.report.drawing import Drawing, drawing
from cnncalc.report.memory import Memory, memory
from cnncalc.report.outline import Outline, outline
from cnncalc.report.outline_diff import outline_diff
from cnncalc.report.profile import Profile, profile
from cnncalc.report.subjects import Loader
from cnncalc.report.summary import Summary, summarize
from cnncalc.report.tradeoff import Tradeoff, trade_off
from cnncalc.report.verify import Verification, verify
from cnncalc.report.walk import Walk, walk_through

if TYPE_CHECKING:
    from cnncalc.network import Network

R = TypeVar("R")


class DossierSetting(NamedTuple):
    """What the figures are worked out for."""

    training: bool = False
    """Whether side heads that run only in training count."""
    batch: int = 1
    dtype: str = "fp32"
    optimizer: str | None = None


class NetworkReports(NamedTuple):
    """The reports on one network. A picture that cannot be drawn is the error that says why."""

    summary: Summary
    walk: Walk
    memory: Memory
    profile: Profile
    conventions: Conventions
    verification: Verification | None
    """The published figures; None for a network that was changed."""
    outline: Outline | CnncalcError
    drawing: Drawing | CnncalcError


class Together(NamedTuple):
    """Networks beside one another; of two what differs, too."""

    comparison: Comparison
    tradeoff: Tradeoff | CnncalcError
    difference: Diff | None = None
    outline: Outline | CnncalcError | None = None


class Dossier(NamedTuple):
    """The reports on each network, and on all of several together."""

    networks: tuple[NetworkReports, ...]
    together: Together | None

    @property
    def title(self) -> str:
        """The titles of the networks."""
        titles = [each.summary.title for each in self.networks]
        return " → ".join(titles) if len(titles) == 2 else ", ".join(titles)


def dossier(networks: "Sequence[Network]", loaders: Sequence[Loader | None], setting: DossierSetting) -> Dossier:
    """Work out everything; a loader gives the networks that published figures are compared with, None checks none.

    Raises CnncalcError for what cannot be worked out, as in a type of values that there is not.
    """
    reports = tuple(_reports(networks, loaders, setting))
    return Dossier(reports, _together(networks, setting) if len(networks) > 1 else None)


def _reports(
    networks: "Sequence[Network]", loaders: Sequence[Loader | None], setting: DossierSetting
) -> Iterator[NetworkReports]:
    training = setting.training
    for network, load in zip(networks, loaders, strict=True):
        yield NetworkReports(
            summary=summarize(network, training=training, batch=setting.batch, dtype=setting.dtype),
            walk=walk_through(network, training=training),
            memory=memory(network, training=training, optimizer=setting.optimizer, batch=setting.batch,
                          dtype=setting.dtype),
            profile=profile(network, training=training, batch=setting.batch, dtype=setting.dtype),
            conventions=count_by_conventions(network, training=training),
            verification=verify(network, load) if load else None,
            outline=_tried(lambda: outline(network, training=training)),  # noqa: B023
            drawing=_tried(lambda: drawing(network, training=training)),  # noqa: B023
        )  # fmt: skip


def _together(networks: "Sequence[Network]", setting: DossierSetting) -> Together:
    training = setting.training
    found = Together(compare(networks, training=training), _tried(lambda: trade_off(networks, training=training)))
    if len(networks) != 2:
        return found
    left, right = networks
    drawn = _tried(lambda: outline_diff(left, right, training=training))
    return found._replace(difference=diff(left, right, training=training), outline=drawn)


def _tried(work_out: Callable[[], R]) -> R | CnncalcError:
    """A picture, or why there is none."""
    try:
        return work_out()
    except CnncalcError as error:
        return error
