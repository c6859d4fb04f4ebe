"""Questions in the forms of exams, read by programs that others wrote for them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from cnncalc.render import EXAMS, Options, render
from cnncalc.report.questions import KINDS
from cnncalc.report.quiz import Quiz, make_quiz

QUIZ = make_quiz(seed=7, count=18)
FRACTIONS = {0, 100}
"""Of those that Moodle knows the ones that are used."""


def written(name: str, quiz: Quiz = QUIZ, *, choices: bool = False) -> str:
    return "".join(render(quiz, name, Options(choices=choices)))


def read_by_gift_pegjs(text: str) -> list[dict[str, Any]]:
    """As gift-pegjs reads it (npm), where NODE_PATH has it."""
    node = shutil.which("node")
    script = "const p=require('gift-pegjs');process.stdin.setEncoding('utf8');let s='';process.stdin.on('data',d=>s+=d)"
    script += ".on('end',()=>process.stdout.write(JSON.stringify(p.parse(s))))"
    if (
        node is None
        or subprocess.run([node, "-e", "require('gift-pegjs')"], capture_output=True, check=False).returncode
    ):
        pytest.skip("there is no gift-pegjs")
    done = subprocess.run([node, "-e", script], input=text, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_gift_as_gift_pegjs_reads_numbers() -> None:
    found = read_by_gift_pegjs(written("gift"))
    assert [each["title"] for each in found] == [question.id for question in QUIZ.questions]
    for read, question in zip(found, QUIZ.questions, strict=True):
        assert read["type"] == "Numerical"
        assert question.posed.asked in read["stem"]["text"]
        right, *wrong = read["choices"]
        assert (right["weight"], right["text"]["number"], right["text"]["range"]) == (100, question.posed.answer, 0)
        told = [(each["text"]["number"], each["weight"], each["feedback"]["text"].lower()) for each in wrong]
        assert told == [(each.value, 0, f"{each.mistake}.".lower()) for each in question.posed.wrong]


def test_gift_as_gift_pegjs_reads_choices() -> None:
    for read, question in zip(read_by_gift_pegjs(written("gift", choices=True)), QUIZ.questions, strict=True):
        assert read["type"] == "MC"
        offered = [(int(each["text"]["text"]), each["isCorrect"]) for each in read["choices"]]
        assert offered == [(value, value == question.posed.answer) for value in question.offered]


@pytest.mark.parametrize("choices", [False, True])
def test_gift_as_pygiftparser_reads_it(choices: bool) -> None:
    """It knows no numbers below 0, which changes of weights can be: those are for the other reader."""
    parser = pytest.importorskip("pygiftparser.parser")
    quiz = make_quiz([kind for kind in KINDS if kind != "diff"], seed=7, count=16)
    found = parser.parseFile(written("gift", quiz, choices=choices).splitlines(keepends=True))
    assert [each.title for each in found] == [question.id for question in quiz.questions]
    for read, question in zip(found, quiz.questions, strict=True):
        assert read.valid
        assert question.posed.asked.replace("=", "\\=").replace(":", "\\:") in read.text
        answers = [(int(each.answer if choices else each.value), each.fraction) for each in read.answers.answers]
        values = (
            question.offered if choices else [question.posed.answer, *[each.value for each in question.posed.wrong]]
        )
        assert answers == [(value, 100 if value == question.posed.answer else 0) for value in values]


@pytest.mark.parametrize("choices", [False, True])
def test_gift_has_no_blank_line_in_a_question(choices: bool) -> None:
    questions = written("gift", choices=choices).removesuffix("\n\n").split("\n\n")
    assert len(questions) == len(QUIZ.questions)


@pytest.mark.parametrize("choices", [False, True])
def test_moodles_xml(choices: bool) -> None:
    """The elements that Moodle's own export has of such questions."""
    root = ET.fromstring(written("moodle", choices=choices))
    assert len(root) == len(QUIZ.questions)
    for element, question in zip(root, QUIZ.questions, strict=True):
        assert element.get("type") == ("multichoice" if choices else "numerical")
        assert element.findtext("name/text") == element.findtext("idnumber") == question.id
        text = element.findtext("questiontext/text") or ""
        assert ET.fromstring(text.replace("<br/>", " ")).tag == "p"  # well-formed by itself, too
        answers = {int(each.findtext("text") or ""): int(each.get("fraction") or "") for each in element.iter("answer")}
        assert set(answers.values()) <= FRACTIONS
        assert [value for value, fraction in answers.items() if fraction == 100] == [question.posed.answer]
        assert choices or {each.findtext("tolerance") for each in element.iter("answer")} == {"0"}
        assert ("without separators" in text) is not choices


@pytest.mark.parametrize("choices", [False, True])
def test_text2qti_makes_qti_of_it(choices: bool, tmp_path: Path) -> None:
    quiz_module, config_module = pytest.importorskip("text2qti.quiz"), pytest.importorskip("text2qti.config")
    config = config_module.Config()
    config.load = lambda: None  # nobody's own settings
    read = quiz_module.Quiz(written("text2qti", choices=choices), config=config, source_name="quiz.txt")
    found = list(read.questions_and_delims)
    assert [each.title_raw for each in found] == [question.id for question in QUIZ.questions]
    for each, question in zip(found, QUIZ.questions, strict=True):
        assert each.type == ("multiple_choice_question" if choices else "numerical_question")
        if choices:
            right = [choice.choice_raw for choice in each.choices if choice.correct]
            assert right == [str(question.posed.answer)]
        else:
            assert (each.numerical_min, each.numerical_max) == (question.posed.answer, question.posed.answer)


@pytest.mark.slow
def test_text2qti_runs(tmp_path: Path) -> None:
    pytest.importorskip("text2qti")
    (tmp_path / "quiz.txt").write_text(written("text2qti"), encoding="utf-8")
    command = [sys.executable, "-c", "from text2qti.cmdline import main; main()", "quiz.txt"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, env={"HOME": str(tmp_path)}
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "quiz.zip").exists()


@pytest.mark.parametrize("name", EXAMS)
def test_a_number_that_a_program_reads_has_no_separators(name: str) -> None:
    text = written(name, make_quiz(["conv"], seed=1, count=20))
    assert text.count("Write the number without separators.") == 20
