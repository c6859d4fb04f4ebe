"""Reports as the library gives them: the same values, which show themselves.

What is worked out knows nothing of how it looks, and `render` takes any report. Here both come together: a report that
is public prints itself, becomes plain data, or a piece of a notebook.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from cnncalc.api.catalogue import catalogue as list_catalogue
from cnncalc.api.verify import verify as verify_networks
from cnncalc.devices.device import Device
from cnncalc.devices.load import load_device
from cnncalc.network import Network
from cnncalc.render import Options, render
from cnncalc.render.views import records_of
from cnncalc.report.base import Report
from cnncalc.report.check import Check as CheckValues
from cnncalc.report.check import check as check_budgets
from cnncalc.report.compare import Comparison as ComparisonValues
from cnncalc.report.compare import compare as compare_networks
from cnncalc.report.conventions import Conventions as ConventionsValues
from cnncalc.report.conventions import count_by_conventions
from cnncalc.report.counted import Counted as CountedValues
from cnncalc.report.counted import count_layers as count_by_layer
from cnncalc.report.diff import Diff as DiffValues
from cnncalc.report.diff import diff as diff_networks
from cnncalc.report.listing import Listing as ListingValues
from cnncalc.report.memory import Memory as MemoryValues
from cnncalc.report.memory import memory as measure_memory
from cnncalc.report.outline import Outline as OutlineValues
from cnncalc.report.outline import outline as outline_network
from cnncalc.report.profile import Profile as ProfileValues
from cnncalc.report.profile import profile as profile_layers
from cnncalc.report.receptive_field import FieldReport as FieldValues
from cnncalc.report.receptive_field import see
from cnncalc.report.roofline import Roofline as RooflineValues
from cnncalc.report.roofline import roofline as bound_layers
from cnncalc.report.summary import Summary as SummaryValues
from cnncalc.report.summary import summarize
from cnncalc.report.tradeoff import Tradeoff as TradeoffValues
from cnncalc.report.tradeoff import trade_off as trade_networks_off
from cnncalc.report.verify import Verification as VerificationValues
from cnncalc.report.walk import Walk as WalkValues
from cnncalc.report.walk import walk_through

P = ParamSpec("P")
R = TypeVar("R", bound="Shown")


class Shown(Report):
    """A report that shows itself."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """The report as its JSON has it, in plain dicts, lists, texts and numbers; shapes are channels first."""
        data: dict[str, Any] = json.loads("".join(render(self, "json")))
        return data

    def records(self) -> list[dict[str, Any]]:
        """The rows of the report as its CSV has them, a dict each, as `pandas.DataFrame` takes them."""
        header, rows = records_of(self, Options())
        return [dict(zip(header, row, strict=True)) for row in rows]

    def __str__(self) -> str:
        """The tables that the command line prints."""
        return "".join(render(self, "table")).removesuffix("\n")

    def _repr_html_(self) -> str:
        """The tables of the report, for a notebook."""
        from cnncalc.render.html import fragment  # imported when asked for: few reports are shown in a notebook

        return fragment(self, Options())


class Summary(Shown, SummaryValues):
    """Everything about one network, layer by layer and in total."""

    __slots__ = ()


class Counted(Shown, CountedValues):
    """A summary, and the same layers counted by a convention."""

    __slots__ = ()
    summary: Summary


class Walk(Shown, WalkValues):
    """The working of a whole network, or of some of its layers."""

    __slots__ = ()


class Memory(Shown, MemoryValues):
    """A network's memory."""

    __slots__ = ()


class Outline(Shown, OutlineValues):
    """A network as boxes and arrows."""

    __slots__ = ()


class FieldReport(Shown, FieldValues):
    """The receptive fields of a network, or of some of its layers."""

    __slots__ = ()


class Roofline(Shown, RooflineValues):
    """A network on a device."""

    __slots__ = ()


class Profile(Shown, ProfileValues):
    """Where a network's costs sit, layer by layer."""

    __slots__ = ()


class Conventions(Shown, ConventionsValues):
    """A network with cnncalc's own figures, and under each convention."""

    __slots__ = ()


class Diff(Shown, DiffValues):
    """Two networks, layer by layer. Differences are right − left."""

    __slots__ = ()
    left: Summary
    right: Summary


class Comparison(Shown, ComparisonValues):
    """Networks side by side, in the order they were given."""

    __slots__ = ()


class Tradeoff(Shown, TradeoffValues):
    """Networks by what they cost and how often they are right."""

    __slots__ = ()


class Check(Shown, CheckValues):
    """Every budget of every network."""

    __slots__ = ()


class Verification(Shown, VerificationValues):
    """All checked figures."""

    __slots__ = ()


class Listing(Shown, ListingValues):
    """Catalogue entries in order."""

    __slots__ = ()


def _shown(kind: type[R], report: Any) -> R:
    """The report as one of a kind that shows itself, with the summaries that it holds."""
    make: Callable[..., R] = kind
    values = [getattr(report, name) for name in report.__match_args__]
    return make(*[_shown(Summary, value) if isinstance(value, SummaryValues) else value for value in values])


def _showing(kind: type[R], work_out: Callable[P, Report]) -> Callable[P, R]:
    """The function that works a report out, and gives it as one of a kind that shows itself."""

    @wraps(work_out)
    def function(*args: P.args, **kwargs: P.kwargs) -> R:
        return _shown(kind, work_out(*args, **kwargs))

    return function


summary = _showing(Summary, summarize)
count_layers = _showing(Counted, count_by_layer)
walk = _showing(Walk, walk_through)
memory = _showing(Memory, measure_memory)
outline = _showing(Outline, outline_network)
receptive_field = _showing(FieldReport, see)
profile = _showing(Profile, profile_layers)
conventions = _showing(Conventions, count_by_conventions)
diff = _showing(Diff, diff_networks)
compare = _showing(Comparison, compare_networks)
trade_off = _showing(Tradeoff, trade_networks_off)
check = _showing(Check, check_budgets)
verify = _showing(Verification, verify_networks)
catalogue = _showing(Listing, list_catalogue)


def roofline(
    network: Network, device: str | Device, *, dtype: str = "fp32", batch: int = 1, training: bool = False
) -> Roofline:
    """Work out what bounds each layer on a device, compute or memory, and the least seconds it takes.

    `device` is a device's name (`"a100"`), the path of its YAML file, or a `Device`. Raises CnncalcError for a device
    or a type there is not, and for a type that the device has no rate for.
    """
    machine = load_device(device) if isinstance(device, str) else device
    return _shown(Roofline, bound_layers(network, machine, dtype=dtype, batch=batch, training=training))
