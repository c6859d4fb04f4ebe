"""What answers are worth: of every form that students write, and what follows from a slip."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Run

RIGHT, HALF, WRONG = 1.0, 0.5, 0.0

# conv1 of the lectures' AlexNet: (11·11·3)·96 = 34,848 weights, 55×55×96 come out
FORMS = [
    ("conv1 weights", "34848", RIGHT, "right"),
    ("conv1 weights", "34,848", RIGHT, "right"),
    ("conv1 weights", "34 848", RIGHT, "right"),
    ("conv1 weights", "34\N{NARROW NO-BREAK SPACE}848", RIGHT, "right"),
    ("conv1 weights", "34'848", RIGHT, "right"),
    ("conv1 weights", "34_848", RIGHT, "right"),
    ("conv1 weights", "34848.0", RIGHT, "right"),
    ("conv1 weights", "3.4848e4", RIGHT, "right"),
    ("conv1 weights", "11*11*3*96", RIGHT, "right, 11*11*3*96 = 34,848"),
    ("conv1 weights", "(11·11·3)·96", RIGHT, "right, (11·11·3)·96 = 34,848"),
    ("conv1 weights", "11x11x3x96", RIGHT, "right, "),
    ("conv1 weights", "11 × 11 × 3 × 96 = 34,848", RIGHT, "right, "),
    ("conv1 weights", "69696/2", RIGHT, "right, "),
    ("conv1 weights", "−(2 − 34,850)", RIGHT, "right, "),
    ("conv1 weights", "34K", RIGHT, "right to 2 digits"),
    ("conv1 weights", "34.8K", RIGHT, "right to 3 digits"),
    ("conv1 weights", "34,8 k", RIGHT, "right to 3 digits"),
    ("conv1 weights", "35K", RIGHT, "right to 2 digits"),
    ("conv1 weights", "3.5e4", RIGHT, "right to 2 digits"),
    ("conv1 weights", "0.03M", WRONG, "too coarse: 2 digits at least of 34,848"),
    ("conv1 weights", "36K", WRONG, "34,848 is right"),
    ("conv1 weights", "34900", WRONG, "34,848 is right"),
    ("conv1 weights", "34.848", WRONG, "34,848 is right: a decimal comma?"),
    ("conv1 weights", "11*11*3*96 = 34944", WRONG, "look at it"),
    ("conv1 weights", "", WRONG, "no answer"),
    ("conv1 weights", "thirty", WRONG, "look at it"),
    ("conv1 weights", "30K-40K", WRONG, "look at it"),
    ("conv1 weights", "~35K", WRONG, "look at it"),
    ("conv1 weights", "11**4", WRONG, "look at it"),
    ("conv1 weights", "1/0", WRONG, "look at it"),
    ("conv1 weights", "(" * 70 + "1", WRONG, "look at it"),
    ("conv1 weights", "1" + "+1" * 40, WRONG, "look at it"),  # 81 characters
    ("conv1 weights", "__import__('os')", WRONG, "look at it"),
    ("conv1 output", "55x55x96", RIGHT, "right"),
    ("conv1 output", "(55, 55, 96)", RIGHT, "right"),
    ("conv1 output", "[55; 55; 96]", RIGHT, "right"),
    ("conv1 output", "96x55x55", RIGHT, "right, channels first"),
    ("conv1 output", "55x55", HALF, "without the 96 channels; 55×55×96 is right"),
    ("conv1 output", "54x54x96", WRONG, "the channels are right, the sizes are not; 55×55×96 is right"),
    ("conv1 output", "55x55x3", WRONG, "the sizes are right, the channels are not; 55×55×96 is right"),
    ("conv1 output", "big", WRONG, "look at it"),
    ("conv1 macs", "210830400", WRONG, "these are FLOPs"),
    # a quiz: (3·3·408)·728 = 2,673,216, and 728 biases; −2,355,200 − 52,992
    ("fc-7-1", "2673216", RIGHT, "right"),
    ("fc-7-1", "2.67M", RIGHT, "right to 3 digits"),
    ("fc-7-1", "2673944", HALF, "the biases are in it; 2,673,216 is right"),
    ("fc-7-1", "891072", WRONG, "the width is in it once"),
    ("diff-7-1", "-2,408,192", RIGHT, "right"),
    ("diff-7-1", "−2.41M", RIGHT, "right to 3 digits"),
    ("diff-7-1", "2408192", WRONG, "the sign"),
]  # fmt: skip


def graded(run: Run, rows: list[tuple[str, str]], *arguments: str) -> list[tuple[float, str]]:
    text = "student,question,answer\n" + "".join(f'a,{question},"{answer}"\n' for question, answer in rows)
    ran = run("grade", "-", *arguments, "--json", stdin=text)
    assert (ran.status, ran.err) == (0, "")
    return [(each["points"], each["reason"]) for each in json.loads(ran.out)["answers"]]


def test_answers_of_every_form(run: Run) -> None:
    found = graded(run, [(question, answer) for question, answer, *_ in FORMS], "alexnet-lecture")
    for (question, answer, points, reason), (given, told) in zip(FORMS, found, strict=True):
        assert (given, reason in told) == (points, True), (question, answer, given, told)


BIASES = [
    # alexnet-lecture has none; lenet5-modern's C1 has (5·5·1)·6 = 150 weights and 6 biases
    ("weights", "156", HALF, "with the 6 biases; 150 is right"),
    ("params", "150", HALF, "without the 6 biases; 156 is right"),
    ("params", "156", RIGHT, "right"),
]


@pytest.mark.parametrize(("asked", "answer", "points", "reason"), BIASES)
def test_biases_are_half(run: Run, asked: str, answer: str, points: float, reason: str) -> None:
    assert graded(run, [(f"C1 {asked}", answer)], "lenet5-modern") == [(points, reason)]


# 227 − 11 over 4 without the + 1 is 54; then (54 − 3)/2 + 1 = 26, 26 − 5 + 1 = 22, 22·22·256·5·5·96 MACs
CARRIED = [
    ("conv1 output", "54x54x96", WRONG, RIGHT),
    ("pool1 output", "26x26x96", WRONG, RIGHT),
    ("conv2 output", "22x22x256", WRONG, RIGHT),
    ("conv2 macs", "22*22*256*5*5*96", WRONG, RIGHT),
    ("conv2 weights", "614400", RIGHT, RIGHT),
    ("conv3 output", "7x7x384", WRONG, WRONG),  # 10×10 comes out of the pooling, and 8×8 of this
]


def test_what_follows_from_a_slip_is_right_if_that_is_wanted(run: Run) -> None:
    rows = [(question, answer) for question, answer, *_ in CARRIED]
    plain, carried = (graded(run, rows, "alexnet-lecture", *more) for more in ([], ["--carry"]))
    assert [points for points, _ in plain] == [row[2] for row in CARRIED]
    assert [points for points, _ in carried] == [WRONG, *[row[3] for row in CARRIED[1:]]]
    assert carried[1][1] == "follows from 54×54×96 of conv1"


WRONG_FILES = [
    ("student,question\na,conv-7-1\n", "<stdin>:1: there is no column 'answer' (the first line names them: student,"),
    ("student,question,anser\n", "<stdin>:1: there is no column 'answer' (did you mean 'anser'?)"),
    ("", "<stdin>:1: there is no column 'student'"),
    ("student,question,answer\na,conv-7,5\n", "<stdin>:2: 'conv-7' is no question's name, such as conv-7-1"),
    (
        "student,question,answer\n\na,conv1 output,5\n",
        "<stdin>:3: 'conv1 output' is about a layer: say of which",
    ),
]


@pytest.mark.parametrize(("text", "message"), WRONG_FILES)
def test_a_file_that_has_no_answers(run: Run, text: str, message: str) -> None:
    ran = run("grade", "-", stdin=text)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err


def test_other_separators_and_a_total_for_each_student(run: Run) -> None:
    """As spreadsheets write them where the comma is that of decimals."""
    text = "Question;Student;Answer;Group\nfc-7-1;Ada;2673216;1\nconv-7-1;Ada;57;1\nfc-7-1;Bob;2673944;2\n"
    found = json.loads(run("grade", "-", "--json", stdin=text).out)
    assert found["totals"] == [
        {"student": "Ada", "points": 1.0, "questions": 2}, {"student": "Bob", "points": 0.5, "questions": 1},
    ]  # fmt: skip
