"""Caffe's networks: prototxt, as they run in the phase TEST."""

from __future__ import annotations

from cnncalc.importers.assembly import Assembly
from cnncalc.importers.caffe import caffe_layers
from cnncalc.importers.caffe.caffe_inputs import add_inputs
from cnncalc.importers.caffe.caffe_net import CaffeNet, layers_of
from cnncalc.importers.given import Given
from cnncalc.importers.model_text import read_text
from cnncalc.importers.protobuf_text import read_text_format
from cnncalc.network import Network


def read(given: Given) -> Network:
    """Read a network; what is given as its input is for a file that does not say it, or says another.

    Raises CnncalcError, with the place, for what is no Caffe network or has a layer whose output cannot be known.
    """
    message = read_text_format(read_text(given), given.limits)
    chosen = layers_of(message)
    net = CaffeNet(Assembly(given, [layer.name for layer in chosen.layers]), chosen.layers)
    net.assembly.notes.extend(chosen.notes)
    add_inputs(message, net, given)
    for layer in net.layers:
        caffe_layers.add(layer, net)
    if net.assembly.is_empty:
        raise message.place.error("no layer of this network can be counted", "a network has layer { … }")
    net.assembly.notes.extend(net.told())
    return net.assembly.finish(message.text("name"))
