"""Questions: their answers reckoned again from what is printed, the mistakes they know, the same everywhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from cnncalc.errors import CnncalcError
from cnncalc.report.questions import KINDS, ROUNDED_KINDS
from cnncalc.report.questions.question import Question
from cnncalc.report.quiz import ask, make_quiz, question_of

LAYER = re.compile(r"(conv|maxpool|avgpool) (?:K = (\d+), )?F = (\d+), S = (\d+)(?:, P = (\w+))?$")
SEEDS = 10_000


class Read:
    """What a student reads: the input, and of each layer its op, filters, kernel, stride and padding."""

    def __init__(self, question: Question) -> None:
        given = question.posed.given
        sizes = re.match(r"Input (\d+)×(\d+)×(\d+)", given[0])
        assert sizes
        self.width, height, self.channels = map(int, sizes.groups())
        assert self.width == height
        self.text = " ".join(given)
        found = [LAYER.search(line) for line in given]
        self.layers = [(int(m[2] or 0), int(m[3]), int(m[4]), m[5] or "0") for m in found if m]


def stops(width: int, kernel: int, stride: int, pad: str) -> int:
    """Where a window can stand: TensorFlow's `same` begins one at every S-th position."""
    if pad == "same":
        return len(range(0, width, stride))
    return len(range(-int(pad), width + int(pad) - kernel + 1, stride))


def widths(read: Read) -> list[int]:
    found = [read.width]
    for _, kernel, stride, pad in read.layers:
        found.append(stops(found[-1], kernel, stride, pad))
    return found


def weights(channels: int, layers: list[tuple[int, int, int, str]]) -> list[int]:
    found = []
    for filters, kernel, *_ in layers:
        found.append(kernel**2 * channels * filters)
        channels = filters or channels
    return found


def rows_seen(read: Read) -> int:
    """From the first to the last row that is behind the first place of the last output."""
    first = last = 0
    for _, kernel, stride, pad in reversed(read.layers):
        first, last = first * stride - int(pad), last * stride - int(pad) + kernel - 1
    return last - first + 1


def one_layer(read: Read, asked: str) -> int:
    (filters, *_), *_ = read.layers
    after, (count,) = widths(read)[-1], weights(read.channels, read.layers[:1])
    answers = {
        "W₂": after, "height and": after, "values": after**2 * read.channels, "weights": count, "used": after**2,
        "parameters": count + filters, "MACs": after**2 * count,
    }  # fmt: skip
    return next(value for word, value in answers.items() if word in asked)


def fully_connected(read: Read, asked: str) -> int:
    outputs = int(read.text.rpartition(" = ")[2])
    inputs = read.width**2 * read.channels
    return inputs * outputs + (outputs if "parameters" in asked else 0)


def several(read: Read, asked: str) -> int:
    return sum(weights(read.channels, read.layers)) if "weights" in asked else widths(read)[-1]


def bottleneck(read: Read, asked: str) -> int:
    large = read.layers[1]
    together = read.width**2 * sum(weights(read.channels, read.layers))
    direct = read.width**2 * weights(read.channels, [large])[0]
    return direct - together if "fewer" in asked else together


def shortcut(read: Read, asked: str) -> int:
    *block, around = read.layers
    own = read.channels * around[0]
    if "block" in asked:
        return sum(weights(read.channels, block)) + own
    return own * stops(read.width, 1, 2, "0") ** 2 if "MACs" in asked else own


def change(read: Read, asked: str) -> int:
    changed = re.search(r"([FK]) = (\d+)[a-z ]* becomes (\d+)", read.text)
    assert changed
    (filters, kernel, *rest), *others = read.layers
    new = (int(changed[3]), kernel) if changed[1] == "K" else (filters, int(changed[3]))
    before, after = read.layers, [(*new, rest[0], rest[1]), *others]
    return sum(weights(read.channels, after)) - sum(weights(read.channels, before))


RECKONED = {
    **dict.fromkeys(("conv", "pool", "same"), one_layer), "fc": fully_connected, "chain": several,
    "field": lambda read, asked: rows_seen(read), "bottleneck": bottleneck, "shortcut": shortcut, "diff": change,
}  # fmt: skip


def reckoned(question: Question) -> int:
    return RECKONED[question.kind](Read(question), question.posed.asked)


def check(question: Question) -> None:
    posed = question.posed
    assert posed.answer == reckoned(question), question.id
    assert posed.working[-1].value == posed.answer
    values = [posed.answer, *[wrong.value for wrong in posed.wrong]]
    assert len(set(values)) == len(values) >= 3, question.id
    assert posed.answer in question.offered
    assert set(question.offered) <= set(values)


def check_whole(question: Question) -> None:
    """Nothing is left over where a window goes through the padded input."""
    read = Read(question)
    if question.kind != "fc":
        chained = (
            read.layers[:1] if question.kind == "diff" else read.layers[:2] if question.kind == "shortcut" else None
        )
        layers = chained or read.layers
        for width, (_, kernel, stride, pad) in zip(widths(read), layers, strict=False):
            over = width % stride if pad == "same" else (width + 2 * int(pad) - kernel) % stride
            assert not over, question.id
    assert not any(line.rounding for line in question.posed.working)


@pytest.mark.parametrize("kind", KINDS)
def test_answers_are_right_by_a_second_reckoning_and_sizes_whole(kind: str) -> None:
    for seed in range(25):
        question = ask(kind, seed, 1)
        check(question)
        check_whole(question)


@pytest.mark.parametrize("kind", ROUNDED_KINDS)
def test_inexact_sizes_are_rounded_in_the_open(kind: str) -> None:
    for seed in range(25):
        question = ask(kind, seed, 1, inexact=True)
        check(question)
        assert any(line.rounding for line in question.posed.working) or kind == "same"


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_of_ten_thousand_seeds_all_are_right_and_no_answer_is_frequent(kind: str) -> None:
    answers: Counter[int] = Counter()
    for seed in range(SEEDS):
        question = ask(kind, seed, 1)
        check(question)
        check_whole(question)
        answers[question.posed.answer] += 1
    assert answers.most_common(1)[0][1] <= SEEDS * 0.02, answers.most_common(3)


@pytest.mark.slow
def test_strides_come_in_equal_shares() -> None:
    """3.5 standard deviations of a share of a quarter in 10,000 are 1.5 %."""
    strides = Counter(Read(ask("conv", seed, 1)).layers[0][2] for seed in range(SEEDS))
    assert set(strides) == {1, 2, 3, 4}
    assert all(abs(count - SEEDS / 4) < SEEDS * 0.0152 for count in strides.values()), strides


def test_a_name_makes_the_same_question_on_every_python() -> None:
    """SHA-256 of `conv-7-1:0`, `conv-7-1:1`…, the latter for the stride and so on."""
    found = question_of("conv-7-1")
    assert found.posed.given == ("Input 62×62×224", "conv K = 336, F = 5, S = 1, P = 0")
    assert (found.posed.answer, found.offered) == (58, (62, 57, 58, 63))
    assert found == make_quiz(seed=7, count=1).questions[0] == make_quiz(["pool", "conv"], seed=7).questions[1]


MISTAKES = [
    # the lecture's conv1 with other numbers: (62 − 5 + 2·0)/1 + 1 = 58
    ("conv-7-1", 57, "the + 1 is missing"),
    ("fc-7-1", 2673944, "the biases are in it"),
    (
        "diff-7-1",
        -2355200,
        "the layer behind it has other channels to go through, too",
    ),  # the slip of lecture 12's slides
    ("field-7-1", 15, "the strides are missing"),
    ("conv-7-1", 1, ""),
]


@pytest.mark.parametrize(("name", "answer", "mistake"), MISTAKES)
def test_a_wrong_answer_is_told_its_mistake(name: str, answer: int, mistake: str) -> None:
    found = question_of(name).mistake(answer)
    assert found.startswith(mistake)
    assert bool(found) is bool(mistake)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("conv-7", "'conv-7' is no question's name, such as conv-7-1"),
        ("cov-7-1", "no questions go by 'cov' (did you mean 'conv'?)"),
        ("fc-inexact-7-1", "the sizes of fc questions are never rounded; those of conv, pool, chain, same can be"),
        ("conv-7-0", "a quiz has questions 1 to 10,000 of a kind"),
        ("conv-٧-1", "is no question's name"),
    ],
)
def test_a_name_that_no_question_has(name: str, message: str) -> None:
    with pytest.raises(CnncalcError) as told:
        question_of(name)
    assert message in str(told.value)


def kinds_of(questions: tuple[Question, ...]) -> Iterator[str]:
    return (question.kind for question in questions)


def test_kinds_take_turns() -> None:
    assert list(kinds_of(make_quiz(["fc", "conv"], count=3).questions)) == ["fc", "conv", "fc"]
    assert set(kinds_of(make_quiz(count=9).questions)) == set(KINDS)
