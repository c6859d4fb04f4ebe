"""`cnncalc roofline`."""

from __future__ import annotations

import click

from cnncalc.cli.options import (
    NETWORK,
    BatchOptions,
    Changes,
    OneNetwork,
    depth_option,
    more_option,
    network_options,
    values_options,
)
from cnncalc.cli.output import Output
from cnncalc.cli.pictures import picture_options
from cnncalc.cli.types import DeviceType
from cnncalc.render import Options


class RooflineCommand(OneNetwork):
    """A command whose help ends with the devices there are."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:

        from cnncalc.devices.load import device_names

        with formatter.section("Devices"):
            formatter.write_text(", ".join(device_names()))
            formatter.write_text(
                "or a YAML file: {name: …, source: {title: …, url: …}, operations_per_mac: 2, peak: {fp32: 19.5e12}, "
                "bandwidth: 2039e9, memory: 80e9}, per second and in bytes"
            )


@click.command(cls=RooflineCommand)
@click.argument("network", type=NETWORK)
@click.option("--device", type=DeviceType(), required=True, metavar="NAME|FILE", help="The machine it runs on.")
@values_options
@depth_option
@more_option
@network_options
@picture_options
def command(
    network: str,
    device: str,
    values: BatchOptions,
    depth: int | None,
    more: bool,
    changes: Changes,
    output: Output,
) -> None:
    """Show how fast a network can be on a device at most.

    And what bounds each layer, compute or memory, the slowest first.

    \b
    Examples:
      cnncalc roofline resnet50 --device a100
      cnncalc roofline mobilenet --device raspberry-pi-5 --dtype int8
      cnncalc roofline vgg16 --device board.yaml --dtype fp16 --batch 32 --json
      cnncalc roofline resnet50 --device a100 -o roofline.svg
    """
    from cnncalc.devices.load import load_device
    from cnncalc.report.roofline import roofline

    machine = load_device(device, changes.limits)
    loaded = changes.load(network)
    report = roofline(loaded, machine, dtype=values.dtype, batch=values.batch, training=changes.training)
    output.write(report, Options(depth=depth, more=more))
