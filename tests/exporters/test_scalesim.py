"""Networks as topologies for SCALE-Sim, counted as its own scalesim/topology_utils.py does (scale-sim-v2, 013c54e)."""

import pytest

import cnncalc
from cnncalc.exporters.scalesim import write_scalesim
from cnncalc.language import catalogue
from cnncalc.language.load import example


def macs_as_it_counts(text: str) -> int:
    """SCALE-Sim's own formula, whose outputs are rounded up; DP is a convolution for each channel."""
    total = 0
    for row in text.splitlines()[1:]:
        name, *numbers = row.split(",")[:-1]
        height, width, rows, columns, channels, filters, down, across = map(int, numbers)
        assert rows <= height, row
        assert columns <= width, row
        repeats, channels = (channels, 1) if "DP" in name else (1, channels)
        places = -(-(height - rows + down) // down) * -(-(width - columns + across) // across)
        total += repeats * places * rows * columns * channels * filters
    return total


@pytest.mark.parametrize(
    ("shape", "step", "lines"),
    [
        ("227x227x3", "{conv: 96, kernel: 11, stride: 4, name: conv1}", ["conv1, 227, 227, 11, 11, 3, 96, 4, 4,"]),
        ("224x224x3", "{conv: 64, kernel: 7, stride: 2, pad: 3, name: c}", ["c, 229, 229, 7, 7, 3, 64, 2, 2,"]),
        ("27x27x96", "{conv: 256, kernel: 5, pad: 2, groups: 2, name: c}",
         ["c_group1, 31, 31, 5, 5, 48, 128, 1, 1,", "c_group2, 31, 31, 5, 5, 48, 128, 1, 1,"]),
        ("112x112x32", "{depthwise_conv: 3, pad: 1, name: c}", ["c_DP, 114, 114, 3, 3, 32, 1, 1, 1,"]),
        ("9216", "{linear: 4096, name: fc}", ["fc, 1, 1, 1, 1, 9216, 4096, 1, 1,"]),
        ("30x8", "{conv: 16, kernel: 3, name: WDP-1}", ["WDp_1, 1, 30, 1, 3, 8, 16, 1, 1,"]),
        ("8x8x3", "maxpool: 2", []),
    ],
)  # fmt: skip
def test_a_layer_is_a_line(shape, step, lines):
    _, *rows = write_scalesim(example(shape, f"  - {step}")).splitlines()
    assert rows == lines


@pytest.mark.parametrize(
    ("shape", "step", "said"),
    [
        ("8x8x3", "{conv: 4, kernel: 3, dilation: 2}", "SCALE-Sim has no dilation"),
        ("8x8x3", "{conv_transpose: 4, kernel: 2}", "SCALE-Sim has no conv_transpose"),
        ("8x8x8x3", "{conv: 4, kernel: 3}", "SCALE-Sim has maps only"),
        ("8x8x3", "{op: mystery, output: 8x8x3}", "SCALE-Sim has no op"),
    ],
)
def test_what_it_cannot_simulate_is_refused_by_name(shape, step, said):
    with pytest.raises(cnncalc.CnncalcError, match=said):
        write_scalesim(example(shape, f"  - {step}"))


@pytest.mark.slow
def test_it_counts_the_macs_of_the_catalogue():
    counted = {}
    for name in catalogue.names():
        network = cnncalc.load(name)
        try:
            text = write_scalesim(network)
        except cnncalc.CnncalcError:
            continue
        counted[name] = macs_as_it_counts(text) - network.summary().totals.macs
    assert len(counted) > 100
    assert {name: difference for name, difference in counted.items() if difference} == {}
