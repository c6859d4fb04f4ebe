"""What `import cnncalc` gives: every report that a command draws, as values, as plain data, in a notebook."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cnncalc
from cnncalc.api.shown import Shown
from cnncalc.language.catalogue import names
from cnncalc.render import render
from tests.cli.conftest import Run

ALEXNET = cnncalc.load("alexnet")
REPORTS: dict[str, tuple[str, Callable[[], Shown]]] = {
    "summary alexnet": ("<Summary of alexnet>", lambda: cnncalc.summary(ALEXNET)),
    "summary alexnet --as fvcore": ("<Counted of alexnet>", lambda: cnncalc.count_layers(ALEXNET, "fvcore")),
    "walk alexnet --no-bias": ("<Walk of alexnet>", lambda: cnncalc.walk(ALEXNET, biases=False)),
    "memory alexnet --batch 8 --optimizer adam": (
        "<Memory of alexnet>", lambda: cnncalc.memory(ALEXNET, batch=8, optimizer="adam"),
    ),
    "field alexnet": ("<FieldReport of alexnet>", lambda: cnncalc.receptive_field(ALEXNET)),
    "roofline alexnet --device a100 --dtype fp16": (
        "<Roofline of alexnet>", lambda: cnncalc.roofline(ALEXNET, "a100", dtype="fp16"),
    ),
    "conventions alexnet": ("<Conventions of alexnet>", lambda: cnncalc.conventions(ALEXNET)),
    "diff alexnet zfnet": (
        "<Diff of alexnet and zfnet>", lambda: cnncalc.diff(ALEXNET, cnncalc.load("zfnet")),
    ),
    "draw alexnet": ("<Drawing of alexnet>", lambda: cnncalc.drawing(ALEXNET)),
    "graph alexnet": ("<Outline of alexnet>", lambda: cnncalc.outline(ALEXNET)),
    "compare alexnet vgg16": (
        "<Comparison of alexnet and vgg16>", lambda: cnncalc.compare([ALEXNET, cnncalc.load("vgg16")]),
    ),
    "plot alexnet": ("<Profile of alexnet>", lambda: cnncalc.profile(ALEXNET)),
    "plot alexnet vgg16": (
        "<Tradeoff of alexnet and vgg16>", lambda: cnncalc.trade_off([ALEXNET, cnncalc.load("vgg16")]),
    ),
    "verify alexnet vgg16": ("<Verification of alexnet and vgg16>", lambda: cnncalc.verify("alexnet", "vgg16")),
    "check alexnet --max-macs 1G": ("<Check of alexnet>", lambda: cnncalc.check([ALEXNET], {"macs": 10**9})),
    "quiz conv fc --seed 7 --count 3": (
        "<Quiz of 3 questions, conv-7-1 to conv-7-2>", lambda: cnncalc.quiz(["conv", "fc"], seed=7, count=3),
    ),
    "list": (f"<Listing of {len(names())} networks>", cnncalc.catalogue),
}  # fmt: skip
"""Commands, and the same from the library: the report's one line, and how it is had."""


@pytest.mark.parametrize("command", REPORTS)
def test_a_report_is_what_its_command_draws(command: str, run: Run) -> None:
    one_line, report = REPORTS[command][0], REPORTS[command][1]()
    assert repr(report) == one_line
    assert run(*command.split()).out == f"{report}\n"
    assert json.loads(run(*command.split(), "--json").out) == report.to_dict()
    assert pickle.loads(pickle.dumps(report)) == report


def test_the_summaries_that_a_report_holds_show_themselves_too() -> None:
    zfnet = cnncalc.load("zfnet")
    for held in (cnncalc.diff(zfnet, ALEXNET).right, cnncalc.count_layers(ALEXNET, "fvcore").summary):
        assert str(held) == str(cnncalc.summary(ALEXNET))


def test_what_is_no_batch_and_no_order() -> None:
    network = cnncalc.load("lenet5")
    calls: list[Callable[[Any], object]] = [
        lambda batch: network.summary(batch=batch),
        lambda batch: cnncalc.memory(network, batch=batch),
        lambda batch: cnncalc.roofline(network, "a100", batch=batch),
        lambda batch: cnncalc.check([network], {"params": 1}, batch=batch),
    ]
    for call in calls:
        for batch in (0, -3, 1.5):
            with pytest.raises(cnncalc.CnncalcError, match="a batch must be a whole number of at least 1, not"):
                call(batch)
    with pytest.raises(cnncalc.CnncalcError, match=r"nothing to sort by called 'parms' \(did you mean 'params'\?\)"):
        cnncalc.compare([network], sort="parms")


@pytest.mark.parametrize("command", REPORTS)
def test_records_are_the_rows_of_the_csv(command: str) -> None:
    report = REPORTS[command][1]()
    records = report.records()
    header, *rows = "".join(render(report, "csv")).splitlines()
    assert ",".join(records[0]) == header
    assert len(records) == len(rows)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (ALEXNET, "<Network alexnet: 227×227×3 → 1000>"),
        (ALEXNET.graph, "<Graph of 25 nodes>"),
        (cnncalc.read("resnet50"), "<Spec of resnet50>"),
        (cnncalc.verify("vgg11", "vgg13", "vgg16", "vgg19", "zfnet"), "<Verification of 5 networks>"),
    ],
)  # fmt: skip
def test_a_value_tells_itself_in_a_few_words(value: Any, shown: str) -> None:
    assert repr(value) == shown


def test_networks_are_values() -> None:
    assert cnncalc.load("alexnet") == ALEXNET == pickle.loads(pickle.dumps(ALEXNET))


def test_what_is_public_is_listed_and_there() -> None:
    assert dir(cnncalc) == sorted(cnncalc.__all__)
    for name in cnncalc.__all__:
        assert getattr(cnncalc, name).__doc__, name


def test_records_become_a_table_of_pandas() -> None:
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame(cnncalc.summary(ALEXNET).records())
    assert table["params"].sum() == 60_965_224
    assert table.loc[table.path == "conv1", "macs"].item() == 105_415_200


def test_a_device_is_given_by_its_name_or_as_a_value() -> None:
    named = cnncalc.roofline(ALEXNET, "a100")
    assert cnncalc.roofline(ALEXNET, named.device) == named


@pytest.mark.parametrize("command", REPORTS)
def test_a_report_is_a_piece_of_a_notebook(command: str) -> None:
    html = REPORTS[command][1]()._repr_html_()
    assert "<table" in html or "<p" in html
    assert "<html" not in html


def test_a_notebook_runs_from_start_to_end() -> None:
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    cells = [
        "import cnncalc, pandas\nalexnet = cnncalc.load('alexnet')\nalexnet",
        "cnncalc.diff(alexnet, cnncalc.load('zfnet'))",
        "cnncalc.memory(alexnet, batch=8)",
        "pandas.DataFrame(alexnet.summary().records())",
        "int(pandas.DataFrame(alexnet.summary().records())['macs'].sum())",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbclient.NotebookClient(notebook, timeout=60).execute()
    *tables, last = [cell.outputs[-1].data for cell in notebook.cells]
    assert tables[0]["text/plain"] == "<Network alexnet: 227×227×3 → 1000>"
    assert all("<table" in shown["text/html"] for shown in tables)
    assert last["text/plain"] == "724406816"


def test_a_path_is_taken_as_a_value_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text("input: 8x8x3\nlayers: [{conv: 4, kernel: 3}]\n", encoding="utf-8")
    assert repr(cnncalc.load(path)) == "<Network net: 8×8×3 → 6×6×4>"
