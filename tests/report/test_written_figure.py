"""Published figures at the precision they were written in."""

from __future__ import annotations

import pytest

from cnncalc.report.written_figure import BOUND, CUT_OFF, EXACT, NEAR, ROUNDED, WITHIN, parse_figure

NOT = ""

AGREEMENTS = [
    # AlexNet, Krizhevsky et al., NIPS 2012, abstract; VGG-16, Simonyan and Zisserman, ICLR 2015, table 2
    ("60M", 60_965_224, CUT_OFF), ("61M", 60_965_224, ROUNDED), ("60.9M", 60_965_224, CUT_OFF),
    ("60.97M", 60_965_224, ROUNDED), ("60,965,224", 60_965_224, EXACT), ("60,965,225", 60_965_224, NOT),
    ("59M", 60_965_224, NOT), ("62M", 60_965_224, NOT), ("61.0M", 60_965_224, ROUNDED), ("60.0M", 60_965_224, NOT),
    ("138M", 138_357_544, ROUNDED), ("138 million", 138_357_544, ROUNDED), ("139M", 138_357_544, NOT),
    ("137M", 138_357_544, NOT), ("160M", 138_357_544, NOT),
    # LeNet-5, LeCun et al., 1998, section II.B
    ("60,000", 60_000, EXACT), ("60 thousand", 60_000, EXACT), ("1,516", 1_516, EXACT), ("1,516", 1_517, NOT),
    # ResNet, He et al., CVPR 2016, table 1; MobileNet, Howard et al., 2017, table 8
    ("3.8e9", 3_857_973_248, CUT_OFF), ("3.9 billion", 3_857_973_248, ROUNDED), ("3.6G", 3_663_761_408, CUT_OFF),
    ("11.3B", 11_282_415_616, ROUNDED), ("569M", 568_740_352, ROUNDED), ("4.2 million", 4_231_976, ROUNDED),
    # GoogLeNet, Szegedy et al., CVPR 2015, table 1, in units of 1024: a half agrees with what is above and below
    ("159Ki", 163_328, ROUNDED), ("160Ki", 163_328, ROUNDED), ("159K", 163_328, NOT), ("1Mi", 1_048_576, EXACT),
    ("7Mi", 6_998_552, ROUNDED), ("2Gi", 2_147_483_648, EXACT),
    # the lectures' walk through AlexNet, cut off and rounded without a rule
    ("34K", 34_848, CUT_OFF), ("0.6M", 614_400, ROUNDED), ("0.8M", 884_736, NOT), ("1.327M", 1_327_104, ROUNDED),
    ("4M", 4_194_304, ROUNDED), ("16M", 16_777_216, CUT_OFF), ("27.55M", 28_813_344, NOT),
    # per cent, and ranges, whose ends are rounded too
    ("16.4%", 16.4, ROUNDED), ("16.4%", 16.36, ROUNDED), ("16.4%", 16.49, CUT_OFF), ("16.4%", 16.5, NOT),
    ("16.4%", 16.34, NOT), ("5%", 5, EXACT), ("3.8 %", 3.81, ROUNDED),
    ("90-95%", 92.0, WITHIN), ("90-95%", 90, WITHIN), ("90–95 %", 95, WITHIN), ("90—95%", 89.5, WITHIN),
    ("1-1.5M", 1_549_999, WITHIN), ("1-1.5M", 1_550_001, NOT), ("1.5-2M", 2_500_000, WITHIN), ("1.5-2M", 1.4e6, NOT),
    ("90-95%", 95.5, WITHIN), ("90-95%", 89.4, NOT), ("90-95%", 95.6, NOT), ("1.5 - 2.5M", 2_549_999, WITHIN),
    ("1.5 - 2.5M", 2_551_000, NOT),
    # other ways to write one
    ("138 Million", 138_357_544, ROUNDED),
    ("1 516", 1_516, EXACT), ("1'516", 1_516, EXACT), ("1_516", 1_516, EXACT),
    (" 7k ", 7_000, EXACT), ("+4", 4, EXACT), ("0", 0, EXACT), ("2T", 2_000_000_000_000, EXACT),
    ("5.0%", 5.08, CUT_OFF), ("-5.0%", 5.08, NOT), ("5.0%", -5.08, NOT),
    ("1.50K", 1_504, ROUNDED), ("1.50K", 1_506, CUT_OFF), ("1.50K", 1_510, NOT),
    # the sign counts
    ("20.7K", -20_736, NOT), ("-20.7K", -20_736, ROUNDED), ("−20K", -20_736, CUT_OFF), ("-20K", 20_736, NOT),
    ("-21K", -20_736, ROUNDED),
    # what is cut off is less than 5 %: Inception-v3's 5 billion leaves 14.3 % out, M5's 0.5M 11.8 %
    ("5 billion", 5_713_216_096, NOT), ("0.5M", 559_114, NOT), ("1.5 billion", 1_582_671_872, NOT),
    ("16M", 16_799_999, CUT_OFF), ("16M", 16_800_000, NOT),
    # a number without a significant digit says nothing but of zero
    ("0G", 138_357_544, NOT), ("0M", 400_000, NOT), ("0.0G", 40_000_000, NOT), ("0%", 0.4, NOT), ("0M", 0, EXACT),
    ("0-1M", 138_357_544, NOT), ("0-1M", 1_000_001, NOT), ("0-1M", 400_000, BOUND),
    # about so much: within a tenth of it
    ("~16M", 14_710_464, NEAR), ("~102M", 102_760_448, NEAR), ("≈ 60 M", 60_000_000, NEAR), ("About 5 %", 5.5, NEAR),
    ("about 5%", 3.83, NOT), ("about 5%", 5.51, NOT), ("roughly 1-2M", 2_200_000, NEAR), ("~-5", -5.4, NEAR),
    # bounds: Inception-v3, Szegedy et al., CVPR 2016, abstract
    ("less than 25 million", 23_834_568, BOUND), ("less than 25 million", 25_000_001, NOT), ("<25M", 1, BOUND),
    ("≥ 90%", 91.9, BOUND), ("more than 90%", 89.9, NOT), ("up to 20K", 20_001, NOT), ("at least 0.5M", 559_114, BOUND),
]  # fmt: skip

DIFFERENCES = [
    # the lectures' ZFNet against their AlexNet: without a sign the size counts, with one the sign does too
    ("20.7K", -20_736, ROUNDED), ("20.7K", 20_736, ROUNDED), ("20K", -20_736, CUT_OFF), ("-20.7K", -20_736, ROUNDED),
    ("−20.7K", -20_736, ROUNDED), ("-20.7K", 20_736, NOT), ("+20.7K", -20_736, NOT), ("+20.7K", 20_736, ROUNDED),
    ("0.29M", 294_912, ROUNDED), ("0.8M", 3_391_488, NOT), ("0.36M", 3_833_856, NOT), ("1.45M", 11_693_824, NOT),
    ("0", 0, EXACT), ("0", 4_194_304, NOT), ("20-21K", -20_736, WITHIN),
]  # fmt: skip

NO_FIGURES = [
    "1" + " " * 5_000 + "!",  # which a pattern would look at for hours
    "", "M", "-", "many", "60 Mb", "60MiB", "1,51", "1,5166", "1.", ".5", "1.2.3", "60 M M", "10x10", "1 00",
    "1,000 000", "3.8·10⁹", "12e", "nan", "inf", "90-", "5%-6%", "1-2-3", "95-90%",
]  # fmt: skip


@pytest.mark.parametrize(("published", "computed", "agreement"), AGREEMENTS)
def test_agreement(published: str, computed: float, agreement: str) -> None:
    assert parse_figure(published).agreement(computed) == agreement


@pytest.mark.parametrize(("published", "computed", "agreement"), DIFFERENCES)
def test_agreement_of_a_difference(published: str, computed: int, agreement: str) -> None:
    assert parse_figure(published, difference=True).agreement(computed) == agreement


IN_1024 = [  # GoogLeNet, Szegedy et al., CVPR 2015, table 1: weights where K is 1024
    ("159K", 163_328, ROUNDED), ("112K", 114_688, EXACT), ("1000K", 1_024_000, EXACT), ("1M", 1_048_576, EXACT),
    ("380K", 388_096, NOT), ("3", 3, EXACT), ("1G", 2**30, EXACT),
]  # fmt: skip


@pytest.mark.parametrize(("published", "computed", "agreement"), IN_1024)
def test_agreement_where_a_thousand_is_1024(published: str, computed: int, agreement: str) -> None:
    assert parse_figure(published, kilo=1024).agreement(computed) == agreement


@pytest.mark.parametrize("text", NO_FIGURES)
def test_no_figure(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a figure such as 60M, 1,516, 159Ki, 16\.4%, 90-95% or ~5M"):
        parse_figure(text)
