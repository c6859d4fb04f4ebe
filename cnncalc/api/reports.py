"""Reports as the library gives them: the same values, which show themselves."""

from __future__ import annotations

from cnncalc.api.catalogue import catalogue as list_catalogue
from cnncalc.api.shown import Shown, Summary, showing, shown
from cnncalc.api.verify import verify as verify_networks
from cnncalc.devices.device import Device
from cnncalc.devices.load import load_device
from cnncalc.network import Network
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
from cnncalc.report.drawing import Drawing as DrawingValues
from cnncalc.report.drawing import drawing as draw_network
from cnncalc.report.listing import Listing as ListingValues
from cnncalc.report.memory import Memory as MemoryValues
from cnncalc.report.memory import memory as measure_memory
from cnncalc.report.outline import Outline as OutlineValues
from cnncalc.report.outline import outline as outline_network
from cnncalc.report.profile import Profile as ProfileValues
from cnncalc.report.profile import profile as profile_layers
from cnncalc.report.quiz import Quiz as QuizValues
from cnncalc.report.quiz import make_quiz
from cnncalc.report.receptive_field import FieldReport as FieldValues
from cnncalc.report.receptive_field import field_report
from cnncalc.report.roofline import Roofline as RooflineValues
from cnncalc.report.roofline import roofline as bound_layers
from cnncalc.report.tradeoff import Tradeoff as TradeoffValues
from cnncalc.report.tradeoff import trade_off as trade_networks_off
from cnncalc.report.verify import Verification as VerificationValues
from cnncalc.report.walk import Walk as WalkValues
from cnncalc.report.walk import walk_through


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


class Drawing(Shown, DrawingValues):
    """A network as the figure of a paper draws it."""

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


class Quiz(Shown, QuizValues):
    """Questions in order."""

    __slots__ = ()


class Listing(Shown, ListingValues):
    """Catalogue entries in order."""

    __slots__ = ()


count_layers = showing(Counted, count_by_layer)
walk = showing(Walk, walk_through)
memory = showing(Memory, measure_memory)
drawing = showing(Drawing, draw_network)
outline = showing(Outline, outline_network)
receptive_field = showing(FieldReport, field_report)
profile = showing(Profile, profile_layers)
conventions = showing(Conventions, count_by_conventions)
diff = showing(Diff, diff_networks)
compare = showing(Comparison, compare_networks)
trade_off = showing(Tradeoff, trade_networks_off)
check = showing(Check, check_budgets)
verify = showing(Verification, verify_networks)
catalogue = showing(Listing, list_catalogue)
quiz = showing(Quiz, make_quiz)


def roofline(
    network: Network, device: str | Device, *, dtype: str = "fp32", batch: int = 1, training: bool = False
) -> Roofline:
    """Work out what bounds each layer on a device, compute or memory, and the least seconds it takes.

    `device` is a device's name (`"a100"`), the path of its YAML file, or a `Device`. Raises CnncalcError for a device
    or a type there is not, and for a type that the device has no rate for.
    """
    machine = load_device(device) if isinstance(device, str) else device
    return shown(Roofline, bound_layers(network, machine, dtype=dtype, batch=batch, training=training))
