"""The table of figures: what stands in it is in every report, under its name."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

import cnncalc
from cnncalc.render.cells import figure_cell, number_text
from cnncalc.report.compare import ORDERS
from cnncalc.report.computed import COMPUTED
from cnncalc.report.figure import BYTES, Figure, ValueSizes
from cnncalc.report.figures import BUDGETS, FIGURES, OF_LAYERS, OF_PARTS
from tests.cli.conftest import Run

NAMES = list(FIGURES)
OF_LAYERS_NAMES = [figure.name for figure in OF_LAYERS]
OF_PARTS_NAMES = [figure.name for figure in OF_PARTS]
NETWORK = "resnet18"

IN_JSON: list[tuple[str, Any, list[str]]] = [  # a command, where in what it prints, and the figures that are there
    (f"summary {NETWORK}", lambda data: data["totals"], NAMES),
    (f"summary {NETWORK}", lambda data: data["convention"], NAMES),
    (f"summary {NETWORK}", lambda data: data["layers"][0], OF_LAYERS_NAMES),
    (f"summary {NETWORK}", lambda data: data["by_stage"][0], OF_PARTS_NAMES),
    (f"summary {NETWORK}", lambda data: data["memory"], [name for name in NAMES if FIGURES[name].unit == BYTES]),
    (f"compare {NETWORK}", lambda data: data["networks"][0], NAMES),
    ("list resnet18", lambda data: data["networks"][0], NAMES),
    (f"diff {NETWORK} resnet34", lambda data: data["totals"]["delta"], NAMES),
    (f"diff {NETWORK} resnet34", lambda data: data["rows"][0]["left"], OF_LAYERS_NAMES),
]
IN_RECORDS = [
    (f"summary {NETWORK}", OF_LAYERS_NAMES), (f"summary {NETWORK} --by op", OF_PARTS_NAMES),
    (f"compare {NETWORK}", NAMES), ("list", NAMES),
]  # fmt: skip


@pytest.mark.parametrize(
    ("command", "where", "names"), IN_JSON, ids=[f"{at}-{each[0]}" for at, each in enumerate(IN_JSON)]
)
def test_json_has_every_figure(run: Run, command: str, where: Any, names: list[str]) -> None:
    assert set(names) <= set(where(json.loads(run(*command.split(), "--json").out)))


@pytest.mark.parametrize(("command", "names"), IN_RECORDS)
def test_csv_has_every_figure(run: Run, command: str, names: list[str]) -> None:
    assert set(names) <= set(next(csv.reader(io.StringIO(run(*command.split(), "-f", "csv").out))))


@pytest.mark.parametrize("figure", FIGURES.values(), ids=NAMES)
def test_every_figure_is_a_column_an_order_and_a_budget(run: Run, figure: Figure) -> None:
    out = run("compare", NETWORK, "--columns", figure.option).out
    assert figure.over in out.splitlines()[0]
    assert figure.name == "params" or figure.counts() in out or figure.told() in out
    if figure in OF_LAYERS:
        assert figure.called in run("summary", NETWORK, "--columns", figure.option).out.splitlines()[3]
    assert figure.option in ORDERS
    assert figure.name in BUDGETS
    assert figure.unit == BYTES or figure.name in COMPUTED


def test_a_name_means_one_figure() -> None:
    for names in (NAMES, [figure.option for figure in FIGURES.values()]):
        assert len(names) == len(set(names))


@pytest.mark.parametrize("name", ["resnet18", "lenet5", "siamese"])
def test_what_adds_up_does(name: str) -> None:
    summary = cnncalc.load(name).summary()
    for figure in OF_LAYERS:
        if figure.adds:
            assert sum(figure.value(layer) or 0 for layer in summary.layers) == figure.value(summary.totals)


RATIO = Figure("macs_per_param", "MACs for each of them", of=lambda part: part.macs / part.params)


def test_a_figure_need_not_be_whole() -> None:
    """AlexNet: 724,406,816 MACs and 60,965,224 parameters."""
    totals = cnncalc.load("alexnet").summary().totals
    assert RATIO.value(totals) == 724_406_816 / 60_965_224
    assert figure_cell(RATIO, totals) == "11.9"


AMOUNTS = [
    (RATIO, 1 / 3, "0.333"), (RATIO, -2.5, "−2.50"), (RATIO, 0, "0"),
    (FIGURES["param_bytes"], 2048, "2.0 KiB"), (FIGURES["param_bytes"], -7, "−7 B"), (FIGURES["macs"], -1000, "−1,000"),
]  # fmt: skip


@pytest.mark.parametrize(("figure", "value", "text"), AMOUNTS)
def test_an_amount_to_read(figure: Figure, value: float, text: str) -> None:
    assert number_text(figure, value) == text


def test_memory_is_that_of_a_type_and_a_batch() -> None:
    """AlexNet's parameters take the same for every batch; 4 bits are half a byte."""
    totals = cnncalc.load("alexnet").summary().totals
    int4 = ValueSizes("int4", 3, 4)
    assert FIGURES["param_bytes"].value(totals, int4) == 60_965_224 // 2
    assert FIGURES["activation_bytes"].value(totals, int4) == -(-totals.activations * 3 // 2)
