"""The page of `cnncalc report` as a text: what is in it, how large it is, and that it asks for nothing."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

import cnncalc
from cnncalc.api.dossier import dossier
from cnncalc.api.networks import read
from cnncalc.cli.report import command
from cnncalc.render.web.html_document import render
from cnncalc.render.web.sections import MOST_ROWS
from cnncalc.report.dossier import DossierSetting

KB = 1_000
EVIL = "</script></style><script>alert(1)</script><img src=x onerror=y>\"'&\x1b[2J\u202e"


def page(*names: str) -> str:
    specs = [read(name) for name in names]
    return "".join(render(dossier(specs, [spec.network() for spec in specs], DossierSetting(), checked=True)))


class Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def ids(self) -> list[str]:
        return [str(attributes["id"]) for _, attributes in self.found if "id" in attributes]


def inner(text: str, tag: str) -> str:
    return re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)[-1]


@pytest.fixture(scope="module")
def resnet50() -> str:
    return page("resnet50")


def test_a_page_is_small(resnet50: str) -> None:
    assert len(resnet50.encode()) <= 300 * KB


def test_a_page_asks_for_nothing_and_runs_nothing_else(resnet50: str) -> None:
    elements = Elements(resnet50).found
    assert not {tag for tag, _ in elements} & {"img", "iframe", "object", "embed", "base", "form", "video", "audio"}
    for tag, attributes in elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "src", "srcset")], tag
        assert (attributes.get("href") or "#").startswith(("#", "data:,")), tag
    (policy,) = [each["content"] for tag, each in elements if each.get("http-equiv") == "Content-Security-Policy"]
    hashes = [b64encode(sha256(inner(resnet50, tag).encode()).digest()).decode() for tag in ("style", "script")]
    assert policy == f"default-src 'none';img-src data:;style-src 'sha256-{hashes[0]}';script-src 'sha256-{hashes[1]}'"
    assert not re.search(
        r"url\(|@import|fetch\(|XMLHttp|innerHTML|eval\(", inner(resnet50, "style") + inner(resnet50, "script")
    )


def test_numbers_are_those_of_the_reports(resnet50: str) -> None:
    summary = cnncalc.load("resnet50").summary()
    for layer in summary.layers:
        row = re.findall(rf'<tr id="n1\.{re.escape(layer.path)}".*?</tr>', resnet50)
        assert len(row) == 1, layer.path
        for number in (layer.params, layer.macs):
            assert not number or f">{number:,}</td>" in row[0], layer.path
    assert f"{summary.totals.params:,} params" in resnet50
    data = json.loads(re.findall(r'class="data">(.*?)</script>', resnet50, re.DOTALL)[0])
    heading, inputs, number = data["layers"]["conv1"]
    assert (heading, inputs) == ("conv   K = 64, F = 7, S = 2, P = 3, no bias", "224×224×3 from input")
    assert ["Parameters", ["(F·F·C)·K = (7·7·3)·64 = 9,408"]] in data["workings"][number]


def test_every_box_is_about_layers_of_the_table(resnet50: str) -> None:
    paths = {layer.path for layer in cnncalc.load("resnet50").summary().layers}
    about = re.findall(r'data-about="([^"]*)"', resnet50)
    assert len(about) > 50
    assert {path for each in about for path in each.split()} <= paths


@pytest.mark.parametrize("names", [("alexnet", "zfnet"), ("lenet5", "lenet5"), ("lenet5", "alexnet", "zfnet")])
def test_every_link_leads_to_one_place(names: tuple[str, ...]) -> None:
    elements = Elements(page(*names))
    ids = elements.ids()
    assert len(ids) == len(set(ids))
    links = {str(each["href"])[1:] for tag, each in elements.found if tag == "a"}
    assert links <= set(ids)


def test_texts_of_strangers_are_texts(tmp_path: Path) -> None:
    layers = [{"op": EVIL, "params": 3, "macs": 5}, {"conv": 4, "kernel": 3, "name": "last"}, EVIL]
    figure = {"figure": "params", "value": "7", "note": EVIL, "source": EVIL}
    spec = {"name": EVIL, "input": "8x8x4", "notes": [EVIL], "blocks": {EVIL: ["relu"]}, "layers": layers,
            "published": [figure]}  # fmt: skip
    for name, shape in (("one", "8x8x4"), ("two", "9x9x4")):
        (tmp_path / f"{name}.yaml").write_text(json.dumps({**spec, "input": shape}), encoding="utf-8")
    text = page(*(str(tmp_path / f"{name}.yaml") for name in ("one", "two")))
    tags = [tag for tag, _ in Elements(text).found]
    assert tags.count("script") == 4  # the data of the difference and of both networks, and the page's own
    assert "img" not in tags
    assert not {char for char in text if not char.isprintable()} - {"\n"}


def test_a_name_that_is_markup_is_refused_or_text(tmp_path: Path) -> None:
    spec = {"input": "8x8x4", "layers": [{"conv": 4, "kernel": 3, "name": "<script>alert(1)</script>"}]}
    (tmp_path / "net.yaml").write_text(json.dumps(spec), encoding="utf-8")
    done = CliRunner().invoke(command, [str(tmp_path / "net.yaml")])
    assert "<script>alert" not in done.output


@pytest.mark.slow
@pytest.mark.parametrize(("layers", "most"), [(3_000, 400 * KB), (20_000, 600 * KB)])
def test_a_page_on_a_large_network_is_bounded_and_says_what_it_leaves_out(
    layers: int, most: int, tmp_path: Path
) -> None:
    steps = [{"conv": 4 + at % 7, "kernel": 3, "pad": 1, "name": f"conv_{at}"} for at in range(layers)]
    (tmp_path / "net.yaml").write_text(json.dumps({"input": "8x8x4", "layers": steps}), encoding="utf-8")
    text = page(str(tmp_path / "net.yaml"))
    assert len(text.encode()) <= most
    assert text.count("<tr id=") <= MOST_ROWS
    assert f"The first {MOST_ROWS:,} of {layers:,} rows" in text or "equal neighbours are one row" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lenet5", "-o", "page.json"], "-o page.json: a page is HTML: say -o report.html"),
        (["lenet5", "--dtype", "fp17"], "fp17"),
        (["-", "-"], "standard input (-) can be read once"),
    ],
)
def test_what_cannot_be_is_refused(arguments: list[str], said: str) -> None:
    done = CliRunner().invoke(command, arguments)
    assert done.exit_code != 0
    assert said in f"{done.output}{done.exception}"


def test_a_network_that_was_changed_has_no_published_figures() -> None:
    done = CliRunner().invoke(command, ["lenet5", "--set", "C1.filters=7"])
    assert done.exit_code == 0, done.output
    assert "What was published is not of a network that was changed." in done.output
