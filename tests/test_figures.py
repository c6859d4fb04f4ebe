"""The figures of the lectures and papers' networks, exact.

Source of the totals: arithmetic on the papers' tables (layer sizes), done independently of this package;
torchvision's own where a network is theirs (see tests/data/torchvision.json).
"""

from __future__ import annotations

import pytest

import cnncalc

TOTALS = {
    "lenet5-modern": (61_706, 416_520),
    "alexnet": (60_965_224, 724_406_816),
    "alexnet-ungrouped": (62_378_344, 1_135_256_096),
    "alexnet-torchvision": (61_100_840, 714_188_480),
    "zfnet": (62_357_608, 1_168_032_896),
    "zfnet-wide": (107_627_624, 2_476_704_896),
    "vgg11": (132_863_336, 7_609_090_048),
    "vgg13": (133_047_848, 11_308_466_176),
    "vgg16": (138_357_544, 15_470_264_320),
    "vgg19": (143_667_240, 19_632_062_464),
    "googlenet": (6_998_552, 1_582_671_872),
    "googlenet-torchvision": (6_624_904, 1_498_376_192),
    "resnet18": (11_689_512, 1_814_073_344),
    "resnet34": (21_797_672, 3_663_761_408),
    "resnet50": (25_557_032, 3_857_973_248),
    "resnet101": (44_549_160, 7_570_194_432),
    "resnet152": (60_192_808, 11_282_415_616),
    "resnet50-torchvision": (25_557_032, 4_089_184_256),
    "resnet101-torchvision": (44_549_160, 7_801_405_440),
    "resnet152-torchvision": (60_192_808, 11_513_626_624),
    "mobilenet": (4_231_976, 568_740_352),
    "squeezenet1_0": (1_248_424, 818_924_576),
    "squeezenet1_1": (1_235_496, 349_151_936),
}


@pytest.mark.parametrize("name", TOTALS)
def test_totals(name: str) -> None:
    totals = cnncalc.load(name).summary().totals
    assert (totals.params, totals.macs) == TOTALS[name]


DEPTHS = [  # how papers call it; all convolutions and fully connected layers; every step
    ("alexnet", 8, 8, 24),
    ("vgg16", 16, 16, 40),  # 2014: configuration D, 16 weight layers
    ("googlenet", 22, 58, 143),  # 2014, section 5: 22 layers deep; 9 modules have 6 convolutions, of which 2 are deep
    ("resnet18", 18, 21, 70),  # 2015, table 1; three projections stand beside the path
    ("resnet50", 50, 54, 176),  # the same with four
    ("resnet152", 152, 156, 516),
]


@pytest.mark.parametrize(("name", "depth", "layers", "steps"), DEPTHS)
def test_depth_layers_and_steps(name: str, depth: int, layers: int, steps: int) -> None:
    totals = cnncalc.load(name).totals()
    assert (totals.depth, totals.layers, totals.steps) == (depth, layers, steps)


ALEXNET_LECTURE = [
    ("conv1", "55×55×96", 34_848),
    ("pool1", "27×27×96", 0),
    ("conv2", "23×23×256", 614_400),
    ("pool2", "11×11×256", 0),
    ("conv3", "9×9×384", 884_736),
    ("conv4", "7×7×384", 1_327_104),
    ("conv5", "5×5×256", 884_736),
    ("pool3", "2×2×256", 0),
    ("fc1", "4096", 4_194_304),
    ("fc2", "4096", 16_777_216),
    ("fc3", "1000", 4_096_000),
]


def test_the_lectures_walkthrough_of_alexnet() -> None:
    summary = cnncalc.load("alexnet-lecture").summary()
    rows = [(layer.path, str(layer.output_shape), layer.params) for layer in summary.layers]
    assert [row for row in rows if row[0] in {name for name, _, _ in ALEXNET_LECTURE}] == ALEXNET_LECTURE
    assert summary.totals.params == 28_813_344
    assert cnncalc.load("alexnet-lecture", set={"bias": True}).summary().totals.params == 28_823_912


LENET5 = {"C1": 156, "S2": 12, "C3": 1_516, "S4": 32, "C5": 48_120, "F6": 10_164, "output": 840}


def test_lenet5_layer_by_layer() -> None:
    """LeCun et al. 1998, section II.B."""
    summary = cnncalc.load("lenet5").summary()
    assert {layer.path: layer.params for layer in summary.layers if layer.params} == LENET5
    assert (summary.totals.trainable_params, summary.totals.params) == (60_000, 60_840)


INCEPTION_EXAMPLE = [("inception-module-naive", 120_422_400), ("inception-module-bottleneck", 12_443_648)]


@pytest.mark.parametrize(("name", "macs"), INCEPTION_EXAMPLE)
def test_the_lectures_1x1_convolution(name: str, macs: int) -> None:
    """28·28·32·5·5·192 = 120 M against 28·28·16·192 + 28·28·32·5·5·16 = 12.4 M."""
    assert cnncalc.load(name).summary().totals.macs == macs


INCEPTION_MODULES = [  # Szegedy et al., CVPR 2015, figure 2, with the filters of inception (3a) in table 1
    ("inception-module-paper-naive", "28×28×416", 387_072, 303_464_448),
    ("inception-module-paper", "28×28×256", 163_328, 128_049_152),
    ("inception-module-paper-pool-last", "28×28×256", 163_328, 128_049_152),
]


@pytest.mark.parametrize(("name", "output", "weights", "macs"), INCEPTION_MODULES)
def test_the_papers_inception_module(name: str, output: str, weights: int, macs: int) -> None:
    summary = cnncalc.load(name).summary()
    assert (str(summary.layers[-1].output_shape), summary.totals.weights, summary.totals.macs) == (
        output, weights, macs,
    )  # fmt: skip


def test_where_vgg16_has_its_weights() -> None:
    """The lecture says about 16 M outside the fully connected layers, and 102 M in the first of them."""
    summary = cnncalc.load("vgg16").summary()
    weights = {
        kind: sum(layer.weights for layer in summary.layers if layer.kind == kind)
        for kind in ("convolution", "fully connected")
    }
    assert weights == {"convolution": 14_710_464, "fully connected": 123_633_664}
    assert {layer.path: layer.weights for layer in summary.layers}["fc6"] == 102_760_448


def test_where_alexnet_has_its_costs() -> None:
    """Convolutions are 90-95 % of the computation and about 5 % of the parameters."""
    convolutions = cnncalc.load("alexnet").summary().by_kind[0]
    totals = cnncalc.load("alexnet").summary().totals
    assert round(100 * convolutions.macs / totals.macs, 1) == 91.9
    assert round(100 * convolutions.params / totals.params, 1) == 3.8


def test_every_resolution_of_vgg16_costs_about_the_same() -> None:
    """Simonyan and Zisserman double the filters where they halve the resolution."""
    sizes = {share.label: share.macs for share in cnncalc.load("vgg16").summary().by_size}
    stages = [sizes[size] for size in ("224×224", "112×112", "56×56", "28×28", "14×14")]
    assert stages == [1_936_392_192, 2_774_532_096, 4_624_220_160, 4_624_220_160, 1_387_266_048]
