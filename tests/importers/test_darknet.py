"""Darknet's cfg: sizes by Darknet's rules, totals as Darknet prints them, and one line for what cannot be read."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

import cnncalc
from cnncalc.errors import CnncalcError
from tests.importers.mutations import mutated

TINY = Path(__file__).parents[1] / "data" / "models" / "yolov3-tiny.cfg"
NET = "[net]\nheight=12\nwidth=10\nchannels=4\n"


@pytest.fixture
def loaded(tmp_path: Path):  # type: ignore[no-untyped-def]
    """A function that loads a text as a cfg."""

    def load(text: str, **more: str) -> cnncalc.Network:
        path = tmp_path / "net.cfg"
        path.write_text(text)
        return cnncalc.load(path, **more)

    return load


def test_totals_of_a_published_file() -> None:
    """pjreddie.com/darknet/yolo: YOLOv3-tiny on 416×416 has 5.56 Bn FLOPs, two for a MAC (recalled)."""
    network = cnncalc.load(TINY)
    totals = network.totals()
    assert (totals.params, round(2 * totals.macs / 1e9, 2)) == (8_852_366, 5.56)
    assert [str(network.graph.nodes[each].shape) for each in network.graph.declared] == ["26×26×255", "13×13×255"]
    assert str(cnncalc.load(TINY, input="608x608x3").graph.nodes[-1].shape) == "38×38×255"


@pytest.mark.parametrize(
    ("text", "shape", "params"),
    [
        # pad=1 is size/2, whatever the size; biases are the batch normalisation's if there is one
        ("[convolutional]\nfilters=8\nsize=3\nstride=2\npad=1\nactivation=linear", "6×5×8", 296),
        ("[convolutional]\nbatch_normalize=1\nfilters=8\nsize=1\npad=1\nactivation=leaky", "12×10×8", 48),
        ("[convolutional]\nfilters=4\ngroups=4\nsize=3\npadding=0\nactivation=mish", "10×8×4", 40),
        ("[convolutional]\nfilters=2\nsize=3\npad=1\ndilation=2\nactivation=relu", "12×10×2", 74),
        ("[convolutional]\nfilters=2\nsize=3\npad=1\nstride=2\nantialiasing=1\nactivation=relu", "6×5×2", 74),
        ("[deconvolutional]\nfilters=2\nsize=2\nstride=2\nactivation=linear", "24×20×2", 34),
        ("[local]\nfilters=2\nsize=3\nstride=1\npad=1\nactivation=linear", "12×10×2", 120 * 2 * 9 * 4 + 240),
        # maxpool_layer.c: (W + padding − size)/stride + 1, padding size − 1 of both sides together
        ("[maxpool]\nsize=2\nstride=2", "6×5×4", 0),
        ("[maxpool]\nsize=2\nstride=1", "12×10×4", 0),
        ("[maxpool]\nsize=3\nstride=2", "6×5×4", 0),
        ("[maxpool]\nsize=3\nstride=2\npadding=0", "5×4×4", 0),
        ("[maxpool]\nsize=13\nstride=1", "12×10×4", 0),
        ("[avgpool]", "1×1×4", 0),
        ("[connected]\noutput=3\nactivation=linear", "3", 1443),
        ("[upsample]\nstride=2", "24×20×4", 0),
        ("[reorg]\nstride=2", "6×5×16", 0),
        ("[maxpool]\nsize=1\nstride=1\n[route]\nlayers=-1\ngroups=2\ngroup_id=1", "12×10×2", 0),
        ("[maxpool]\nsize=1\nstride=1\n[route]\nlayers=-1,0", "12×10×8", 0),
        ("[maxpool]\nsize=1\nstride=1\n[maxpool]\nsize=2\nstride=2\n[shortcut]\nfrom=0", "6×5×4", 0),
        ("[rnn]\nhidden=5\noutput=3", "3", 480 * 5 + 5 + 25 + 5 + 15 + 3),
        ("[gru]\noutput=3", "3", 3 * (480 * 3 + 3 + 9 + 3)),
        ("[lstm]\noutput=3", "3", 4 * (480 * 3 + 3 + 9 + 3)),
    ],
)
def test_sections(loaded, text: str, shape: str, params: int) -> None:  # type: ignore[no-untyped-def]
    network = loaded(NET + text)
    assert str(network.graph.nodes[network.graph.output].shape) == shape
    assert network.totals().params == params


def test_of_a_setting_said_twice_the_first_counts_and_white_space_does_not(loaded) -> None:  # type: ignore[no-untyped-def]
    network = loaded(NET + "# [cost]\n[ convolutional ]\n fil ters = 2 # two\nfilters=3\nactivation=linear\n")
    assert network.totals().params == 10


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[convolutional]", "net.cfg:1:1: this is no Darknet network, which begins with [net]"),
        ("filters=3\n[net]", "net.cfg:1:1: a network begins with [net]"),
        ("[net]\n[avgpool]", "net.cfg:1:1: [net]: the file does not tell the size of the input ("),
        (NET, "net.cfg:1:1: this network has no layer"),
        (NET + "[maxpol]", "net.cfg:5:1: the section [maxpol] is not known, nor what"),
        (NET + "[maxpool]\nsize=x", "net.cfg:6:1: [maxpool]: size must be a whole number from 1 to 10⁹, not 'x'"),
        (NET + "[maxpool]\n  stri", "net.cfg:6:3: a setting is key=value (the file may be cut off)"),
        (NET + "[route]\nlayers=3", "net.cfg:6:1: [route]: there is no layer 3 before layer 0"),
        (NET + "[yolo]\nmask=0,1\nclasses=3", "net.cfg:5:1: [yolo] needs 16 channels, and is given 4"),
        (NET + "[convolutional]\nsize=99\nactivation=linear", "net.cfg:5:1: conv0: kernel 99 is larger"),
        (NET + "[avgpool]\n[connected]\n[upsample]", "net.cfg:7:1: [upsample] needs an input with height and width"),
        (NET + "[convolutional]\nactivation=lea", "net.cfg:6:1: [convolutional]: there is no activation 'lea'"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_a_line(loaded, text: str, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(CnncalcError) as caught:
        loaded(text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", mutated(TINY.read_text(), 60))
def test_broken_files_end_in_a_line(loaded, text: str) -> None:  # type: ignore[no-untyped-def]
    with suppress(CnncalcError):  # any other error is a mistake of ours
        loaded(text)
