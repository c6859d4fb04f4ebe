"""Markdown escapes what would be obeyed, and nothing else: a parser of it gives the texts back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cnncalc.render.markdown import _line, escape

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PLAIN = [  # nothing in these is obeyed, so nothing is escaped
    "232.6 MiB", "99.9%", "<0.1%", "conv2_x.conv2_1", "3 < 4 & 5 > 2", "−20,736", "+294,912", "-5", "a * b", "{x}",
    "55×55×96", "1.5 GiB", "C# and F#", "R&D", "≥ 3", "2 * 3 * 4", r"a\b", "#3", "a]", "K=96 F=11", "f(x)=y",
    "a-b", "1)x",
]  # fmt: skip
ESCAPED = [
    ("_x_", r"\_x\_"), ("__init__", r"\_\_init\_\_"), ("a|b", r"a\|b"), ("[a](b)", r"\[a](b)"), ("*x*", r"\*x\*"),
    ("`x`", r"\`x\`"), ("<b>", r"\<b>"), ("&lt;", r"\&lt;"), (r"\_", r"\\\_"),
    ("$x$", r"\$x\$"), ("~~x~~", r"\~\~x\~\~"),
]  # fmt: skip
FIRST = [
    ("- x", r"\- x"), ("+ x", r"\+ x"), ("* x", r"\* x"), ("1. x", r"1\. x"), ("12) x", r"12\) x"), ("# x", r"\# x"),
    ("> x", r"\> x"), ("---", r"\---"), ("===", r"\==="), ("    x", "&nbsp;&nbsp;&nbsp;&nbsp;x"), ("* * *", r"\* * \*"),
]  # fmt: skip


@pytest.mark.parametrize("text", PLAIN)
def test_what_nothing_obeys_is_left_as_it_is(text: str) -> None:
    assert (escape(text), _line(text)) == (text, text)
    assert read_cell(text) == text
    assert read_paragraph(text) == text


@pytest.mark.parametrize(("text", "escaped"), ESCAPED)
def test_what_is_obeyed_anywhere(text: str, escaped: str) -> None:
    assert (escape(text), _line(text)) == (escaped, escaped)


@pytest.mark.parametrize(("text", "escaped"), FIRST)
def test_what_is_obeyed_where_a_line_begins(text: str, escaped: str) -> None:
    assert _line(text) == escaped
    assert read_paragraph(text) == text


SIGNS = st.text(st.sampled_from(r"ab1 _*~`$|[]()<>&;:#.!-+=\/x0₂×"), min_size=1, max_size=12)


@given(SIGNS)
def test_any_text_comes_back(text: str) -> None:
    assert read_cell(text) == text.strip(" ")
    assert read_paragraph(text) == text.rstrip(" ")
    assert read_heading(text) == text.strip(" ")


def read_cell(text: str) -> str:
    """The text of a cell, as a parser of GitHub's tables reads it."""
    tokens = PARSER.parse(f"| {escape(text.strip(' '))} | b |\n| --- | --- |\n")
    assert [token.type for token in tokens][:4] == ["table_open", "thead_open", "tr_open", "th_open"]
    return told(tokens[4])


def read_paragraph(text: str) -> str:
    """The text of a paragraph's second line: what is under a line may be a rule that makes it a heading."""
    _, content, _ = PARSER.parse(f"before\n{_line(text)}\n")
    return told(content).removeprefix("before\n")


def read_heading(text: str) -> str:
    _, content, _ = PARSER.parse(f"# {escape(text.strip(' '))}\n")
    return told(content)


def told(content: Token) -> str:
    """The text of what may only be text."""
    kinds = {child.type for child in content.children or []}
    assert kinds <= {"text", "softbreak", "text_special"}, kinds
    texts = ["\n" if child.type == "softbreak" else child.content for child in content.children or []]
    return "".join(texts).replace("\xa0", " ")
