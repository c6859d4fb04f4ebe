"""The roofline: which of compute and memory bounds each layer on a device, and the least time that takes.

Williams, Waterman and Patterson, Roofline: An Insightful Visual Performance Model for Multicore Architectures,
CACM 52(4), 2009.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.devices.device import Device
from cnncalc.dtypes import DType, at_once, dtype_named
from cnncalc.graph import Graph, Node
from cnncalc.measure.costs import Cost, layer_costs
from cnncalc.measure.traffic import Traffic, compulsory_traffic, fused_groups, fused_traffic, layer_traffic
from cnncalc.quantity import Quantity
from cnncalc.quantity.formula import formula
from cnncalc.report.base import Report
from cnncalc.report.figures import FIGURES
from cnncalc.report.summary import Summary, summarize
from cnncalc.shape import Shape

if TYPE_CHECKING:
    from cnncalc.network import Network

COMPUTE, MEMORY = "compute", "memory"

CONVENTION = {
    "macs": f"of the whole batch; {FIGURES['macs'].counts()}",
    "bytes": "of the whole batch: every input of a layer read whole and once, its parameters (and statistics) read "
    "once, its output written once; a view moves nothing",
    "seconds_at_least": "a lower bound: the longer of the MACs at the peak rate and the bytes at the bandwidth; "
    "operations other than MACs are not counted",
    "runtime_seconds_at_least": "a lower bound with each convolution or fully connected layer and the normalisation "
    "and activation that alone follow it run as one, as runtimes do: one reads its inputs and all parameters once and "
    "writes its output once",
    "fused_seconds_at_least": "a lower bound however layers are fused: the longer of all MACs at the peak rate and "
    "the network's inputs, output and parameters at the bandwidth",
}


class Rates(NamedTuple):
    """The rates of a device, and the setting, with which layers' bounds are worked out."""

    macs: Fraction
    """The device's peak rate: MACs a second."""
    bandwidth: int
    bits: int
    """The bits of a value."""
    batch: int


class LayerRoofline(NamedTuple):
    """What one layer does for the whole batch, and the seconds each part takes at its peak rate."""

    path: str
    op: str
    description: str
    output_shape: Shape
    traffic: Traffic
    macs: int | None
    """The MACs of a batch; None if not known."""
    bytes: int | None
    """The bytes that are moved; None if not all are known: then `memory_seconds` is for those that are."""
    compute_seconds: Fraction | None
    memory_seconds: Fraction
    unknown: tuple[str, ...]

    @property
    def seconds(self) -> Fraction:
        """A lower bound on the layer's time in seconds."""
        return max(self.compute_seconds or Fraction(0), self.memory_seconds)

    @property
    def intensity(self) -> Fraction | None:
        """MACs for each byte moved; None if not known."""
        if self.macs is None or self.bytes is None:
            return None
        return Fraction(self.macs, self.bytes)

    @property
    def bound(self) -> str | None:
        """The bound, `compute` or `memory`, whichever takes longer; compute at the ridge, None if not known."""
        if self.unknown or self.compute_seconds is None:
            return None
        return COMPUTE if self.compute_seconds >= self.memory_seconds else MEMORY


class Needed(NamedTuple):
    """The memory that a pass needs on the device at least: parameters, statistics, and the peak of activations."""

    bytes: int
    at_least: bool
    """Whether more may be needed because not all parameters are known."""
    device: int
    """The bytes of the device's memory."""

    @property
    def fits(self) -> bool | None:
        """Whether the device has enough memory; None where it is not known."""
        if self.bytes > self.device:
            return False
        return None if self.at_least else True


class RooflineTotals(NamedTuple):
    """The sums over the layers of a roofline."""

    steps: int
    """The number of layers that move something."""
    macs: int
    bytes: int
    seconds: Fraction
    """A lower bound on the time of all layers, one after the other."""
    memory_seconds: Fraction
    """The seconds of layers whose bound is memory."""
    runtime_seconds: Fraction
    """A lower bound with normalisation and activation run with the layer before them, as runtimes do."""
    fused_seconds: Fraction
    """A lower bound however layers are fused: every MAC, or what has to be moved at least, at its peak rate."""
    lower_bounds: tuple[str, ...]
    """The sums that are lower bounds themselves, because a layer's share in them is not known."""

    @property
    def intensity(self) -> Fraction | None:
        """MACs for each byte moved, of all layers; None where not both are known, and where nothing is moved."""
        return None if self.lower_bounds or not self.bytes else Fraction(self.macs, self.bytes)


@dataclass(frozen=True, slots=True, repr=False)
class Roofline(Report):
    """A network on a device. `views` are the layers that move nothing."""

    name: str
    title: str
    input_shapes: tuple[Shape, ...]
    device: Device
    dtype: DType
    batch: int
    layers: tuple[LayerRoofline, ...]
    views: tuple[str, ...]
    totals: RooflineTotals
    summary: Summary
    needed: Needed

    @property
    def ridge(self) -> Fraction:
        """The MACs for each byte from which on compute is the bound."""
        return self.device.ridge(self.dtype.name)

    def working(self, layer: LayerRoofline) -> str:
        """How a layer's bytes are worked out, `(150528 + 802816 + 9408)·4`."""
        inputs, output, parameters = layer.traffic
        named = Traffic(
            Quantity(inputs, "inputs"),
            Quantity(output, "output"),
            Quantity(parameters, "parameters") if parameters else 0,
        )
        batch = Quantity(self.batch, "batch") if self.batch > 1 else 1
        return formula(named.bytes(self.dtype.bits, batch))


def roofline(
    network: "Network", device: Device, *, dtype: str = "fp32", batch: int = 1, training: bool = False
) -> Roofline:
    """Work out one pass forward on a device, in a dtype and with so many examples.

    Side heads are among the layers only if `training`. Raises CnncalcError for a type there is not, or the
    device has no rate for.
    """
    values = dtype_named(dtype)
    peak = Fraction(device.peak(values.name), device.operations_per_mac)
    rates = Rates(peak, device.bandwidth, values.bits, at_once(batch))
    graph = network.graph
    nodes = graph.layers(training=training)
    moved, costs = layer_traffic(graph, nodes), layer_costs(graph, nodes)
    layers = tuple(
        _layer(node, cost, traffic, rates)
        for node, cost, traffic in zip(nodes, costs, moved, strict=True)
        if any(traffic)
    )
    runtime = _runtime_seconds(graph, nodes, costs, moved, rates)
    summary = summarize(network, training=training)
    return Roofline(
        name=network.name,
        title=network.title,
        input_shapes=tuple(node.shape for node in graph.inputs),
        device=device,
        dtype=values,
        batch=batch,
        layers=layers,
        views=tuple(node.path for node, traffic in zip(nodes, moved, strict=True) if not any(traffic)),
        totals=_totals(layers, compulsory_traffic(graph, nodes), runtime, rates),
        summary=summary,
        needed=_needed(costs, summary.totals.peak_activations, rates, device),
    )


def _runtime_seconds(
    graph: Graph, nodes: Sequence[Node], costs: Sequence[Cost], moved: Sequence[Traffic], rates: Rates
) -> Fraction:
    """The least time where normalisation and activation run with the layer before them; what is known is counted."""
    seconds = Fraction(0)
    for places in fused_groups(graph, nodes):
        macs = sum(costs[at].macs for at in places if "macs" not in costs[at].unknown) * rates.batch
        together = fused_traffic([moved[at] for at in places])
        seconds += max(macs / rates.macs, Fraction(together.bytes(rates.bits, rates.batch), rates.bandwidth))
    return seconds


def _needed(costs: Sequence[Cost], peak: int, rates: Rates, device: Device) -> Needed:
    values = sum(cost.params + cost.statistics for cost in costs) + peak * rates.batch
    unknown = any("params" in cost.unknown for cost in costs)
    return Needed(-(-values * rates.bits // 8), unknown, device.memory)


def _layer(node: Node, cost: Cost, traffic: Traffic, rates: Rates) -> LayerRoofline:
    unknown = node.op.unknown()
    macs = None if "macs" in unknown else cost.macs * rates.batch
    moved = traffic.bytes(rates.bits, rates.batch)
    return LayerRoofline(
        path=node.path,
        op=node.op.name,
        description=node.op.describe(),
        output_shape=node.shape,
        traffic=traffic,
        macs=macs,
        bytes=None if "params" in unknown else moved,
        compute_seconds=None if macs is None else macs / rates.macs,
        memory_seconds=Fraction(moved, rates.bandwidth),
        unknown=unknown,
    )


def _totals(layers: Sequence[LayerRoofline], compulsory: Traffic, runtime: Fraction, rates: Rates) -> RooflineTotals:
    macs = sum(layer.macs or 0 for layer in layers)
    moved = sum(layer.traffic.bytes(rates.bits, rates.batch) for layer in layers)
    # A network of views alone moves nothing, not even its input.
    least = min(compulsory.bytes(rates.bits, rates.batch), moved)
    unknown = {name for layer in layers for name in layer.unknown}
    return RooflineTotals(
        steps=len(layers),
        macs=macs,
        bytes=moved,
        seconds=sum((layer.seconds for layer in layers), Fraction(0)),
        memory_seconds=sum((layer.seconds for layer in layers if layer.bound == MEMORY), Fraction(0)),
        runtime_seconds=runtime,
        fused_seconds=max(macs / rates.macs, Fraction(least, rates.bandwidth)),
        lower_bounds=tuple(total for total, name in (("macs", "macs"), ("bytes", "params")) if name in unknown),
    )
