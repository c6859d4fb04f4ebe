"""Homework: the lectures' walk through AlexNet with gaps, its key, and what marks the answers."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from cnncalc.render import FORMATS
from tests.cli.conftest import Run
from tests.cli.test_hostile_texts import EVIL, check

# lecture 12's slides; exact where they round
ANSWERS = [
    ("conv1", "55x55x96", 34_848), ("pool1", "27x27x96", 0), ("conv2", "23x23x256", 614_400),
    ("pool2", "11x11x256", 0), ("conv3", "9x9x384", 884_736), ("conv4", "7x7x384", 1_327_104),
    ("conv5", "5x5x256", 884_736), ("pool3", "2x2x256", 0), ("flatten", "1024", 0), ("fc1", "4096", 4_194_304),
    ("fc2", "4096", 16_777_216), ("fc3", "1000", 4_096_000),
]  # fmt: skip


def test_the_key_has_the_lectures_answers(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("sheet", "alexnet-lecture", "--key", "-f", "csv").out)))
    assert [(row["layer"], row["output"], int(row["weights"])) for row in rows] == ANSWERS
    assert json.loads(run("sheet", "alexnet-lecture", "--key", "--json").out)["totals"] == {"weights": 28_813_344}


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_sheet_tells_no_answer(run: Run, format_name: str) -> None:
    out = re.sub(r"(?<=\d),(?=\d{3})", "", run("sheet", "alexnet-lecture", "-f", format_name).out)
    told = set(re.findall(r"\d+", out))
    assert told.isdisjoint({str(weights) for *_, weights in ANSWERS if weights})
    assert told.isdisjoint({"28813344", "105415200"})
    assert not re.search(r"(55|27|23|11)(×|x|\$\\times\$)(55|27|23|11)", out)
    assert {"96", "4096"} <= told


def test_what_is_not_asked_is_not_shown(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("sheet", "alexnet-lecture", "--blank", "macs", "-f", "csv").out)))
    assert set(rows[0]) == {"layer", "op", "description", "output", "macs", "shape_order"}
    assert (rows[0]["output"], rows[0]["macs"]) == ("55x55x96", "")


def test_moodles_gaps_take_the_answers(run: Run) -> None:
    root = ET.fromstring(run("sheet", "alexnet-lecture", "-f", "moodle").out)
    (question,) = root
    assert question.get("type") == "cloze"
    text = question.findtext("questiontext/text") or ""
    assert re.findall(r"\{1:NUMERICAL:=(\d+):0\}", text) == [str(weights) for *_, weights in ANSWERS]
    shapes = re.findall(r"\{1:SHORTANSWER:=([^}]+)\}", text)
    assert [shape.split("~=")[0] for shape in shapes] == [output for _, output, _ in ANSWERS]
    assert shapes[0] == "55x55x96~=55×55×96~=96x55x55"
    assert ET.fromstring(f"<div>{text}</div>").find("table") is not None


def test_the_key_is_right_by_the_grader(run: Run) -> None:
    rows = [f"a,{layer} output,{output}\na,{layer} weights,{weights}\n" for layer, output, weights in ANSWERS]
    text = "student,question,answer\n" + "".join(rows)
    found = json.loads(run("grade", "-", "alexnet-lecture", "--json", stdin=text).out)
    assert found["totals"] == [{"student": "a", "points": 24.0, "questions": 24}]


def test_texts_of_a_spec_are_texts(run: Run, tmp_path: Path) -> None:
    spec = {"name": EVIL, "input": "8x8x4", "layers": [{"conv": 4, "kernel": 3, "name": "x_+-"}, {"maxpool": 2}]}
    (tmp_path / "net.yaml").write_text(json.dumps(spec))
    for format_name in FORMATS:
        ran = run("sheet", str(tmp_path / "net.yaml"), "-f", format_name)
        assert ran.err == ""
        check(ran.out, format_name)
    ET.fromstring(run("sheet", str(tmp_path / "net.yaml"), "-f", "moodle").out)


def test_what_is_not_known_is_not_asked(run: Run) -> None:
    ran = run("sheet", "-", stdin="input: 8\nlayers: [{op: mine}]\n")
    assert ran.status == 2
    assert "costs is not known, and cannot be asked" in ran.err
