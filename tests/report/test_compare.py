"""What stands in a row of a list or a comparison beside the totals."""

from __future__ import annotations

from pathlib import Path

import pytest

import cnncalc
from cnncalc.report.compare import compare, entry_of

FIELDS = [  # layers on 8×8×3, and what the last position sees
    ("{conv: 2, kernel: 3}", (3, 3)),
    ("{conv: 2, kernel: 3}, {maxpool: 3}", (5, 5)),  # 2×2
    ("{conv: 2, kernel: 3}, {maxpool: 6}", (3, 3)),  # 1×1: no position is left
    ("{conv: 2, kernel: 3}, {maxpool: 6x3}", (8, 5)),  # 1×2
    ("{conv: 2, kernel: 3}, relu, flatten, {linear: 2}", (3, 3)),
    ("flatten, {linear: 2}", ()),
    ("{op: mine, output: 8x8x2}, {conv: 2, kernel: 3}", None),
]


@pytest.mark.parametrize(("layers", "field"), FIELDS)
def test_what_the_last_position_sees(layers: str, field: tuple[int, ...] | None, tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(f"input: 8x8x3\nlayers: [{layers}]\n", encoding="utf-8")
    assert entry_of(cnncalc.load(str(path))).receptive_field == field


ONE_CROP = "{figure: %s, source: me, crops: 1}"
ACCURACIES = [
    ([], None),
    (["{figure: top5, value: 90%, source: me}"], None),
    (["{figure: top1, value: 71.3%, source: me}"], None),  # of how many crops?
    ([ONE_CROP % "top1, value: 71.3%", ONE_CROP % "top1_error, value: 30%"], 71.3),
    (["{figure: top5, value: 90%, source: me, crops: 1}", ONE_CROP % "top1_error, value: 24.4%"], 75.6),
    (["{figure: top1, value: 80%, source: me, crops: 10}", ONE_CROP % "top1, value: 78%"], 78.0),
    ([ONE_CROP % "top1, value: 80%, models: 3", ONE_CROP % "top1, value: 78%, models: 1"], 78.0),
    ([ONE_CROP % "top1, value: 80%, data: JFT", ONE_CROP % "top1, value: 81%, network: a wider one"], None),
    ([ONE_CROP % "top1, value: 80%, pretrained: JFT", ONE_CROP % "top1, value: 81%, input: 5"], None),
    ([ONE_CROP % "top1, value: 80%, wrong: a slip", ONE_CROP % "top1, value: none"], None),
    ([ONE_CROP % "top1, value: 80%, split: test"], 80.0),
]

# One crop, ImageNet-1k, one network and this one: what each source says, or none that does.
LISTED = {
    "alexnet": (57.1, "Caffe, bvlc_alexnet, line 18"),  # the paper's does not say of how many crops
    "alexnet-torchvision": (56.522, "torchvision 0.28, AlexNet_Weights.IMAGENET1K_V1"),
    "vgg16": (71.592, "torchvision 0.28, VGG16_Weights.IMAGENET1K_V1"),  # the paper's: dense
    "vgg16-c": None,
    "googlenet": None,
    "inception_v3": (77.294, "torchvision 0.28, Inception_V3_Weights.IMAGENET1K_V1"),  # the paper's: of 48,238 images
    "inception_v4": None,
    "resnet18": (69.758, "torchvision 0.28, ResNet18_Weights.IMAGENET1K_V1"),  # the paper's 72.12: of zero padding
    "resnet34": (73.314, "torchvision 0.28, ResNet34_Weights.IMAGENET1K_V1"),  # the paper's: 10 crops
    "resnet34-zeropad": None,
    "resnet50": (75.3, "Hu et al., CVPR 2018 (arXiv v4), table 2"),
    "resnet50-keras": None,  # the table does not say
    "resnext50_32x4d": (77.8, "Xie et al., CVPR 2017, table 3"),
    "se-resnet50": (76.71, "Hu et al., CVPR 2018 (arXiv v4), table 2"),
    "densenet121": (74.98, "Huang et al., CVPR 2017, table 3"),
    "xception": None,  # of the images that are not blacklisted
    "mobilenet": (70.9, "TensorFlow slim, mobilenet_v1.md, row MobileNet_v1_1.0_224"),  # the paper does not say
    "mobilenet-shallow": None,
    "shufflenet_v2_x1_0": (69.4, "Ma et al., ECCV 2018, table 8"),
    "convnext_tiny": (82.52, "torchvision 0.28, ConvNeXt_Tiny_Weights.IMAGENET1K_V1"),
    "convnext_xlarge": None,  # ImageNet-22k
    "regnet_x_200mf": (68.9, "pycls, model zoo, row RegNetX-200MF"),
    "regnet_y_128gf": None,  # weakly labelled images
    "zfnet": None,
}


@pytest.mark.parametrize("network", LISTED)
def test_the_one_accuracy_that_a_list_shows(network: str) -> None:
    entry = entry_of(cnncalc.load(network))
    assert (entry.top1, entry.top1_source) == (LISTED[network] or (None, ""))


@pytest.mark.parametrize(("published", "top1"), ACCURACIES)
def test_the_first_accuracy_of_one_crop_and_this_network(
    published: list[str], top1: float | None, tmp_path: Path
) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(f"input: 4\nlayers: [relu]\npublished: [{', '.join(published)}]\n", encoding="utf-8")
    assert entry_of(cnncalc.load(str(path))).top1 == top1


def test_side_heads_count_when_asked_for() -> None:
    network = cnncalc.load("googlenet")
    for training in (False, True):
        totals = network.summary(training=training).totals
        assert entry_of(network, training=training).totals == totals
        assert [entry.totals for entry in compare([network, network], training=training).entries] == [totals, totals]
    assert entry_of(network) == entry_of(network, training=False)
    assert compare([network]) == compare([network], training=False) != compare([network], training=True)
