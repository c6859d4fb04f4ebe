"""The memory of whole networks: figures worked out from published shapes, what they add up to, and what fits."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cnncalc
from cnncalc.api.networks import Network
from cnncalc.dtypes import parse_bytes
from cnncalc.errors import CnncalcError
from cnncalc.graph import freeze
from cnncalc.report.footprint import Footprint, MemoryPart
from cnncalc.report.memory import Memory, memory

VGG16_PARAMS = 138_357_544  # Simonyan and Zisserman, ICLR 2015, table 2: 138 M
VGG16_PEAK = 2 * 224 * 224 * 64  # conv1_2, from the same table 1: its input and its output


def memory_of(name: str, **rest: Any) -> Memory:
    return memory(cnncalc.load(name), **rest)


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Network]:
    """The network of a spec's text."""

    def load(text: str, **changes: Any) -> Network:
        path = tmp_path / "net.yaml"
        path.write_text(text, encoding="utf-8")
        return cnncalc.load(str(path), **changes)

    return load


@pytest.mark.parametrize(
    ("optimizer", "copies"), [("none", None), ("sgd", 0), ("momentum", 1), ("adam", 2), ("adamw", 2)]
)
def test_vgg16(optimizer: str, copies: int | None) -> None:
    result = memory_of("vgg16", batch=8, dtype="fp16", optimizer=optimizer)
    assert (result.parameters.bytes, result.statistics.bytes) == (VGG16_PARAMS * 2, 0)
    assert (result.peak.bytes, result.peak.layer) == (VGG16_PEAK * 8 * 2, "conv1.conv1_2")
    assert result.inference_bytes == VGG16_PARAMS * 2 + VGG16_PEAK * 8 * 2
    if copies is None:
        assert (result.training, result.training_bytes) == (None, None)
    else:
        assert result.training is not None
        assert result.training.gradients.bytes == VGG16_PARAMS * 2
        assert result.training.state.bytes == VGG16_PARAMS * 2 * copies
        assert result.training_bytes == VGG16_PARAMS * 2 * (2 + copies) + result.training.step.bytes


@pytest.mark.parametrize(("dtype", "bytes_of_two"), [("fp64", 16), ("fp32", 8), ("tf32", 8), ("bf16", 4), ("int4", 1)])
def test_types(dtype: str, bytes_of_two: int) -> None:
    assert memory_of("vgg16", dtype=dtype).parameters.bytes == VGG16_PARAMS // 2 * bytes_of_two


def test_what_is_kept_by_kind_of_value() -> None:
    """ResNet-50 (He et al. 2016, table 1) has one max pooling, to 56×56×64, and normalises 26,560 channels."""
    result = memory_of("resnet50", batch=32)
    assert result.training is not None
    _, indices, statistics = result.training.kept.parts
    assert (indices.values, indices.times, indices.bits) == (56 * 56 * 64, 32, 64)
    assert (statistics.values, statistics.times, statistics.bits) == (2 * 26_560, 1, 32)
    assert result.statistics.bytes == 2 * 26_560 * 4
    assert result.parameters.working == "25,557,032 × 4 B"
    assert result.peak.working == "2,408,448 × 32 × 4 B"


@pytest.mark.parametrize("dtype", ["fp32", "bf16", "int8", "int4"])
@pytest.mark.parametrize("name", ["alexnet", "resnet18", "lenet5"])
def test_the_batch_that_fits_is_the_largest(name: str, dtype: str) -> None:
    budget = parse_bytes("1.5 GB")
    fits = memory_of(name, dtype=dtype, budget=budget)
    checked = 0
    for fit, figure in ((fits.inference_fit, "inference_bytes"), (fits.training_fit, "training_bytes")):
        if fit is not None:
            just, too_many = (memory_of(name, dtype=dtype, batch=fit.batch + more) for more in (0, 1))
            assert getattr(just, figure) <= budget < getattr(too_many, figure)
            checked += 1
    assert checked == (2 if dtype in ("fp32", "bf16") else 1)


def test_types_that_are_not_trained_in() -> None:
    assert memory_of("lenet5", dtype="int8") == memory_of("lenet5", dtype="int8", optimizer="none")


def test_not_even_one_example_fits() -> None:
    fit = memory_of("vgg16", budget=parse_bytes("500MiB")).inference_fit
    assert fit is not None
    assert (fit.batch, fit.fixed > fit.budget) == (0, True)


def test_frozen_layers_have_no_gradients_and_no_state() -> None:
    """A head of 10 classes on AlexNet's 4096 features: 4096·10 + 10 parameters."""
    result = memory(cnncalc.load("alexnet", set={"classes": 10}, train=["fc8"]), optimizer="adam")
    assert result.training is not None
    assert result.training.gradients.bytes == 40_970 * 4
    assert result.training.state.bytes == 40_970 * 2 * 4
    assert [layer.path for layer in result.layers if layer.kept is not None and layer.kept.bytes] == ["fc8", "softmax"]


def test_side_heads_count_when_asked_for() -> None:
    without, with_heads = (memory_of("googlenet", training=training) for training in (False, True))
    assert (without.heads, with_heads.heads) == (2, 2)
    assert without.parameters.bytes == 6_998_552 * 4 < with_heads.parameters.bytes


def test_layers_hold_what_the_network_does() -> None:
    result = memory_of("resnet18", batch=4, optimizer="momentum")
    assert result.training is not None
    training = result.training
    whole = (result.parameters, result.statistics, training.gradients, training.state, training.kept)
    assert sum(layer.held.bytes for layer in result.layers) == sum(figure.bytes for figure in whole)
    assert max(layer.alive.bytes for layer in result.layers) == result.peak.bytes


def test_what_is_not_known_makes_lower_bounds(tmp_path: Any) -> None:
    path = tmp_path / "net.yaml"
    path.write_text("input: 4x4x2\nlayers: [{conv: 2, kernel: 1}, {op: mystery, macs: 5}]")
    result = memory(cnncalc.load(str(path)), budget=10**6)
    assert result.training is not None
    assert result.inference_fit is not None
    figures = (result.parameters, result.training.gradients, result.training.kept, result.training.step)
    assert all(figure.at_least for figure in figures)
    assert (result.peak.at_least, result.inference_fit.at_most, result.unknown) == (False, True, ("op1",))


def test_what_has_no_unknown_part_is_exact(written: Callable[..., Network]) -> None:
    """State that sgd has none of, and gradients of what is frozen."""
    network = written("input: 4x4x2\nlayers: [{conv: 2, kernel: 1}, {op: mystery, macs: 5}]")
    training = memory(network).training
    assert training is not None
    assert (training.gradients.at_least, training.state.at_least) == (True, False)
    frozen = memory(network._replace(graph=freeze(network.graph, ["op1"])), optimizer="adam").training
    assert frozen is not None
    assert (frozen.gradients, frozen.state) == (Footprint((MemoryPart(6, 32),)), Footprint((MemoryPart(6, 32, 2),)))


def test_what_is_there_if_nothing_is_said() -> None:
    network = cnncalc.load("googlenet")
    plain = memory(network, batch=1, dtype="fp32", optimizer="sgd", in_place=True, budget=None, training=False)
    assert memory(network) == plain


NORMALISED = "input: 4x4x2\nlayers: [{conv: 4, kernel: 1}, batchnorm, relu, layernorm]\n"
# conv 12 parameters, batchnorm 8 and 8 statistics, layernorm 8; for an example 16 means and 16 inverse deviations kept


@pytest.mark.parametrize("optimizer", ["none", "sgd", "adam"])
def test_what_just_fits(optimizer: str, written: Callable[..., Network]) -> None:
    network = written(NORMALISED)
    there = memory(network, batch=3, optimizer=optimizer)
    needed = there.inference_bytes if there.training_bytes is None else there.training_bytes
    for budget, batch in ((needed, 3), (needed - 1, 2)):
        result = memory(network, optimizer=optimizer, budget=budget)
        fit = result.training_fit or result.inference_fit
        assert fit is not None
        assert fit.batch == batch


def test_values_of_their_own_sizes(written: Callable[..., Network]) -> None:
    """In half precision: two times 64 activations and what the convolution takes; means are in single precision."""
    result = memory(written(NORMALISED), batch=3, dtype="fp16")
    assert result.training is not None
    assert result.training.kept.working == "160 × 3 × 2 B + 32 × 3 × 4 B + 8 × 4 B"
    assert [layer.held.working for layer in result.layers] == [
        "12 × 2 × 2 B + 32 × 3 × 2 B",
        "8 × 2 × 2 B + 8 × 2 B + 64 × 3 × 2 B + 8 × 4 B",
        "64 × 3 × 2 B",
        "8 × 2 × 2 B + 32 × 3 × 4 B",  # its input is what relu keeps
    ]


@pytest.mark.parametrize(("in_place", "values", "layer"), [(True, 32 + 64, "conv1"), (False, 64 + 64, "relu1")])
def test_at_the_peak_when_nothing_writes_over_its_input(
    in_place: bool, values: int, layer: str, written: Callable[..., Network]
) -> None:
    network = written("input: 4x4x2\nlayers: [{conv: 4, kernel: 1}, relu]\n", freeze=["*"])
    result = memory(network, in_place=in_place)
    assert result.training is not None
    assert [(figure.bytes, figure.layer) for figure in (result.peak, result.training.step)] == [(values * 4, layer)] * 2


@pytest.mark.parametrize(
    ("optimizer", "gradients", "state", "held"),
    [
        ("none", None, None, ["12 × 4 B + 64 × 4 B", "20 × 4 B + 64 × 4 B"]),
        ("sgd", [0, 80], [0, 0], ["12 × 4 B", "20 × 2 × 4 B + 64 × 4 B"]),
        ("adam", [0, 80], [0, 160], ["12 × 4 B", "20 × 4 × 4 B + 64 × 4 B"]),
    ],
)
def test_each_layer_has_its_own(
    optimizer: str,
    gradients: list[int] | None,
    state: list[int] | None,
    held: list[str],
    written: Callable[..., Network],
) -> None:
    network = written("input: 4x4x2\nlayers: [{conv: 4, kernel: 1}, {conv: 4, kernel: 1}]\n", freeze=["conv1"])
    layers = memory(network, optimizer=optimizer).layers
    nothing = [None, None]
    assert [layer.gradients and layer.gradients.bytes for layer in layers] == (gradients or nothing)
    assert [layer.state and layer.state.bytes for layer in layers] == (state or nothing)
    assert [layer.held.working for layer in layers] == held


UNKNOWN = [  # what is not known of a layer; whether a figure of it is a lower bound: parameters, kept, both
    ("params: 3", "none", (), (False, None, False)),
    ("macs: 5", "none", ("op1",), (True, None, True)),
    ("params: 3", "sgd", ("op1",), (False, True, True)),
    ("macs: 5", "sgd", ("op1",), (True, True, True)),
]


@pytest.mark.parametrize(("told", "optimizer", "unknown", "bounds"), UNKNOWN)
def test_what_of_a_layer_is_not_known(
    told: str,
    optimizer: str,
    unknown: tuple[str, ...],
    bounds: tuple[bool | None, ...],
    written: Callable[..., Network],
) -> None:
    result = memory(written(f"input: 4\nlayers: [{{linear: 2}}, {{op: mystery, {told}}}]"), optimizer=optimizer)
    assert result.unknown == unknown
    found = [(layer.parameters, layer.kept, layer.held) for layer in result.layers]
    lower = [tuple(figure and figure.at_least for figure in figures) for figures in found]
    assert lower == [(False, None if optimizer == "none" else False, False), bounds]


MISTAKES = [
    ({"dtype": "fp33"}, "unknown type 'fp33' (did you mean 'fp32'?)"),
    ({"optimizer": "adm"}, "unknown optimizer 'adm' (did you mean 'adam'?)"),
    ({"optimizer": "lion"}, "unknown optimizer 'lion' (known: sgd, momentum, adam, adamw, none)"),
    ({"optimizer": "sgd", "dtype": "int8"}, "networks are run in int8, not trained in it (use --optimizer none)"),
]


@pytest.mark.parametrize(("arguments", "message"), MISTAKES)
def test_mistakes(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(CnncalcError) as caught:
        memory_of("lenet5", **arguments)
    assert str(caught.value) == message


def test_it_can_be_pickled() -> None:
    result = memory_of("lenet5", budget=10**6)
    assert pickle.loads(pickle.dumps(result)) == result
