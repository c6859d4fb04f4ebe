"""Networks written as ONNX and read again."""

import pytest

import cnncalc
from cnncalc.exporters.onnx import write_onnx
from cnncalc.language import catalogue


def read_again(network, folder):
    (folder / "again.onnx").write_bytes(write_onnx(network))
    return cnncalc.load(folder / "again.onnx")


def nodes(network):
    return [(node.path, node.op, node.shape, node.inputs) for node in network.graph.nodes]


def outputs(network):
    return sorted(node.shape for node in network.graph.outputs(network.graph.layers()))


@pytest.mark.parametrize("name", ["resnet50", "wide_resnet50_2", "darknet53", "dla34"])
def test_a_network_that_onnx_can_say_in_full_comes_back_node_by_node(name, tmp_path):
    network = cnncalc.load(name)
    assert nodes(read_again(network, tmp_path)) == nodes(network)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in catalogue.names() if name != "lenet5"])
def test_every_network_comes_back_with_its_counts(name, tmp_path):
    network = cnncalc.load(name)
    if any(not getattr(node.op, "affine", True) for node in network.graph.nodes):
        pytest.skip("ONNX's normalisation has a scale and a shift, and does not say that they are not learnt")
    try:
        written = write_onnx(network)
    except cnncalc.CnncalcError as refused:
        pytest.skip(str(refused))
    (tmp_path / "again.onnx").write_bytes(written)
    again = cnncalc.load(tmp_path / "again.onnx")
    totals, theirs = network.summary().totals, again.summary().totals
    assert (theirs.params, theirs.macs) == (totals.params, totals.macs)
    assert outputs(again) == outputs(network)
