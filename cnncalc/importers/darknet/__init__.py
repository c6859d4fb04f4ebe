"""Darknet's networks: cfg. Sizes are Darknet's own, as AlexeyAB/darknet and pjreddie/darknet work them out."""

from __future__ import annotations

from cnncalc.errors import did_you_mean
from cnncalc.importers.assembly import Assembly
from cnncalc.importers.darknet.cfg import Section, read_cfg
from cnncalc.importers.darknet.cfg_sections import LAYERS, LEFT_OUT
from cnncalc.importers.darknet.darknet_net import DarknetNet
from cnncalc.importers.given import ONLY_INPUT, Given
from cnncalc.importers.model_text import read_text
from cnncalc.importers.text_place import TextPlace
from cnncalc.network import Network
from cnncalc.shape import Shape


def read(given: Given) -> Network:
    """Read a network; what is given as its input stands in the place of the file's.

    Raises CnncalcError, with the place, for what is no Darknet network or has a section that is not known.
    """
    source = read_text(given)
    sections = read_cfg(source, given.limits)
    if not sections or sections[0].kind not in ("net", "network"):
        place = sections[0].place if sections else TextPlace(source, 0)
        raise place.error("this is no Darknet network, which begins with [net]")
    shape = given.inputs.get("input") or given.inputs.get(ONLY_INPUT) or _input(sections[0])
    net = DarknetNet(Assembly(given), shape)
    for section in sections[1:]:
        _add(section, net)
    if net.assembly.is_empty:
        raise sections[0].place.error("this network has no layer")
    return net.assembly.finish()


def _add(section: Section, net: DarknetNet) -> None:
    if section.kind in LEFT_OUT:
        net.leave_out(section)
    elif section.kind in LAYERS:
        net.begin(section)
        net.outputs.append(LAYERS[section.kind](section, net))
    else:
        hint = did_you_mean(section.kind, LAYERS)
        raise section.place.error(f"the section [{section.kind}] is not known, nor what comes out of it", hint)


def _input(section: Section) -> Shape:
    """The shape of the input. `parse_net_options` of src/parser.c."""
    height, width, channels = (section.whole(key, 0) for key in ("height", "width", "channels"))
    if height and width and channels:
        return Shape(channels, (height, width))
    vector = section.whole("inputs", height * width * channels)
    if not vector:
        raise section.error("height", "the file does not tell the size of the input", "say it with --input 416x416x3")
    return Shape(vector)
