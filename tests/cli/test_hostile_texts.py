"""Texts of a spec that a terminal, a spreadsheet, a browser or LaTeX would obey are printed as text, everywhere."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from cnncalc.cli import COMMANDS
from cnncalc.render import FORMATS
from tests.cli.conftest import Run

MARKS = "\x1b[2J\x1b]0;t\x07\x7f\x9b\u202e\u2066\u200b\u2028\r\n\t [red]r[/red][/][link=http://e]l[/link]"
HTML = "<script>alert(1)</script><img src=x onerror=y>&lt;\"'"
OTHERS = "\\input{x}%$#_^~{}|`*[a](b)!=@+-"
STARTS = ("=1()", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", " =1", "[x]", "*x", "-  x", "1. x", "# x", "| x", "    x")
EVIL = MARKS + HTML + OTHERS
DEVICE = {
    "name": EVIL, "source": {"title": EVIL, "url": EVIL}, "operations_per_mac": 2, "peak": {"fp32": 10**12},
    "bandwidth": 10**9, "memory": 10**9, "note": EVIL,
}  # fmt: skip


def spec(*texts: str) -> dict[str, object]:
    first, *others = texts
    figure = {"figure": "params", "value": "7", "note": first}
    return {
        "name": first, "description": first, "paper": first, "notes": texts, "family": first, "form": first,
        "input": "8x8x4",
        "parameters": {"word": first},
        "blocks": {text: {"parameters": {"p": 0, "q": 1}, "description": text, "layers": ["relu"]} for text in texts},
        "layers": [
            *({text: "$word", "q": text} for text in others),
            *({"op": text, "params": 3, "macs": 5, "name": f"mine{number}"} for number, text in enumerate(texts)),
            {first: 3, "name": "unit"},
            {"op": first, "name": "unknown"},
            {"conv": 4, "kernel": 3, "name": "last"},
        ],
        "published": [*({**figure, "source": text} for text in texts), {**figure, "source": first, "wrong": first},
                      {**figure, "source": first, "figure": first, "value": first}],
    }  # fmt: skip


COMMAND_LINES = [
    ["summary", "net.yaml"],
    ["summary", "net.yaml", "--depth", "all"],
    ["summary", "net.yaml", "--by", "op"],
    ["summary", "net.yaml", "--by", "stage"],
    ["summary", "net.yaml", "--as", "torchinfo"],
    ["walk", "net.yaml", "--operations", "--memory"],
    ["diff", "net.yaml", "other.yaml", "--all"],
    ["compare", "net.yaml", "other.yaml"],
    ["memory", "net.yaml"],
    ["field", "net.yaml", "--all"],
    ["roofline", "net.yaml", "--device", "device.yaml"],
    ["graph", "net.yaml"],
    ["draw", "net.yaml"],
    ["graph", "net.yaml", "other.yaml", "--depth", "all"],
    ["conventions", "net.yaml"],
    ["plot", "net.yaml"],
    ["verify", "net.yaml"],
    ["check", "net.yaml", "--max-layers", "1G", "--max-peak-activation-bytes", "1TB"],
]
WITHOUT_TEXTS = {"animate", "export", "grade", "list", "ops", "quiz", "report", "schema", "sheet", "show", "try"}
"""Commands that print no texts of a spec of one's own, or the spec as it is; `report` is in test_web_page.py."""


LATEX = re.compile(
    r"\\\\$|\\[&#%${}_]|\$[^$]*\$|\\hspace\*\{[^}]*\}|\\text\w+\{\}|\\ldots\{\}"
    r"|\\allowbreak\{\}|\\(?:top|mid|bottom)rule$|^\\paragraph\{|^\\item\[|^\\(?:small|footnotesize|endhead|endfoot)$"
    r"|^\\(?:begin|end)\{(?:center|flushleft|landscape|description)\}(?:\\raggedright)?$|^\\end\{(?:tabular|longtable)\}$"
    r"|^\\begin\{(?:tabular|longtable)\}\{@\{\}"
    r"(?:[lr]|S\[table-format=\+?\d+\.0\]|>\{\\ragged(?:right|left)\\arraybackslash\}p\{\d+pt\})+@\{\}\}$"
    r"|^\\definecolor\{cnncalc\w+\}\{HTML\}\{\w+\}$"
    r"|^\\providecommand.*$|^\\useasboundingbox .*;$|^\\path\[[^]]*\] [^{]*;$"
    r"|^\\(?:begin|end)\{tikzpicture\}(?:\[[^]]*\])?$"
    r"|^\\node\[[^]]*\] at \([^)]*\) \{\\cnncalcfit\{[\d.]+bp\}(?=\{.*\}\};$)"
    r"|^\\documentclass\{article\}$|^\\usepackage(?:\[[-a-z0-9.=,]*\])?\{[-a-z]+\}$|^\\pagestyle\{empty\}$"
    r"|^\\setlength\{\\(?:parindent|topskip)\}\{0pt\}$|^\\(?:begin|end)\{document\}$"
    r"|^\\sisetup\{[-a-z0-9={},]*\}$|^\\setlength\{\\tabcolsep\}\{4pt\}$"
)
"""What may stand in a table in LaTeX."""


TAGS = {
    "html", "head", "meta", "title", "body", "div", "style", "h1", "h2", "p", "span", "table", "caption",
    "thead", "tr", "th", "td", "svg", "g", "text", "rect", "path", "circle", "desc",
}  # fmt: skip


DRAWN = {
    "aria-label", "cx", "cy", "d", "data-about", "fill", "fill-opacity", "font-family", "font-size", "font-weight",
    "lengthadjust", "textlength",
    "height", "r", "role", "rx", "stroke", "stroke-dasharray", "stroke-width", "style", "text-anchor", "viewbox",
    "width", "x", "y",
}  # fmt: skip
"""The attributes of pictures."""


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes.update(name for name, _ in attrs)


def check_json(out: str) -> None:
    json.loads(out)
    assert out.isascii()


def check_separated(out: str, delimiter: str) -> None:
    header, *rows = csv.reader(io.StringIO(out, newline=""), delimiter=delimiter)
    for row in rows:
        assert len(row) == len(header)
        for cell in row:
            assert re.fullmatch(r"-?[0-9.]+", cell) or not cell.lstrip(" ").startswith(("=", "+", "-", "@"))


def check_markdown(out: str) -> None:
    plain = re.sub(r"\\.", "", out)
    assert not re.search(r"<[A-Za-z/!?]|&#?\w+;", plain.replace("&nbsp;", ""))
    lines = plain.splitlines()
    for above, line in pairwise(lines):
        assert not re.match(r"( {4}|\t| *([-+*=]|\d+[.)])\s)", line), line
        if above.startswith("|") and line.startswith("|"):
            assert above.count("|") == line.count("|")


def check_latex(out: str) -> None:
    for line in out.splitlines():
        if line and not line.startswith("%"):
            assert not re.search(r"[#%$_^~\\]", LATEX.sub("", line)), line
            assert not re.match(r"\s*[\[*]", line), line


def check_html(out: str) -> None:
    tags = Tags()
    tags.feed(out)
    assert tags.seen <= TAGS
    assert tags.attributes <= {"lang", "charset", "name", "content", "class", *DRAWN}


CHECKS = {
    "json": check_json,
    "csv": lambda out: check_separated(out, ","),
    "tsv": lambda out: check_separated(out, "\t"),
    "markdown": check_markdown,
    "latex": check_latex,
    "html": check_html,
    "table": lambda out: None,
}


def check(out: str, format_name: str) -> None:
    kept = {"\n", "\t"} if format_name == "tsv" else {"\n"}
    strange = {char for char in out if not char.isprintable()} - kept
    assert not strange
    CHECKS[format_name](out)


@pytest.mark.slow
@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("arguments", COMMAND_LINES, ids=" ".join)
def test_texts_are_printed_as_text(
    run: Run, arguments: list[str], format_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("device.yaml").write_text(json.dumps(DEVICE))
    for first in (EVIL, "=cmd()", "- x"):
        Path("net.yaml").write_text(json.dumps(spec(first, EVIL + "2", *STARTS)))
        Path("other.yaml").write_text(json.dumps({**spec(first, EVIL + "2", *STARTS), "input": "9x9x4"}))
        ran = run(*arguments, "-f", format_name)
        assert (ran.status, ran.err) == (0, "")
        check(ran.out, format_name)


def test_every_command_is_here() -> None:
    assert {arguments[0] for arguments in COMMAND_LINES} | WITHOUT_TEXTS == set(COMMANDS)


@pytest.mark.parametrize("arguments", COMMAND_LINES, ids=" ".join)
def test_a_terminal_is_told_nothing(
    run: Run, arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FORCE_COLOR", "1")
    Path("device.yaml").write_text(json.dumps(DEVICE))
    for name in ("net.yaml", "other.yaml"):
        Path(name).write_text(json.dumps(spec(EVIL)))
    out = re.sub(r"\x1b\[[0-9;]*m", "", run(*arguments).out)
    assert not {char for char in out if not char.isprintable()} - {"\n"}


BROKEN = {
    "a key": {"input": "8x8x4", "layers": ["relu"], EVIL: 1},
    "an op": {"input": "8x8x4", "layers": [{EVIL: 1}]},
    "a bare op": {"input": "8x8x4", "layers": [EVIL]},
    "a field": {"input": "8x8x4", "layers": [{"conv": 1, EVIL: 1}]},
    "a value": {"input": "8x8x4", "layers": [{"conv": EVIL, "kernel": 1}]},
    "a name": {"input": "8x8x4", "layers": [{"relu": None, "name": EVIL}]},
    "an input": {"input": EVIL, "layers": ["relu"]},
    "an input's name": {"input": {EVIL: "8x8x4", "b": 3}, "layers": [{"conv": 3, "kernel": 1}]},
    "a layer": {"input": "8x8x4", "layers": [{"relu": None, "from": EVIL}]},
    "an expression": {"input": "8x8x4", "layers": [{"conv": "$" + EVIL, "kernel": 1}]},
    "a text in one": {"input": "8x8x4", "layers": [{"conv": "$'\x1b[2J\u202e' + 1", "kernel": 1}]},
    "a block": {"input": "8x8x4", "blocks": {EVIL: {"parameters": {EVIL: None}, "layers": []}}, "layers": [EVIL]},
    "a block's block": {"input": "8x8x4", "blocks": {EVIL: [EVIL]}, "layers": [EVIL]},
    "a parameter": {"input": "8x8x4", "parameters": {EVIL: None}, "layers": ["relu"]},
    "a base": {"extends": EVIL},
    "a base's file": {"extends": "./" + EVIL + ".yaml"},
    "a change": {"extends": "lenet5", "override": {EVIL: {"kernel": 1}}},
    "a variant": {"input": "8x8x4", "variants": {EVIL: {}}},
    "a figure": {"input": "8x8x4", "layers": ["relu"], "published": [{EVIL: 1}]},
    "a loop": {"input": "8x8x4", "layers": [{"for": [EVIL, EVIL], "in": [[1]], "layers": ["relu"]}]},
    "a long text": {"input": "8x8x4", "layers": [{"conv": "x" * 100_000, "kernel": 1}]},
    "a long key": {"input": "8x8x4", "layers": [{"conv": 1, "kernel": 1, "x" * 1_000: 1}]},
    "a long line": {"notes": "x" * 1_000_000, "input": "8x8x4", "layers": [{"conv": 1}]},
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_error_is_one_line_of_text(run: Run, name: str) -> None:
    ran = run("summary", "-", stdin=json.dumps(BROKEN[name]))
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("<stdin>:1:")
    assert not {char for char in ran.err if not char.isprintable()} - {"\n"}
    assert ran.err.count("\n") == 3
    assert max(map(len, ran.err.splitlines())) < 2_000
