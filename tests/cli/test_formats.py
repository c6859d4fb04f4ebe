"""The commands' other forms: as tables of other programs, as JSON, and pages that few networks need."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli.conftest import Run

# Weights 3·3·3·4 + 4 biases, used twice; the second input is a row and a column too large for the stride.
TWINS = """
name: Twins
input: {left: 6x6x3, right: 7x7x3}
layers:
  - {conv: 4, kernel: 3, stride: 3, name: a}
  - {conv: 4, kernel: 3, stride: 3, from: right, share: a, name: b}
  - {concat, from: [a, b]}
notes: [They are alike.]
"""
VECTOR = "input: 16\nlayers: [{linear: 10}]\n"
UNTOLD = "input: 4x4x1\nlayers: [{op: mine, output: 2x2x1, name: m}, {conv: 1, kernel: 1}]\n"
BESIDE_THE_INPUT = "input: 2x2x1\nlayers: [{pad: 2}]\n"


def records(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_walk_as_csv(run: Run) -> None:
    """LeCun et al. 1998, C1: 156 parameters; (28·28·6)·(5·5·1) = 117,600 MACs."""
    rows = records(run("walk", "lenet5", "C1", "-f", "csv").out)
    assert [(row["figure"], row["of"], row["working"], row["value"]) for row in rows] == [
        ("output", "W₂", "(32 − 5 + 2·0)/1 + 1", "28"),
        ("params", "weights", "(5·5·1)·6", "150"),
        ("params", "biases", "", "6"),
        ("macs", "macs", "(28·28·6)·(5·5·1)", "117600"),
        ("operations", "adds", "28·28·6", "4704"),
    ]


def test_a_walk_as_json(run: Run) -> None:
    data = json.loads(run("walk", "-", "--json", stdin=TWINS).out)
    assert (data["network"]["title"], data["notes"], data["totals"]) == (
        "Twins",
        ["They are alike."],
        {"params": 112, "macs": 2 * 432, "lower_bounds": []},
    )
    first, second, joined = data["steps"]
    assert first["params"][0] == {
        "what": "weights", "symbols": "(F·F·C)·K", "numbers": "(3·3·3)·4", "value": 108, "rounding": ""
    }  # fmt: skip
    assert second["output"][0]["rounding"] == "⌊1.33…⌋ + 1"  # ⌊(7 − 3)/3⌋ + 1
    assert (first["input_shape"], first["output_shape"], first["total_params"]) == ([3, 6, 6], [4, 2, 2], 112)
    assert (second["shares_parameters_with"], second["total_params"]) == ("a", 0)
    assert joined["input_shape"] == [[4, 2, 2], [4, 2, 2]]


def test_a_walk_says_what_is_shared_what_is_unseen_and_what_it_comes_to(run: Run) -> None:
    lines = run("walk", "-", stdin=TWINS).out.splitlines()
    for line in (
        "a   conv   K = 4, F = 3, S = 3, P = 0",
        "  Parameters  those of a, counted there",
        "  Note        the stride does not divide evenly: the last row and column of the 7×7 input are never seen",
        "concat1   concat",
        "  Parameters  0",
        "In all",
        "concat1  2×2×8        0     0",
        "total               112   864",
        "A MAC is one multiplication and one addition in a convolution, linear or RBF layer; biases are not counted.",
        "Letters: W₁ input width, H₂ output height, W₂ output width, C channels, C₁, C₂… channels of each input, "
        "K filters, F kernel, S stride, P padding on each side, ⌊ ⌋ rounded down.",
        "Note: They are alike.",
    ):
        assert line in lines
    assert "In all, without biases" in run("walk", "-", "--no-bias", stdin=TWINS).out.splitlines()


def test_a_layer_without_parameters_shares_none(run: Run) -> None:
    spec = "input: 6x6x3\nblocks: {t: [{conv: 4, kernel: 3, name: c}, relu]}\nlayers: [{t, name: x}, {t, share: x, from: input}]\n"  # noqa: E501
    steps = json.loads(run("walk", "-", "--json", stdin=spec).out)["steps"]
    assert [step["shares_parameters_with"] for step in steps] == [None, None, "x.c", None]


LATEX = [
    ["ops"],
    ["ops", "lrn"],
    ["ops", "gelu"],
    ["field", "inception_v3", "--all"],
    ["summary", "-"],
    ["roofline", "-", "--device", "t4"],
]


@pytest.mark.parametrize("arguments", LATEX)
def test_latex_has_a_command_for_every_sign(run: Run, arguments: list[str]) -> None:
    """Subscripts of three and four branches, lower bounds, microseconds: pdflatex knows none of the characters."""
    lines = run(*arguments, "-f", "latex", stdin=UNTOLD).out.splitlines()
    assert [line for line in lines if not line.startswith("%") and not line.isascii()] == []


def test_every_letter_of_a_transposed_convolution_is_explained(run: Run) -> None:
    spec = "input: 4x4x1\nlayers: [{conv_transpose: 2, kernel: 3, stride: 2, output_pad: 1}]\n"
    lines = run("summary", "-", "--more", stdin=spec).out.splitlines()
    assert "K filters, F kernel, S stride, P padding, O output padding." in lines


def test_a_large_ratio_is_written_out(run: Run) -> None:
    """724,406,816 / 326,520 = 2,218.57."""
    lines = run("diff", "lenet5", "alexnet").out.splitlines()
    assert [line.split()[-1] for line in lines if line.startswith("MACs ")] == ["×2,219"]


def test_a_difference_as_csv(run: Run) -> None:
    """Both lectures: 11 becomes 7, and (7² − 11²)·3·96 = −20,736."""
    rows = {row["right"]: row for row in records(run("diff", "alexnet-lecture", "zfnet-lecture", "-f", "csv").out)}
    expected = {"status": "edited", "left": "conv1", "changes": "kernel 11 → 7", "params": "-20736"}
    assert {key: rows["conv1"][key] for key in expected} == expected
    assert rows["conv1"]["params_working"] == "((7² − 11²)·3)·96"
    assert (rows["fc1"]["status"], rows["fc1"]["cause"]) == ("follows", "conv5")
    assert (rows["conv4"]["status"], rows["conv4"]["input_changed"], rows["conv1"]["input_changed"]) == (
        "edited", "true", "false",
    )  # fmt: skip
    assert (rows["conv1"]["left_output"], rows["conv1"]["right_output"]) == ("55x55x96", "56x56x96")


DIFFERENCES = [
    # 17 more blocks of 10 layers in conv4_x, which together have what ResNet-101 has more
    (["resnet50", "resnet101"], "conv4_x.conv4_7 … conv4_23  added  17 blocks, 170 steps  +18,992,128"),
    (["resnet101", "resnet50"], "removed  17 blocks, 170 steps  −18,992,128"),
    (["alexnet", "--set", "conv1.bias=false"], "bias true → false"),
    (["alexnet", "--input", "224x224x3"], "input 227×227×3 → 224×224×3"),
    (["alexnet", "alexnet"], "The two networks are the same, layer by layer."),
]


@pytest.mark.parametrize(("networks", "line"), DIFFERENCES)
def test_a_difference(run: Run, networks: list[str], line: str) -> None:
    assert line in run("diff", *networks).out


def test_a_list_as_csv(run: Run) -> None:
    rows = {row["name"]: row for row in records(run("list", "--family", "lenet", "-f", "csv").out)}
    expected = {"year": "1998", "input_shape": "32x32x1", "params": "60840", "depth": "5", "layers": "5", "steps": "13"}
    assert {key: rows["lenet5"][key] for key in expected} == expected


def test_a_list_without_its_index_is_worked_out(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    indexed = run("list", "--family", "lenet", "--json").out
    monkeypatch.setattr("cnncalc.api.catalogue.index_text", lambda: "")
    monkeypatch.setattr("cnncalc.language.catalogue.names", lambda: ["lenet5", "lenet5-modern"])
    assert run("list", "--json").out == indexed


def test_published_figures_as_csv(run: Run) -> None:
    rows = records(run("verify", "alexnet", "-f", "csv").out)
    assert {row["network"] for row in rows} == {"alexnet"}
    (share,) = [row for row in rows if row["published"] == "about 90-95%"]
    assert (share["figure"], share["verdict"], share["computed"][:4]) == ("macs_share", "approximate", "91.9")
    assert (share["id"], share["where"], share["read"]) == ("arXiv:1404.5997v2", "section 3", "yes")


WORKED = [  # a format, and a line of the working of a fully connected layer
    ("markdown", "| MACs | ? |"),
    ("markdown", "|  | (H₁·W₁·C)·N = (2·2·256)·4096 = 4,194,304 |"),
    ("markdown", "## fc1   linear   N = 4096, no bias"),
    ("html", "<h2>fc1   linear   N = 4096, no bias</h2>"),
    ("html", "<tr><td></td><td>(H₁·W₁·C)·N = (2·2·256)·4096 = 4,194,304</td></tr>"),
    ("latex", r"\paragraph{fc1   linear   N = 4096, no bias}"),
    (
        "latex",
        r"$(H_{1} \cdot W_{1} \cdot C) \cdot N = (2 \cdot 2 \cdot 256) \cdot 4096 = 4{,}194{,}304$",
    ),
]


@pytest.mark.parametrize(("form", "line"), WORKED)
def test_a_working_is_a_table_where_there_are_columns(run: Run, form: str, line: str) -> None:
    assert line in run("walk", "alexnet-lecture", "fc1", "--no-bias", "-f", form).out.splitlines()


@pytest.mark.parametrize("form", ["table", "markdown", "html", "latex"])
def test_a_reason_stands_below_its_figure(run: Run, form: str) -> None:
    note = "the exact ones add up to"
    lines = run("verify", "alexnet-lecture", "-f", form).out.replace("\n", " ")
    assert lines.index("27.55M") < lines.index("cut off before they were added") < lines.index(note)


def test_nothing_published(run: Run) -> None:
    assert run("verify", "-", stdin=VECTOR).out == "There are no published figures here that can be computed.\n"


def test_what_is_published_and_not_computed_is_told(run: Run) -> None:
    spec = VECTOR + "\npublished: [{figure: parms, value: 3, source: me}, {figure: top1, value: 3%, source: me}]"
    lines = run("verify", "-", stdin=spec).out.splitlines()
    assert lines[:2] == [
        "There are no published figures here that can be computed.", "Published and not computed here: parms.",
    ]  # fmt: skip
    assert lines[5] == "top-1                     3%  how many crops is not said; which images is not said  me"
    assert json.loads(run("verify", "-", "--json", stdin=spec).out)["not_computed"] == ["parms", "top1"]
    both = spec + "\n"
    both = both.replace("[{figure: parms", "[{figure: params, value: 170, source: me}, {figure: parms")
    told = "1 published figure: 1 match.\nPublished and not computed here: parms.\n"
    assert told in run("verify", "-", stdin=both).out


def test_a_convention_beside_the_summary_as_csv(run: Run) -> None:
    """LeNet-5's first layers: thop counts the MACs of the convolution, and nothing of its activation."""
    rows = records(run("summary", "lenet5", "--as", "thop", "-f", "csv").out)
    assert [row["thop MACs"] for row in rows[:2]] == ["117600", "0"]


FIELDS = [
    (["alexnet", "conv2", "--at", "0,0"], None, "−16…34      0…34"),
    (["alexnet", "conv2", "--at", "26x26"], None, "192…242     192…226"),
    (["-", "pad1", "--at", "0,0"], BESIDE_THE_INPUT, "−2          nothing"),
    (["-"], VECTOR, "The input has no positions: every layer sees all of it."),
    (["-"], UNTOLD, "m: what mine sees is not told"),
    (["-", "conv1"], UNTOLD, "  Unknown  m: what mine sees is not told"),
    (["-", "concat1"], TWINS, "  Unknown  concat1: its branches see different inputs"),
    (["unet"], None, "Where places see differently much, as behind upsampling, it is the most that one of them sees."),
]


@pytest.mark.parametrize(("arguments", "stdin", "text"), FIELDS)
def test_what_a_place_sees(run: Run, arguments: list[str], stdin: str | None, text: str) -> None:
    assert text in run("field", *arguments, stdin=stdin or "").out


def test_what_a_place_sees_as_json(run: Run) -> None:
    (layer,) = json.loads(run("field", "alexnet", "conv2", "--at", "0,0", "--json").out)["layers"]
    assert (layer["sees"], layer["sees_within_the_input"]) == ([[-16, 34]] * 2, [[0, 34]] * 2)
    (layer,) = json.loads(run("field", "-", "pad1", "--at", "0,0", "--json", stdin=BESIDE_THE_INPUT).out)["layers"]
    assert (layer["sees"], layer["sees_within_the_input"]) == ([[-2, -2]] * 2, [None, None])
    first, second = json.loads(run("field", "-", "--json", stdin=UNTOLD).out)["layers"]
    assert (first["receptive_field"], second["unknown"]) == (None, "m: what mine sees is not told")


def test_columns_of_several_inputs_and_of_what_is_not_known(run: Run) -> None:
    out = run("summary", "-", "--columns", "layer,input,sees", stdin=TWINS).out
    assert "concat1 2×2×4, 2×2×4 ?" in " ".join(out.split())


WHAT_A_BLOCK_IS = [  # what it is given, and what a table says of that
    ("8, kernel: [1, 7]", "b width 8, kernel [1, 7]"),
    ("[8, 16, 24, 32], kernel: 3", "b kernel 3"),  # which is which is nobody's guess
    ("8, kernel: '" + "very " * 20 + "long'", "b width 8, kernel very very very very very very … very long"),
]


@pytest.mark.parametrize(("given", "what"), WHAT_A_BLOCK_IS)
def test_what_a_block_is_given_is_shown_if_it_can_be_told_apart(run: Run, given: str, what: str) -> None:
    body = "[{linear: 3}, relu, {linear: 2}]"
    spec = f"input: 8\nblocks: {{b: {{parameters: {{width, kernel}}, layers: {body}}}}}\nlayers: [{{b: {given}}}]\n"
    row = next(line for line in run("summary", "-", "--depth", "1", stdin=spec).out.splitlines() if line[:2] == "b1")
    assert f"b1     {what}  " in row


PAGES = [
    # a setting, a network or a figure that leaves a line out or puts one in
    (
        ["memory", "lenet5", "--dtype", "fp16", "--more"],
        "All values are in this type; mixed precision has parameters and state",
    ),
    (["memory", "lenet5", "--optimizer", "none"], "To run: 260.6 KiB, parameters + peak of inference.\n\n"),
    (["memory", "vgg16"], "parameters + gradients + peak of a step"),
    (["summary", "resnet50"], "conv2_x"),
    (["compare", "alexnet-torchvision", "-f", "csv"], "56.522"),
    (["compare", "siamese", "-f", "csv"], ",105x105x1 105x105x1,"),
]


@pytest.mark.parametrize(("arguments", "text"), PAGES)
def test_a_page(run: Run, arguments: list[str], text: str) -> None:
    assert text in run(*arguments).out


def test_nothing_differs_without_biases_and_nothing_is_read_without_parameters(run: Run) -> None:
    plain = "input: 4x4x2\nlayers: [{conv: 2, kernel: 1, bias: false}]\n"
    titles = [
        line.split() for line in run("conventions", "-", "--as", "lecture", "--explain", stdin=plain).out.splitlines()
    ]
    assert ["convention", "difference", "of", "what"] not in titles
    assert "B/s" in run("roofline", "-", "--device", "t4", "--more", stdin="input: 4x4x2\nlayers: [relu]\n").out


def test_memory_of_what_is_not_known(run: Run) -> None:
    data = json.loads(run("memory", "-", "--json", stdin="input: 4x4x2\nlayers: [{op: mine}]\n").out)
    assert {"param_bytes", "inference_bytes", "training_bytes"} <= set(data["totals"]["lower_bounds"])
    assert data["fit"] is None


SIDE_HEADS = [
    (["summary", "googlenet"], "Without 2 side heads that run only in training (6,379,728 parameters)"),
    (["memory", "googlenet"], "Without side heads that run only in training (2): --training counts them."),
]


@pytest.mark.parametrize(("arguments", "text"), SIDE_HEADS)
def test_side_heads_that_are_left_out_are_named(run: Run, arguments: list[str], text: str) -> None:
    assert text in run(*arguments).out
    assert text not in run(*arguments, "--training").out


def test_a_text_that_a_spreadsheet_would_run_is_quoted(run: Run) -> None:
    """OWASP, CSV Injection: a cell that begins with =, +, - or @."""
    spec = "input: 4x4x1\nlayers: [relu]\npublished: [{figure: params, value: 0, source: =1+1}]\n"
    assert records(run("verify", "-", "-f", "csv", stdin=spec).out)[0]["source"] == "'=1+1"


MISTAKES = [
    (["field", "alexnet", "conv9"], "alexnet has no layer 'conv9' (did you mean 'conv5'?)"),
    (["field", "alexnet", "conv1", "--at", "x"], "'x' is not a place such as 3,4 (row and column, counted from 0)"),
    (["field", "alexnet", "conv1", "--at", "55,0"], "conv1 has no place 55×0, counted from 0: its output is 55×55×96"),
]


@pytest.mark.parametrize(("arguments", "message"), MISTAKES)
def test_a_mistake(run: Run, arguments: list[str], message: str) -> None:
    ran = run(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err


PUBLISHED = [
    ("{figure: params, value: 10, source: me, versus: lenet5}", "60,830"),
    ("{figure: output, value: 4x4x1, source: me, versus: lenet5}", "versus needs a figure that is a number"),
    ("{figure: params, value: many, source: me}", "'many' is not a figure such as 60M"),
    ("{figure: params, value: 10, source: me, of: conv2}", "stdin has no layer 'conv2' (did you mean 'conv1'?)"),
    ("{figure: params_share, value: 0%, source: me}", "match"),
]


@pytest.mark.parametrize(("figure", "text"), PUBLISHED)
def test_a_published_figure(run: Run, figure: str, text: str) -> None:
    spec = f"input: 4x4x1\nlayers: [{{conv: 1, kernel: 3}}]\npublished: [{figure}]\n"
    ran = run("verify", "-", stdin=spec)
    assert text in ran.out + ran.err
