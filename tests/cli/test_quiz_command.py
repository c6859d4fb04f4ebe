"""A quiz that is played: what is typed, and what is said to it."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run

# conv-7-1 is (62 − 5 + 2·0)/1 + 1 = 58; fc-7-1 is (3·3·408)·728 = 2,673,216
PLAYED = [
    ("58\n2,673,216\n", ["Right.", "Right.", "2 of 2 right."]),
    ("57\n2673216\n", ["No: the + 1 is missing", "58", "Right.", "1 of 2 right."]),
    ("much\n58\n\n", ["This is no number. Again", "Right.", "No: no answer.", "2,673,216", "1 of 2 right."]),
    ("58\n", ["Right.", "1 of 1 right."]),
    ("", ["0 of 0 right."]),
]


@pytest.mark.parametrize(("typed", "said"), PLAYED)
def test_a_quiz_is_played(run: Run, typed: str, said: list[str]) -> None:
    ran = run("quiz", "conv-7-1", "fc-7-1", "--play", stdin=typed)
    assert (ran.status, ran.err) == (0, "")
    at = 0
    for words in said:
        at = ran.out.index(words, at) + len(words)


def test_an_answer_on_offer_is_chosen_by_its_letter(run: Run) -> None:
    out = run("quiz", "conv-7-1", "--play", "--choices", stdin="c\n").out
    assert "c)  58" in out
    assert "1 of 1 right." in out


def test_without_a_seed_the_questions_are_others_each_time(run: Run) -> None:
    assert len({run("quiz", "conv", "--ask").out for _ in range(3)}) > 1
