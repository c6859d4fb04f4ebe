"""Reports of the library that need more than a network: a device, the spec behind a network, the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncalc.limits import STANDARD, Limits

if TYPE_CHECKING:
    from cnncalc.devices.device import Device
    from cnncalc.network import Network
    from cnncalc.report.compare import Entry
    from cnncalc.report.listing import Listing
    from cnncalc.report.roofline import Roofline
    from cnncalc.report.verify import Verification
    from cnncalc.spec.load import Spec


def roofline(
    network: Network, device: str | Device, *, dtype: str = "fp32", batch: int = 1, training: bool = False
) -> Roofline:
    """Work out what bounds each layer on a device, compute or memory, and the least seconds it takes.

    `device` is a device's name (`"a100"`), the path of its YAML file, or a `Device`. Raises CnncalcError for a device
    or a type there is not, and for a type that the device has no rate for.
    """
    from cnncalc.devices.load import load_device
    from cnncalc.report.roofline import roofline as bound_layers

    machine = load_device(device) if isinstance(device, str) else device
    return bound_layers(network, machine, dtype=dtype, batch=batch, training=training)


def verify(*networks: str | Spec, limits: Limits = STANDARD) -> Verification:
    """Check the published figures of networks against computed ones, at the precision they were published in.

    `networks` are names, paths or specs that `read` gave; without any, the whole catalogue is checked. Raises
    CnncalcError for what cannot be read, and for a figure that is none.
    """
    from cnncalc.report.accuracy import Accuracy
    from cnncalc.report.verify import Checked, Verification
    from cnncalc.report.verify import verify as check_figures
    from cnncalc.spec.catalogue import names
    from cnncalc.spec.load import read

    figures: list[Checked] = []
    left_out: dict[str, None] = {}
    accuracies: list[Accuracy] = []
    for network in networks or names():
        spec = read(network, limits=limits) if isinstance(network, str) else network

        def again(name: str | None, shape: str | None, own: Spec = spec) -> Network:
            return (own if name is None else read(name, limits=limits)).network(input=shape)

        found = check_figures(spec.network(), again)
        figures += found.figures
        left_out.update(dict.fromkeys(found.left_out))
        accuracies += found.accuracies
    return Verification(tuple(figures), tuple(left_out), tuple(accuracies))


def catalogue() -> Listing:
    """List the networks of the catalogue with their figures, family by family, the oldest first."""
    from cnncalc.report.index import read_index
    from cnncalc.report.listing import list_networks
    from cnncalc.spec.shelf import checksum, index_text

    entries = read_index(index_text(), checksum())
    return list_networks(_worked_out() if entries is None else entries)


def _worked_out() -> list[Entry]:
    """The catalogue's figures from its files, where the index is not of these."""
    from cnncalc.report.compare import entry_of
    from cnncalc.spec.catalogue import names
    from cnncalc.spec.load import load

    return [entry_of(load(name)) for name in names()]
