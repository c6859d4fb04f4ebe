"""YAML as values with places."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cnncalc.errors import SpecError
from cnncalc.source.document import read_document, read_value
from cnncalc.source.reading import decode, read_file
from cnncalc.source.values import List, Map, Source, YamlNode, plain

SCALARS = [
    # YAML 1.2.2, section 10.3.2, the core schema: only these are null, true and false
    ("true", True), ("True", True), ("TRUE", True), ("false", False), ("null", None), ("Null", None), ("~", None),
    ("", None), ("no", "no"), ("No", "No"), ("yes", "yes"), ("on", "on"), ("off", "off"), ("y", "y"), ("n", "n"),
    ("tRUE", "tRUE"), ("none", "none"),
    # its numbers
    ("0", 0), ("3", 3), ("-7", -7), ("+7", 7), ("014", 14), ("3.0", 3.0), ("0.25", 0.25), (".5", 0.5), ("-.5", -0.5),
    ("5.", 5.0), ("1e-6", 0.000001), ("1e6", 1_000_000.0), ("2.5E+3", 2_500.0),
    # and digits in groups
    ("1_000", 1000), ("-4_096", -4096), ("1_000.5", 1000.5),
    # words that YAML 1.1 takes for numbers in base 60, dates and merges, and what is nearly a number
    ("12:30", "12:30"), ("2001-01-01", "2001-01-01"), ("1,516", "1,516"), ("224x224x3", "224x224x3"), ("60M", "60M"),
    ("1e", "1e"), ("1.2.3", "1.2.3"), ("+", "+"), (".", "."), ("_1", "_1"), ("1_", "1_"), ("1__0", "1__0"),
    ("1_.5", "1_.5"), ("relu", "relu"), ("$width * 2", "$width * 2"), ("a b", "a b"),
    # what is quoted, or a block, is a text
    ("'3'", "3"), ('"3"', "3"), ("'true'", "true"), ("''", ""), ("'it''s'", "it's"), ('"a\\tb"', "a\tb"),
    ("|\n  3\n", "3\n"), (">\n  folded\n  text\n", "folded text\n"),
]  # fmt: skip

DOCUMENTS: list[tuple[str, Any]] = [
    ("a: 1", {"a": 1}),
    ("a: [1, 'b', [], {}]", {"a": [1, "b", [], {}]}),
    ("{conv: 8, kernel: 3}", {"conv": 8, "kernel": 3}),
    ("{concat, from: a}", {"concat": None, "from": "a"}),
    ("a:\n- 1\n-\n- ~\n", {"a": [1, None, None]}),
    ("1: a\ntrue: b\nno: c\n~: d", {"1": "a", "true": "b", "no": "c", "null": "d"}),
    ("? a\n: b", {"a": "b"}),
    ("%YAML 1.2\n---\na: 1 # one\n...\n", {"a": 1}),
    ("<<: {a: 1}", {"<<": {"a": 1}}),
    ("a: 1\r\nb: 2\r\n", {"a": 1, "b": 2}),
    ("é: ü", {"é": "ü"}),
    # as JSON is written: a character beyond U+FFFF in two halves
    ('{"a": "\\ud83d\\ude00 \\uD834\\uDD1E \\u00e9", "b": 1}', {"a": "😀 𝄞 é", "b": 1}),
]

REFUSED = [
    ("", "net.yaml:1:1: the file is empty (a spec needs at least input: and layers:)"),
    ("# nothing\n", "net.yaml:1:1: the file is empty (a spec needs at least input: and layers:)"),
    ("- a", "net.yaml:1:1: a spec is a mapping with at least input: and layers:"),
    ("\n  word", "net.yaml:2:3: a spec is a mapping with at least input: and layers:"),
    ("a: 1\nb: 2\na: 3", "net.yaml:3:1: duplicate key 'a' (it stands in line 1 already)"),
    ("x:\n  - {a: 1,\n     a: 2}", "net.yaml:3:6: duplicate key 'a' (it stands in line 2 already)"),
    ("1: a\n'1': b", "net.yaml:2:1: duplicate key '1' (it stands in line 1 already)"),
    ("True: a\ntrue: b", "net.yaml:2:1: duplicate key 'true' (it stands in line 1 already)"),
    ("[a, b]: 1", "net.yaml:1:1: a key must be a word"),
    ("? {a: 1}\n: b", "net.yaml:1:3: a key must be a word"),
    ("a: 1\n---\nb: 2", "net.yaml:3:1: a spec is one document; remove the '---'"),
    ("a: &x 1", "net.yaml:1:4: anchors and aliases (& and *) are not used in specs "
                "(name the repeated part in blocks:)"),
    ("a: *x", "net.yaml:1:4: anchors and aliases (& and *) are not used in specs "
              "(name the repeated part in blocks:)"),
    ("a: !!str 1", "net.yaml:1:4: tags (tag:yaml.org,2002:str) are not used in specs"),
    ("a: !!python/object/apply:os.system [x]",
     "net.yaml:1:4: tags (tag:yaml.org,2002:python/object/apply:os.system) are not used in specs"),
    ("a:\n\t- b", "net.yaml:2:1: a tab is not allowed here (indent with spaces)"),
    ("a: \x07", "net.yaml:1:4: character U+0007 is not allowed"),
    ("é: é\nb: \x07", "net.yaml:2:4: character U+0007 is not allowed"),
    ("a: b\rb: \x07\r", "net.yaml:2:4: character U+0007 is not allowed"),
    ("é: [1, 2\n\n", "net.yaml:1:4: this is not YAML: what begins here is never closed"),
    ("a:\n- {b:", "net.yaml:2:5: this is not YAML: it ends here, and more must come"),
    ("a: [1,\r\r\r", "net.yaml:1:6: this is not YAML: it ends here, and more must come"),
    ("a: 1\nb: {c: $widths[0]}",
     "net.yaml:2:15: this is not YAML: did not find expected ',' or '}' "
     '(inside { } an expression with brackets, braces or commas needs quotes: "$widths[0]")'),
    ("a: " + "[" * 2001 + "]" * 2001,
     "net.yaml:1:953: values are nested more than 950 deep (raise it with --limit nesting=N)"),
    ("".join(f"{' ' * level}a:\n" for level in range(1_100)),
     "net.yaml:951:951: values are nested more than 950 deep (raise it with --limit nesting=N)"),
    ("- a\n- " * 3 + "[" * 1_100,
     "net.yaml:4:952: values are nested more than 950 deep (raise it with --limit nesting=N)"),
]  # fmt: skip

PLACED = """\
name: x
layers:
  - {conv: 8, kernel: [3, '5']}
  - relu
  -
    "op": |
      text
"""

PLACES = [
    ((), 1, 1), (("name",), 1, 7), (("layers",), 3, 3), (("layers", 0), 3, 5), (("layers", 0, "conv"), 3, 12),
    (("layers", 0, "kernel"), 3, 23), (("layers", 0, "kernel", 0), 3, 24), (("layers", 0, "kernel", 1), 3, 27),
    (("layers", 1), 4, 5), (("layers", 2), 6, 5), (("layers", 2, "op"), 6, 11),
]  # fmt: skip

KEY_PLACES = [(("name",), 1, 1), (("layers",), 2, 1), (("layers", 0, "kernel"), 3, 15), (("layers", 2, "op"), 6, 5)]


def document(text: str) -> Map:
    return read_document(Source("net.yaml", text))


@pytest.mark.parametrize(("text", "value"), SCALARS)
def test_scalar(text: str, value: object) -> None:
    found = plain(document(f"key: {text}"))["key"]
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(("text", "value"), DOCUMENTS)
def test_document(text: str, value: object) -> None:
    assert plain(document(text)) == value


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_refused(text: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        document(text)
    assert str(caught.value) == message


def reach(path: tuple[str | int, ...]) -> YamlNode:
    node: YamlNode = document(PLACED)
    for part in path:
        if isinstance(part, int):
            assert isinstance(node, List)
            node = node.items[part]
        else:
            assert isinstance(node, Map)
            node = node.values[part]
    return node


@pytest.mark.parametrize(("path", "line", "column"), PLACES)
def test_values_know_their_places(path: tuple[str | int, ...], line: int, column: int) -> None:
    origin = reach(path).origin
    assert origin == ("net.yaml", line, column, PLACED.splitlines()[line - 1], 0, 0)


@pytest.mark.parametrize(("path", "line", "column"), KEY_PLACES)
def test_keys_know_their_places(path: tuple[str | int, ...], line: int, column: int) -> None:
    parent = reach(path[:-1])
    assert isinstance(parent, Map)
    origin = parent.keys[str(path[-1])].origin
    assert (origin.line, origin.column) == (line, column)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3), ("'3'", "3"), ("no", "no"), ("[1, 2]", [1, 2]), ("{a: 1}", {"a": 1}), ("3x3", "3x3"), ("", None),
        # what is no YAML is the word it is
        ("[", "["), ("a: b: c", "a: b: c"), ("{a: 1", "{a: 1"), ("@x", "@x"), ("\t", "\t"),
    ],
)  # fmt: skip
def test_value_from_the_command_line(text: str, value: object) -> None:
    assert plain(read_value(text, "--set x")) == value


def test_a_value_from_the_command_line_has_its_place() -> None:
    with pytest.raises(SpecError, match=r"--set x:1:8: duplicate key 'a' \(it stands in line 1 already\)"):
        read_value("{a: 1, a: 2}", "--set x")


YAML_MARKS = [
    "a",
    "b: ",
    "- ",
    "\n",
    "  ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "'",
    '"',
    "&x ",
    "*x",
    "!t ",
    "#",
    "|",
    "1_",
    "?",
    ":",
]
marks = st.lists(st.sampled_from(YAML_MARKS), max_size=20).map("".join)


@given(st.text() | marks)
@example("input: 1_")
@example("name: \udcff")
def test_any_text_is_a_document_or_a_spec_error(text: str) -> None:
    with contextlib.suppress(SpecError):
        plain(document(text))
    with contextlib.suppress(SpecError):
        plain(read_value(text, "--set x"))


LARGEST = 16 * 1024 * 1024


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"a: \xc3\xa9", "a: é"), (b"\xef\xbb\xbfa: 1", "a: 1"), (b"#" * LARGEST, "#" * LARGEST)],
    ids=["UTF-8", "with its mark", "the largest"],
)
def test_decode(data: bytes, text: str) -> None:
    assert decode(data, "net.yaml") == text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a: \xff", "net.yaml:1:4: is not a text file in UTF-8 (byte 4 is not text)"),
        (b"\x89PNG\r\n", "net.yaml:1:1: is not a text file in UTF-8 (byte 1 is not text)"),
        (b"a: \0", "net.yaml:1:4: is not a text file (byte 4 is NUL)"),
        (b"#" * (LARGEST + 1), "net.yaml: is larger than 16,777,216 bytes (raise it with --limit file=N)"),
    ],
    ids=["no UTF-8", "a picture", "NUL", "too large"],
)
def test_decode_refuses(data: bytes, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        decode(data, "net.yaml")
    assert str(caught.value) == message


def test_read_file(tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_bytes("# é\n".encode())
    source = read_file(str(path), "net.yaml")
    assert (source.name, source.text, source.folder) == ("net.yaml", "# é\n", str(tmp_path))
    for wrong, message in (
        (tmp_path, "is a directory, not a spec"),
        (tmp_path / "none.yaml", "no such file or directory"),
        (Path("/dev/null"), "is not a regular file (use - to read standard input)"),
    ):
        with pytest.raises(SpecError) as caught:
            read_file(str(wrong), "it")
        assert str(caught.value) == f"it: {message}"
