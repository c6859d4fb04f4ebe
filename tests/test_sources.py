"""What the catalogue says of published figures, against extracts of the files that they are from.

`tests/data/extracts.json` has lines of repositories at a commit, and the metadata of torchvision's weights.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest

import cnncalc
from cnncalc.language.catalogue import names
from cnncalc.language.shelf import files, text_in, without_figures
from cnncalc.published import Published
from cnncalc.report.written_figure import parse_figure
from cnncalc.source.document import read_document
from cnncalc.source.values import List, Map, Source, line_of, plain

EXTRACTS = json.loads((Path(__file__).parent / "data" / "extracts.json").read_text(encoding="utf-8"))
TORCHVISION = {
    "params": ("num_params", 1), "macs": ("_ops", 10**9), "top1": ("acc@1", 1), "top5": ("acc@5", 1),
    "mean_iu": ("miou", 1),
}  # fmt: skip
"""What a figure is called in the metadata of torchvision's weights, and what it is in units of."""
PYCLS = {"macs": 1, "params": 2, "activations": 3, "layer_activations": 3, "top1_error": 7}
"""The columns of pycls' model zoo."""
SUFFIXES = {"K": 10**3, "M": 10**6, "G": 10**9, "B": 10**9}


def published() -> list[tuple[str, Published]]:
    return [(name, figure) for name in names() for figure in cnncalc.load(name).published]


def number(text: str) -> Decimal:
    """A number as it is written, in units of one."""
    found = re.fullmatch(r"([\d,.]+) ?(K|M|G|B|%|billion|million)?", text)
    assert found is not None, text
    return Decimal(found[1].replace(",", "")) * SUFFIXES.get((found[2] or "")[:1].upper(), 1)


def same_in_other_units(one: Decimal, other: Decimal) -> bool:
    """Whether two numbers are the same, in units of one, thousands, millions or billions."""
    return any(one == other * unit or one * unit == other for unit in (1, *SUFFIXES.values()))


def numbers(line: str) -> list[Decimal]:
    return [Decimal(each.replace(",", "")) for each in re.findall(r"\d[\d,]*(?:\.\d+)?", line)]


def cells_of(line: str) -> list[Decimal]:
    """The numbers of a line of CSV."""
    return [Decimal(cell) for cell in line.split(",") if re.fullmatch(r"\d+(\.\d+)?", cell)]


@pytest.mark.slow
def test_what_torchvision_says_of_its_weights() -> None:
    checked = 0
    for name, figure in published():
        if not figure.source.id.startswith("torchvision=="):
            continue
        weights = EXTRACTS["torchvision"][figure.source.where]
        key, unit = TORCHVISION[figure.figure]
        assert figure.source.id == f"torchvision==0.28.0:{weights['file']}", name
        assert number(figure.value) == Decimal(str(weights[key])) * unit, (name, figure.figure)
        checked += 1
    assert checked >= 285


@pytest.mark.slow
def test_what_repositories_say() -> None:
    checked = 0
    for name, figure in published():
        lines = EXTRACTS["lines"].get(figure.source.id)
        if figure.value == "none":
            continue
        if lines is None:
            assert not figure.source.id.startswith("github:"), (name, figure.source)
            continue
        quote = " ".join(figure.source.quote.split())
        row = re.search(r"row (\S+)", figure.source.where)
        found = [
            line
            for line in lines
            if (quote and quote in " ".join(line.split())) or (not quote and row and line.startswith(row[1]))
        ]
        assert found, (name, figure.figure, figure.source)
        if "pycls" in figure.source.id:
            cells = [line.split(" | ")[PYCLS[figure.figure]] for line in found]
            assert [Decimal(cell) for cell in cells] == [Decimal(figure.value.strip("MB%"))], (name, figure.figure)
        else:
            value = number(figure.value.strip("~<>= "))
            read = cells_of if figure.source.id.endswith(".csv") else numbers
            assert any(same_in_other_units(value, each) for line in found for each in read(line)), (
                name,
                figure.figure,
            )
        checked += 1
    assert checked >= 170


def test_every_figure_says_where_it_is_from_and_whether_it_was_read() -> None:
    for name, figure in published():
        source = figure.source
        if figure.value == "none" and not source.id:  # nobody published this form
            continue
        assert source.id or source.venue, (name, figure.figure)
        assert source.read in ("yes", "secondary", "recalled"), (name, figure.figure)
        if source.read == "yes" and figure.value != "none":
            assert source.where or source.quote, (name, figure.figure)


@pytest.mark.slow
def test_networks_are_ordered_as_each_source_orders_them() -> None:
    """By size and by cost: of two networks the one that is published as larger is worked out to be so, or as large."""
    tables: dict[tuple[str, str], list[tuple[Decimal, int | Decimal]]] = {}
    for figure in cnncalc.verify().figures:
        if not figure.of and figure.figure in SIZES | COSTS and figure.verdict not in OF_OTHERS:
            assert isinstance(figure.computed, (int, Decimal))
            row = (parse_figure(figure.published).low, figure.computed)
            tables.setdefault((figure.source.text, figure.figure), []).append(row)
    assert sum(len(rows) for rows in tables.values()) >= 300
    for table, rows in tables.items():
        for one, other in combinations(rows, 2):
            assert (one[0] - other[0]) * (one[1] - other[1]) >= 0, (table, one, other)


OF_OTHERS = ("wrong", "counts-differently", "unexplained")
"""The verdicts on figures that are of something else, or may be: they have orders of their own."""
SIZES = {"params", "weights", "trainable", "params_with_statistics"}
COSTS = {"macs", "operations", "flops", "connections"}


@pytest.mark.parametrize("name", names())
def test_every_network_has_a_size_and_a_cost_or_says_that_none_was_published(name: str) -> None:
    whole = [figure for figure in cnncalc.load(name).published if figure.of in ((), ("*",)) and not figure.op]
    found = {figure.figure for figure in whole if not figure.versus}
    for wanted in (SIZES, COSTS):
        assert found & wanted


@pytest.mark.parametrize("file", files())
def test_every_source_is_used(file: str) -> None:
    document = read_document(Source(file, text_in(file)))
    sources, variants = document.values.get("sources"), document.values.get("variants")
    parts = [document, *(variants.values.values() if isinstance(variants, Map) else ())]
    lists = [part.values.get("published") for part in parts if isinstance(part, Map)]
    rows = [row for each in lists if isinstance(each, List) for row in each.items if isinstance(row, Map)]
    used = {line_of(row.values["from"]) for row in rows if "from" in row.values}
    assert used == set(sources.values if isinstance(sources, Map) else ())


@pytest.mark.parametrize("file", files())
def test_a_file_without_its_figures_is_the_same_network(file: str) -> None:
    text = text_in(file)
    built = without_figures(text)
    assert built.count("\n") == text.count("\n")
    whole, rest = (plain(read_document(Source(file, each))) for each in (text, built))
    for part in (whole, *(each for each in whole.get("variants", {}).values() if each)):
        part.pop("published", None)
        part.pop("sources", None)
    whole["variants"] = {name: part or None for name, part in whole.get("variants", {}).items()}
    rest["variants"] = {name: part or None for name, part in rest.get("variants", {}).items()}
    assert rest == whole
