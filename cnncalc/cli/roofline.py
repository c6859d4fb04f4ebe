"""`cnncalc roofline`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cnncalc.cli.options import BATCH, NETWORK, Changes, Output, network_options, output_options

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class DeviceType(click.ParamType):  # type: ignore[type-arg]  # generic only in newer Clicks
    """A device's name or file; completes the names of those that come with the package."""

    name = "device"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        from cnncalc.spec.device import device_names

        found = [CompletionItem(name) for name in device_names() if name.startswith(incomplete.lower())]
        return found or [CompletionItem(incomplete, type="file")]


class RooflineCommand(click.Command):
    """A command whose help ends with the devices there are."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:

        from cnncalc.spec.device import device_names

        with formatter.section("Devices"):
            formatter.write_text(", ".join(device_names()))
            formatter.write_text(
                "or a YAML file: {name: …, source: {title: …, url: …}, operations_per_mac: 2, peak: {fp32: 19.5e12}, "
                "bandwidth: 2039e9, memory: 80e9}, per second and in bytes"
            )


@click.command(cls=RooflineCommand)
@click.argument("network", type=NETWORK)
@click.option("--device", type=DeviceType(), required=True, metavar="NAME|FILE", help="The machine it runs on.")
@click.option("--dtype", default="fp32", show_default=True, metavar="DTYPE", help="The type of all values.")
@click.option("--batch", type=BATCH, default=1, show_default=True, metavar="N", help="Examples at once.")
@network_options
@output_options
def command(network: str, device: str, dtype: str, batch: int, changes: Changes, output: Output) -> None:
    """Show what bounds each layer on a device, compute or memory, and the least time it takes.

    \b
    Examples:
      cnncalc roofline resnet50 --device a100
      cnncalc roofline mobilenet --device raspberry-pi-5 --dtype int8
      cnncalc roofline vgg16 --device board.yaml --dtype fp16 --batch 32 --json
    """
    from cnncalc.report.roofline import roofline
    from cnncalc.spec.device import load_device

    machine = load_device(device, changes.limits)
    output.write(roofline(changes.load(network), machine, dtype=dtype, batch=batch, training=changes.training))
