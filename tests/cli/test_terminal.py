"""What is drawn on a terminal: colours that can be read on any background, and tables that fit."""

from __future__ import annotations

import re

import pytest
from rich.color import Color, ColorType
from rich.style import Style

from cnncalc.render.table_fit import text_width
from cnncalc.render.terminal import STYLES
from tests.cli.conftest import Run

LEAST_CONTRAST = 4.5
"""W3C, Web Content Accessibility Guidelines 2.1, success criterion 1.4.3."""
SGR = re.compile(r"\x1b\[[0-9;]*m")


def luminance(color: Color) -> float:
    """WCAG 2.1, relative luminance."""
    parts = [value / 255 for value in color.get_truecolor()]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", STYLES)
def test_a_style_can_be_read_on_white_and_on_black(name: str) -> None:
    """The first 16 colours are whatever the terminal makes of them, so none of our styles may use them."""
    style = Style.parse(STYLES[name])
    assert not style.dim
    assert style.bgcolor is None
    if style.color is not None:
        assert style.color.type is ColorType.EIGHT_BIT
        assert (style.color.number or 0) >= 16
        lightness = luminance(style.color)
        assert 1.05 / (lightness + 0.05) >= LEAST_CONTRAST
        assert (lightness + 0.05) / 0.05 >= LEAST_CONTRAST


@pytest.fixture
def drawn(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command as on a terminal of so many columns; gives its lines, in colour."""

    def lines(columns: int, *arguments: str, stdin: str = "") -> list[str]:
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("TERM", "xterm")
        return run(*arguments, stdin=stdin).out.splitlines()

    return lines


NOTED = "input: 8x8x1\nlayers: [relu]\nnotes: [It is small.]\npublished: [{figure: params, value: 1, source: me}]\n"
COLOURED = [  # arguments, and a line in which only these words have a colour
    (["diff", "alexnet", "zfnet"], "lrn1", "removed", "lrn n=5"),
    (["diff", "alexnet", "zfnet"], "norm1", "added", "lrn n=5"),
    (["diff", "alexnet", "zfnet", "--all"], "relu2", "follows", "input 27×27×256"),
    (["diff", "alexnet", "zfnet"], "", "input", " 227×227×3 → 224×224×3"),
    (["check", "lenet5", "--max-macs", "1"], "lenet5", "over by 326,519", ""),
    (["verify", "-"], "0", "unexplained", "me"),
    (["summary", "-", "--more"], "", "Note", ": It is small."),
]


@pytest.mark.parametrize(("arguments", "before", "words", "after"), COLOURED)
def test_only_the_words_that_carry_the_meaning_are_coloured(
    drawn: Run, arguments: list[str], before: str, words: str, after: str
) -> None:
    lines = [line for line in drawn(120, *arguments, stdin=NOTED) if words in line and "\x1b[" in line]
    spans = [re.fullmatch(r"(.*?)\x1b\[[0-9;]+m([^\x1b]*)\x1b\[0m([^\x1b]*)", line) for line in lines]
    found = [span.groups() for span in spans if span and span[2] == words]
    assert [each for each in found if before in each[0] and after in each[2]]


def test_no_other_text_has_a_colour(drawn: Run) -> None:
    """Legends and layers without costs are in the terminal's own colour, and not dim; bars are in another."""
    used = {
        code for line in drawn(120, "summary", "alexnet", "--more") for code in re.findall(r"\x1b\[([0-9;]*)m", line)
    }
    assert used == {"0", "1", "38;5;243", "38;5;63", "38;5;98"}  # plain, bold, rules, bars, the word before a note


COMMANDS = [
    "summary alexnet", "summary resnet50 --depth all", "summary unet --by op", "summary alexnet --as torchinfo",
    "walk googlenet", "diff alexnet zfnet", "diff resnet50 resnet101", "check resnet50 --max-macs 1",
    "compare lenet5 alexnet inception_resnet_v2", "memory resnet50 --batch 32 --fit 24GiB", "list", "field alexnet",
    "field unet --at 3,4", "roofline mobilenet --device a100", "conventions resnet50", "verify alexnet googlenet",
    "plot efficientnet-b7", "plot vgg16 resnet50 inception_v3 efficientnet_b0 mobilenet_v2",
]  # fmt: skip


@pytest.mark.parametrize("columns", [20, 40, 60, 80, 120, 200])
@pytest.mark.parametrize("command", COMMANDS)
def test_no_line_is_longer_than_the_terminal_is_wide(drawn: Run, command: str, columns: int) -> None:
    lines = [SGR.sub("", line) for line in drawn(columns, *command.split())]
    assert [line for line in lines if text_width(line) > columns] == []
    assert len(lines) > 5


LEFT_OUT = [  # columns of the terminal, a command, and what is left out
    (40, "summary alexnet", "what it is, share"),
    (60, "summary alexnet", "share"),
    (40, "diff alexnet zfnet", "params, MACs"),
    (60, "compare lenet5", "depth, layers, peak, receptive field, top-1"),
    (60, "field alexnet", "kernel, stride, working"),
]


@pytest.mark.parametrize(("columns", "command", "titles"), LEFT_OUT)
def test_what_is_left_out_is_told_and_how_to_see_it(drawn: Run, columns: int, command: str, titles: str) -> None:
    narrow = re.sub(r"\s+", " ", " ".join(drawn(columns, *command.split())))
    told = re.search(r"Left out: (.*?)\. (\d+) columns have room for all, and so has a pipe\.", narrow)
    assert told
    assert told[1] == titles
    assert "Left out" not in " ".join(drawn(int(told[2]), *command.split()))
    assert "Left out" in " ".join(drawn(int(told[2]) - 1, *command.split()))


@pytest.mark.parametrize("columns", range(30, 100, 5))
def test_the_padding_of_a_convolution_is_never_cut(drawn: Run, columns: int) -> None:
    """It goes on in a line below, or its column is left out."""
    lines = drawn(columns, "summary", "alexnet")
    shown = " ".join(SGR.sub("", line) for line in lines)
    told = [f"P={pad}" for pad in (0, 2, 1, 1, 1)]
    assert re.findall(r"P=\d", shown) == told or "Left out: what it is" in re.sub(r"\s+", " ", shown)
    assert not [line for line in lines if "…" in line and "conv" in line]


EXPLAINED = [  # a command, an explanation, and whether 40 and 200 columns show what it explains
    ("compare lenet5", "peak: the most memory", False, True),
    ("list", "top-1: published for one crop", False, True),
    ("summary alexnet --more", "K filters, F kernel", False, True),
    ("summary alexnet --more --columns layer,macs", "K filters", False, False),
    ("field alexnet", "centre: the middle", False, True),
    ("field alexnet", "jump: how far apart", True, True),
    ("field alexnet", "r, j, p: receptive field", False, True),
]


@pytest.mark.parametrize(("command", "text", "narrow", "wide"), EXPLAINED)
def test_what_is_not_shown_is_not_explained(drawn: Run, command: str, text: str, narrow: bool, wide: bool) -> None:
    for columns, told in ((40, narrow), (200, wide)):
        assert (text in re.sub(r"\s+", " ", " ".join(drawn(columns, *command.split())))) is told


def test_sources_go_on_in_further_lines(drawn: Run) -> None:
    lines = [SGR.sub("", line) for line in drawn(80, "verify", "alexnet-lecture")]
    assert lines[0].split()[-1] == "source"
    assert not [line for line in lines if "…" in line]
    assert [line for line in lines if "Lecture" in line and "weights conv1" in line and "34,848" in line]
    assert [line for line in lines if line.split() == ["walkthrough"]]
