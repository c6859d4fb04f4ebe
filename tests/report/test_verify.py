"""Published figures of a network counted by hand: what is compared, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

import cnncalc
from cnncalc.api.networks import Network
from cnncalc.errors import CnncalcError
from cnncalc.report.verify import Verification, verify

SPEC = """
input: 4x4x2
layers:
  - {conv: 3, kernel: 1, name: a}           # 9 parameters, 6 of them weights; 16·6 = 96 MACs; 48 values
  - {batchnorm, name: n}                    # 6 parameters, and 6 statistics; 48 values
  - {aux: [{conv: 1, kernel: 1, name: b}], name: head}  # 4 parameters, 48 MACs, 16 values
  - {name: top, layers: [flatten, {linear: 5, name: c}]}  # a view and 5 values; 245 parameters, 240 MACs
published:
"""
OTHER = "input: 4x4x1\nlayers: [{conv: 5, kernel: 1, name: a}, flatten]\n"  # 10 parameters, 80 MACs, 80 values

Verifier = Callable[[str], Verification]


@pytest.fixture
def checked(tmp_path: Path) -> Verifier:
    """Checks some figures of the network above; a catalogue has it, too, and another."""

    def check(figures: str) -> Verification:
        own, other = tmp_path / "net.yaml", tmp_path / "other.yaml"
        lines = "".join(f"  - {{{figure}, source: me}}\n" for figure in figures.splitlines())
        own.write_text(SPEC + lines, encoding="utf-8")
        other.write_text(OTHER, encoding="utf-8")

        def load(name: str | None, shape: str | None) -> Network:
            if name not in (None, "net", "other"):
                raise CnncalcError(f"unknown network {name!r}", hint="there are two")
            return cnncalc.load(str(other if name == "other" else own), input=shape)

        return verify(load(None, None), load)

    return check


FIGURES = [  # what was published, what it is, and what it is about
    ("figure: params, value: 260", 9 + 6 + 245, ""),
    ("figure: params, value: 9, of: a", 9, "a"),
    ("figure: params, value: 15, of: [a, n]", 9 + 6, "a, n"),
    ("figure: params, value: 4, of: head", 4, "head"),
    ("figure: params, value: 245, op: fully connected", 245, "fully connected"),
    ("figure: params, value: 13, op: convolution, of: '*'", 9 + 4, "*"),
    ("figure: weights, value: 252", 6 + 6 + 240, ""),
    ("figure: trainable, value: 15, of: [a, n]", 9 + 6, "a, n"),
    ("figure: params_with_statistics, value: 12, of: n", 6 + 6, "n"),
    ("figure: params_with_statistics, value: 266", 260 + 6, ""),
    ("figure: macs_share, value: 100%", 100 * 336 / 336, ""),
    ("figure: params_share, value: 100%", 100 * 260 / 260, ""),
    ("figure: layers, value: 0, of: n", 0, "n"),
    ("figure: macs, value: 336", 96 + 240, ""),
    ("figure: operations, value: 672", 2 * 336, ""),
    ("figure: flops, value: 192, of: a", 2 * 96 + 48, "a"),  # and 48 biases added
    ("figure: connections, value: 144, of: a", 4 * 4 * 3 * (2 + 1), "a"),
    ("figure: connections, value: 389", 16 * 9 + 5 * 49, ""),
    ("figure: receptive_field, value: 1", 1, ""),
    ("figure: layer_activations, value: 53", 48 + 5, ""),
    ("figure: params / params('a'), value: 28.9", Decimal(260) / 9, ""),
    ("figure: activations, value: 101", 48 + 48 + 5, ""),  # flatten is a view
    ("figure: layers, value: 2", 2, ""),
    ("figure: layers, value: 1, of: [a, n]", 1, "a, n"),
    ("figure: output, value: 4x4x3, of: a", "4×4×3", "a"),
    ("figure: output, value: 4 × 4 × 3, of: [a, n]", "4×4×3", "a, n"),
    ("figure: output, value: 5", "5", ""),
    ("figure: output, value: 5, of: top", "5", "top"),
    ("figure: params_share, value: 3.46%, of: a", 100 * 9 / 260, "a"),
    ("figure: macs_share, value: 12.5%, of: b", 100 * 48 / 384, "b"),
    ("figure: depth, value: 2", 2, ""),
    ("figure: depth, value: 1, of: [a, n]", 1, "a, n"),
    ("figure: params_share, value: 3.46%, op: convolution", 100 * 9 / 260, "convolution"),
    ("figure: macs_share, value: 28.6%, op: convolution", 100 * 96 / 336, "convolution"),
    ("figure: macs, value: 24, of: a, input: 2x2x2", 4 * 6, "a at 2x2x2"),
    ("figure: params, value: 1, of: a, versus: other", 9 - 10, "a against other"),
    ("figure: macs, value: +16, op: convolution, versus: other", 96 - 80, "convolution against other"),
    ("figure: macs, value: -16, of: a, versus: net, input: 4x4x2", 96 - 96, "a against net at 4x4x2"),
    ("figure: params, value: 45, of: c, versus: net, input: 2x2x2", 0, "c against net at 2x2x2"),
]


@pytest.mark.parametrize(("figure", "computed", "about"), FIGURES)
def test_what_a_figure_is_compared_with(figure: str, computed: float | str, about: str, checked: Verifier) -> None:
    found = checked(figure).figures
    shape = isinstance(computed, str)
    assert [(str(each.computed) if shape else each.computed, each.of) for each in found] == [(computed, about)]


TWO_BRANCHES = """
input: 4x4x2
layers: [{concat: [[{conv: 3, kernel: 1}], [{conv: 3, kernel: 1}, {conv: 3, kernel: 1}]]}, flatten, {linear: 5}]
published: [{figure: layers, value: VALUE, source: me}]
"""
READINGS = [  # a number of layers that was published, what it is compared with, and the verdict
    (3, "depth", 3, "match"),
    (4, "layers", 4, "match"),
    (5, "depth", 3, "unexplained"),
]


@pytest.mark.parametrize(("value", "reading", "computed", "verdict"), READINGS)
def test_a_number_of_layers_is_the_depth_or_all(
    value: int, reading: str, computed: int, verdict: str, tmp_path: Path
) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(TWO_BRANCHES.replace("VALUE", str(value)), encoding="utf-8")
    (figure,) = verify(cnncalc.load(str(path)), lambda name, shape: cnncalc.load(str(path))).figures
    assert (figure.figure, figure.compared_with, figure.computed, figure.verdict) == (
        "layers", reading, computed, verdict,
    )  # fmt: skip


VERDICTS = [
    ("figure: params, value: 260", "match", "exact", "", ""),
    ("figure: params, value: 0.26K, note: about", "match", "exact", "", "about"),
    ("figure: params, value: 0.3K", "match", "rounded", "", ""),
    ("figure: macs, value: 0.33K", "match", "cut off", "", ""),
    ("figure: params, value: 250-270", "match", "within the range", "", ""),
    ("figure: params, value: ~270", "approximate", "within 10 %", "", ""),
    ("figure: params, value: less than 0.3K", "approximate", "within the bound", "", ""),
    ("figure: params, value: 0.2K", "unexplained", "", "", ""),
    ("figure: params, value: 0M", "unexplained", "", "", ""),
    ("figure: params, value: 261", "unexplained", "", "", ""),
    ("figure: params, value: 261, wrong: a slip, note: of the pen", "wrong", "", "a slip", "of the pen"),
    ("figure: params, value: 261, perhaps: a slip", "unexplained", "", "perhaps a slip", ""),
    ("figure: params, value: 260, wrong: a slip", "unexplained", "exact",
     "the file says wrong:, but it agrees", ""),
    ("figure: params, value: 252, counts: weights", "counts-differently", "exact", "", ""),
    ("figure: params, value: 254, counts: params - params('n')", "counts-differently", "exact", "", ""),
    ("figure: params, value: 253, counts: weights", "unexplained", "",
     "not so by what the file says it counts, either", ""),
    ("figure: params, value: 260, counts: weights", "unexplained", "exact",
     "the file says counts:, but it agrees", ""),
    ("figure: params, value: 1K, of: c, input: 8x8x2, kilo: 1024", "counts-differently", "rounded", "", ""),
    ("figure: output, value: 4x4x3, of: a", "match", "exact", "", ""),
    ("figure: output, value: 4 x 4 × 3, of: a", "match", "exact", "", ""),
    ("figure: output, value: 4x4x4, of: a", "unexplained", "", "", ""),
    ("figure: params, value: 1, of: a, versus: other", "match", "exact", "", ""),
    ("figure: params, value: +1, of: a, versus: other", "unexplained", "", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("figure", "verdict", "agreement", "reason", "note"), VERDICTS)
def test_the_verdict(figure: str, verdict: str, agreement: str, reason: str, note: str, checked: Verifier) -> None:
    found = checked(figure).figures
    assert [(each.verdict, each.agreement, each.reason, each.note) for each in found] == [
        (verdict, agreement, reason, note)
    ]
    assert (found[0].network, str(found[0].source), found[0].published) == (
        "net",
        "me",
        figure.split("value: ")[1].split(",")[0],
    )


REASONS = [  # a reason as it is written, and worked out: of the figure's own layers, of others, of no layer
    ("{params} of {params('*')}", "9 of 260"),
    ("{macs('*'): k}", "0.3360 k"),
    ("{params_share: %}", "3.46 %"),
    ("{params(network='other')}", "10"),
    ("{macs(input='2x2x2')}", "24"),
    ("{params('batchnorm')} {weights('fully connected')} {params('head')}", "6 240 4"),
    ("{= 0.03 + 0.6 + 0.8}", "0.03 + 0.6 + 0.8 = 1.43"),
    ("{= (2*3 + 3) / 2}", "(2·3 + 3) / 2 = 4.5"),
    ("{-params + 10}", "1"),
]


@pytest.mark.parametrize(("written", "reason"), REASONS)
def test_the_arithmetic_in_a_reason_is_worked_out(written: str, reason: str, checked: Verifier) -> None:
    (figure,) = checked(f'figure: params, of: a, value: 11, wrong: "{written}"').figures
    assert (figure.verdict, figure.reason) == ("wrong", reason)


def test_only_what_nobody_explains_is_a_finding(checked: Verifier) -> None:
    lines = ["261", "261, perhaps: a slip", "261, wrong: a slip", "260", "252, counts: weights", "260, perhaps: a slip"]
    assert checked("\n".join(f"figure: params, value: {line}" for line in lines)).mismatches == 2


def test_several_figures_of_one_network(checked: Verifier) -> None:
    """Side heads are there for what is about them, and for nothing else."""
    lines = ["value: 260", "value: 4, of: head", "value: 4", "value: 9, of: head", "value: 10, versus: other"]
    found = checked("\n".join(f"figure: params, {line}" for line in lines))
    assert [figure.computed for figure in found.figures] == [260, 4, 260, 4, 250]
    assert found.mismatches == 3


def test_what_cannot_be_computed_is_passed_over(checked: Verifier) -> None:
    assert [each.figure for each in checked("figure: top1, value: 70%\nfigure: params, value: 9").figures] == ["params"]


def test_a_network_without_any_macs_has_no_shares_of_them(tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text("input: 4\nlayers: [relu]\npublished: [{figure: macs_share, value: 0%, source: me}]\n")
    (figure,) = verify(cnncalc.load(str(path)), lambda name, shape: cnncalc.load(str(path))).figures
    assert (figure.computed, figure.verdict) == (0, "match")


MISTAKES = [
    ("figure: params, value: many", "'many' is not a figure such as 60M, 1,516, 159Ki, 16.4%, 90-95% or ~5M"),
    ("figure: params, value: 260%", "260% is a share, and params is none"),
    ("figure: params, value: 9, of: top.d", "net has no layer 'top.d' (did you mean 'top.c'?)"),
    ("figure: params, value: 9, of: hed", "net has no layer 'hed' (did you mean 'head'?)"),
    ("figure: params, value: 9, of: [a, hed]", "net has no layer 'hed' (did you mean 'head'?)"),
    ("figure: params, value: 9, op: conv", "net has no layer for 'conv'"),
    ("figure: params, value: 9, of: a, op: activation", "net has no layer for 'a'"),
    ("figure: output, value: 5, of: a, versus: other", "versus needs a figure that is a number"),
    ("figure: params, value: 9, of: c, versus: other", "other has no layer 'c'"),
    ("figure: params(, value: 9", "'params(' is no arithmetic on figures"),
    ("figure: params * 2, value: 9, versus: other", "versus needs a figure that is a number"),
    ("figure: params, value: 9, counts: prams", "there is no figure 'prams' to compute with"),
    ("figure: params, value: 9, counts: params('d')", "net has no layer 'd'"),
    ("figure: params, value: 9, counts: params ** 9", "'params ** 9' is no arithmetic on figures"),
    ("figure: params, value: 9, counts: \"params(network='/etc/passwd')\"", "network takes a network of the catalogue"),
    ("figure: params, value: 9, counts: \"params(network='-')\"", "network takes a network of the catalogue, not '-'"),
    ("figure: params, value: 9, counts: params(network=1)", "is no arithmetic on figures"),
    ("figure: params, value: 9, counts: 1e999", "'1e999' is no arithmetic on figures"),
    ("figure: params, value: 9, counts: 1e29 * 1e29", "'1e29 * 1e29' comes to more than any figure"),
    (f"figure: params, value: 9, counts: {'1 + ' * 100}1", "is no arithmetic on figures"),
    (f"figure: params, value: 9, counts: {'-' * 300}1", "is no arithmetic on figures"),
    ("figure: params, value: 9, counts: 1(2)", "'1(2)' is no arithmetic on figures"),
    ("figure: params, value: 9, counts: __import__('os')", "there is no figure '__import__' to compute with"),
    (f"figure: params, value: 9, wrong: '{'{macs}' * 51}'", "a text may have at most 50 parts in braces"),
    ("figure: params, value: 9, counts: params / 0", "'params / 0' divides by zero"),
    ("figure: params, value: 9, wrong: '{output}'", "there is no figure 'output' to compute with"),
    ("figure: output, value: 9, of: a, kilo: 1024", "counts and kilo are of figures that are numbers"),
    ("figure: params, value: 9, versus: another", "unknown network 'another' (there are two)"),
    ("figure: params, value: 9, input: 4x4", "net takes an input of height × width × channels, as 4×4×2, not 4×4"),
]


@pytest.mark.parametrize(("figure", "message"), MISTAKES)
def test_a_mistake_has_its_place(figure: str, message: str, checked: Verifier) -> None:
    with pytest.raises(CnncalcError) as caught:
        checked(f"figure: params, value: 260\n{figure}")
    assert message in str(caught.value)
    assert "net.yaml:10:5: " in str(caught.value)


def test_why_an_accuracy_is_not_listed() -> None:
    """He et al. 2016, table 2, is of shortcuts without parameters; torchvision's is of one crop."""
    found = {each.published: each.reasons for each in cnncalc.verify("resnet18").accuracies}
    assert found["69.758%"] == ()
    assert found["27.88%"] == ("it is that of ResNet-18 with zero padding in the shortcuts (option A)", "10 crops")
    assert {each.published: each.reasons for each in cnncalc.verify("alexnet").accuracies} == {
        "18.2%": ("10 crops",),
        "16.4%": ("10 crops", "5 networks"),
        "40.7%": ("10 crops",),
        "15.3%": ("10 crops", "7 networks", "pre-trained on ImageNet 2011 Fall (two of the seven networks)"),
        "57.1%": (),
        "80.2%": (),
    }  # fmt: skip


def test_a_source_says_how_its_accuracies_were_measured(tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(
        "input: 4x4x2\nlayers: [relu]\n"
        "sources: {paper: {cite: P, venue: V, split: validation, crops: 1}}\n"
        "published: [{figure: top1, value: 70%, from: paper}, {figure: error, value: 9%, from: paper, crops: 10}]\n",
        encoding="utf-8",
    )
    found = cnncalc.verify(str(path)).accuracies
    assert [(each.split, each.crops, each.correct, each.reasons) for each in found] == [
        ("validation", "1", 70, ()), ("validation", "10", 91, ("10 crops",)),
    ]  # fmt: skip


def test_what_a_source_does_not_have(checked: Verifier) -> None:
    found = checked("figures: {params: none, macs: 336, top1: none}")
    assert [figure.figure for figure in found.figures] == ["macs"]
    assert [(each.network, each.figure, str(each.source)) for each in found.unpublished] == [
        ("net", "params", "me"), ("net", "top1", "me"),
    ]  # fmt: skip
    assert found.accuracies == ()


def test_how_sources_are_found_stands_at_the_end() -> None:
    text = str(cnncalc.verify("resnet50"))
    assert text.endswith(
        "Sources:\n"
        "He et al., CVPR 2016: arXiv:1512.03385v1 (FLOPs are multiply-adds)\n"
        "Hu et al., CVPR 2018 (arXiv v2): arXiv:1709.01507v2\n"
        "Hu et al., CVPR 2018 (arXiv v4): arXiv:1709.01507v4 (GFLOPs are multiply-adds)"
    )


def test_the_figures_of_one_row_share_what_is_said_of_them(checked: Verifier) -> None:
    found = checked("figures: {params: 9, macs: 96, top1: 70%}, of: a, where: table 1, crops: 1, input: 4x4x2")
    assert [(each.figure, each.of, each.verdict, str(each.source)) for each in found.figures] == [
        ("params", "a at 4x4x2", "match", "me, table 1"), ("macs", "a at 4x4x2", "match", "me, table 1"),
    ]  # fmt: skip
    assert [(each.published, each.crops) for each in found.accuracies] == [("70%", "1")]


def test_one_source_is_verified() -> None:
    """Of AlexNet's figures lec 12 states its top-5 error alone, and the slides of week 2 how many parameters it has."""
    both = cnncalc.verify("alexnet")
    lecture, slides = both.from_source("Lec 12"), both.from_source("week 2")
    assert (lecture.figures, [each.figure for each in lecture.accuracies]) == ((), ["top5_error"])
    assert {each.source.text for each in slides.figures} == {"Lecture slides, CNN week 2"}
    assert "params" in {each.figure for each in slides.figures}
    assert set(slides.figures) < set(both.figures)
