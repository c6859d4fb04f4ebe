"""Which values of a field give what is wanted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import Run

ASKED = [
    # (224 − 11 + 2P)/4 + 1 = 55 has P = 1.5; on 227×227, as the lecture has it, P = 0
    ("224x224x3 conv 96 F=11 S=4 P=any --gives 55", [2, 3], [False, False], (0, [3, 227, 227])),
    ("227x227x3 conv 96 F=11 S=4 P=any --gives 55x55x96", [0, 1], [True, False], None),
    ("28x28x192 conv 32 F=5 P=any --gives 28", [2], [True], None),
    ("224x224x3 conv 96 F=any S=4 P=2 --gives 55", [9, 10, 11, 12], [False, False, False, True], None),
    ("227x227x3 conv 96 F=11 S=any --gives 55", [4], [True], None),
    ("28x28x8 maxpool F=any S=2 --gives 14", [1, 2], [False, True], None),
    ("112x112x64 conv 64 F=3 P=1 D=any --gives 108", [3], [True], None),  # 112 − 2·D + 2 = 108
    ("28x28x192 conv K=any F=5 P=same --macs 120,422,400", [32], [True], None),  # the lecture's 120 M
    ("28x28x192 conv K=any F=5 P=same --params 153632", [32], [True], None),
    ("28x28x192 conv K=any F=1 --gives 28x28x64", [64], [True], None),
    ("28x28x192 conv 64 F=5 P=same G=any --params 10k", [32], [True], None),  # (25·192/32)·64 + 64 = 9,664
    ("28x28x192 conv 64 F=1 flatten linear any --params 1M --macs 1M", [], [], None),
    ("9216 linear any --gives 4096", [4096], [True], None),
    ("9216 linear any --params 37752832", [4096], [True], None),  # AlexNet's fc6
]


@pytest.mark.parametrize(("line", "values", "even", "other"), ASKED, ids=[row[0] for row in ASKED])
def test_every_value_that_gives_what_is_wanted(
    run: Run, line: str, values: list[int], even: list[bool], other: tuple[int, list[int]] | None
) -> None:
    ran = run("try", *line.split(), "--json")
    found: dict[str, Any] = json.loads(ran.out)
    assert [answer["value"] for answer in found["answers"]] == values
    assert [answer["even"] for answer in found["answers"]] == even
    assert ran.status == (0 if values else 1)
    others = [(each["value"], each["input_shape"]) for each in found["even_on_other_inputs"]]
    assert others[:1] == ([other] if other else [])


def test_of_many_the_ends_and_the_nearest_are_shown(run: Run) -> None:
    """(5·5·192 + 1)·K = 4,801·K rounds to 1 M from 105 to 312; 208 comes nearest."""
    found = json.loads(run("try", *["28x28x192", "conv", "K=any", "F=5", "P=same", "--params", "1M", "--json"]).out)
    assert [answer["params"] for answer in found["answers"]] == [4801 * filters for filters in (105, 208, 209, 312)]
    assert (found["found"], found["nearest"]) == (208, 208)


def test_the_nearest_is_that_of_the_figure(run: Run) -> None:
    """(8·K + K) + (10·K + 10) = 19·K + 10 is 998 for 52, and the output is of 10 whatever K is."""
    line = "28x28x8 conv K=any F=1 global_avgpool flatten linear 10 --gives 10 --params 1k --json"
    found = json.loads(run("try", *line.split()).out)
    assert [answer["value"] for answer in found["answers"]] == [26, 52, 53, 78]
    assert (found["found"], found["nearest"]) == (53, 52)


def test_that_not_all_values_were_tried_is_told(run: Run) -> None:
    out = run("try", *["16000x1", "conv", "8", "F=any", "S=4", "--gives", "3900"]).out
    assert "Only the first 3,000 values were tried." in out


def test_grouped_filters_come_in_steps(run: Run) -> None:
    found = json.loads(
        run("try", *["28x28x192", "conv", "K=any", "F=5", "P=same", "G=4", "--params", "1M", "--json"]).out
    )
    assert [answer["value"] for answer in found["answers"]] == [420, 832, 836, 1248]


def test_where_nothing_does_the_nearest_are_told(run: Run) -> None:
    ran = run("try", *["28x28x192", "conv", "K=any", "F=5", "P=same", "--macs", "100M"])
    assert ran.status == 1
    assert "No K gives 100M MACs; the nearest give" in ran.out
    assert [line.split()[0] for line in ran.out.splitlines()[3:5]] == ["26", "27"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("28x28x192 conv 32 F=5 P=any", "a field that is any, as P=any needs what is wanted"),
        ("28x28x192 conv 32 F=5 --gives 28", "--gives, --params or --macs go with a field that is any"),
        ("28x28x192 conv 32 F=5 bias=any --params 1M", "bias of conv is no number that can be asked for"),
        ("28x28x192 conv 32 F=5 P=any --gives much", "'much' is no output such as 55, 55x55 or 55x55x96"),
        ("28x28x192 conv 32 F=5 P=any --params much", "'much' is not a figure such as 60M"),
        ("28x28x192 conv K=any F=1 --gives 28", "what is wanted does not depend on K (say how many parameters"),
        ("28x28x192 linear any --params 1M", "a linear layer needs a vector"),
        ("28x28x192", "say a step, such as conv 32 F=5 P=same"),
        ("28x28xx conv 3 F=3", "'28x28xx' is not a shape such as 227x227x3"),
    ],
)
def test_a_question_that_cannot_be_answered(run: Run, line: str, message: str) -> None:
    ran = run("try", *line.split())
    assert ran.status == 2
    assert message in ran.err
