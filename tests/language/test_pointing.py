"""Where errors in expressions point: at the part between « and » in the file; at «» something is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

import cnncalc
from cnncalc.errors import CnncalcError, ExpressionError, Origin
from cnncalc.language.expressions.expression import parse_text
from cnncalc.language.expressions.pointing import place_of
from cnncalc.limits import STANDARD, Budget, Limits
from cnncalc.source.values import Scalar, Source
from tests.hostile import Looking

SPEC = """\
input: 32x32x3
parameters:
  widths: [16, 32, 64]
  word: relu
  stage: {kernel: 3}
  a: 4
  b: 0
"""

PARTS = [
    # what cannot be read
    ("$a +«»", "'a +' ends too early"),
    ("${a +«» }", "'a + ' ends too early"),
    ("${«»}", "the expression is empty"),
    ("$max(1, 2«»", "'max(1, 2' needs ')' before its end"),
    ("$(1«,» 2)", "'(1, 2)' needs ')' before ','"),
    ("$widths[1 «2»]", "'widths[1 2]' needs ']' before '2'"),
    ("$a «b»", "'a b' goes on after its end, at 'b'"),
    ("$a «'b c'»", "\"a 'b c'\" goes on after its end, at \"'b c'\""),
    ("$a «=» 1", "'a = 1' cannot be read at '= 1'"),
    ("$a * «)»", "'a * )' cannot have ')' here"),
    ("$1 + «else»", "'1 + else' cannot have 'else' here"),
    ("$stage.«if»", "'stage.if' needs a name after '.'"),
    ("$a + «rond»(a)", "unknown function 'rond' (did you mean 'round'?)"),
    ("$a + «" + "9" * 31 + "»", "the number 999999999999… is too long"),
    ("$a + «1e16»", "the number 1e16 is too large (raise it with --limit number=N)"),
    ("$" + "(" * 39 + "«(»1" + ")" * 40, None),
    # names; the $ before one is no part of it
    ("$«wdth»", "unknown name 'wdth' (did you mean 'width'?)"),
    ("$a + $«foo»", "unknown name 'foo' (did you mean 'floor'?)"),
    ("$[x + «y» for x in widths]", "unknown name 'y'"),
    ("$a if «foo» else b", "unknown name 'foo' (did you mean 'floor'?)"),
    ("$a if b else «foo»", "unknown name 'foo' (did you mean 'floor'?)"),
    ("$not «foo»", "unknown name 'foo' (did you mean 'floor'?)"),
    ("$«shape('conv9')».height", "shape() knows no earlier layer 'conv9'"),
    # what cannot be worked out: the innermost part that it is said of
    ("$«widths[5]» + foo", "'widths[5] + foo' cannot be worked out: the list is shorter than that"),
    ("$a + $«widths[a]» * 2", None),
    ("$«stage.depth»", "'stage.depth' cannot be worked out: there is no 'depth'"),
    ("$a * («a // b») + 1", "'a * (a // b) + 1' divides by zero"),
    ("$1 + «a / b»", None),
    ("$a ** 2 + «b ** -1»", None),
    ("$a - «-word»", "'a - -word' cannot be worked out: 'relu' is not a number"),
    ("$a + «word * 2» + 1", "'a + word * 2 + 1' cannot be worked out: 'relu' is not a number"),
    ("$«a + b + none» - 1", "'a + b + none - 1' cannot be worked out: none is not a number"),
    ("$1 < «a < word» < 3", "'1 < a < word < 3' cannot be worked out: 4 and 'relu' have no order"),
    ("$a + len(«a + widths»)", "'a + len(a + widths)' cannot be worked out: [16, 32, 64] is not a number"),
    ("$a + «sum(word)»", "'a + sum(word)' cannot be worked out: sum() takes a list of numbers, not 'relu'"),
    ("$a + «count(widths)»", "count() takes a list and an item, not 1 value"),
    ("$len(«[x for x in a]»)", "'len([x for x in a])' cannot be worked out: 4 is not a list"),
    # limits
    ("$«a + 10 ** 15» + 1", None),
    ("$1 - «10 ** 15 * 2»", None),
    ("$len(«range(10001)»)", None),
    ("$len(«[0] * 10001»)", None),
    # in a text
    ("${«a // b»}x3", "'${a // b}x3' divides by zero"),
    ("${a}x${a}x${a + «foo»}", "unknown name 'foo' (did you mean 'floor'?)"),
    ("${1 / 0}x${a «b»}", "'a b' goes on after its end, at 'b'"),
]  # fmt: skip
"""A value, and what is said of it; None where that is of no matter."""

WRITTEN = {
    "plain, on one line": "x: $a + «foo» # a comment",
    "in double quotes": 'x: "$a + «foo»"',
    "in single quotes": "x: '$a + «foo»'",
    "in a flow mapping": "y: {v: 1, x: $a + «foo»}",
    "in a list": "y: [1, $a, $a + «foo», 3]",
    "in a list of lists": "y:\n- - $a\n  - $a + «foo»",
    "missing, before a quote": 'x: "$max(a, b«»"',
    "missing, before a brace": "y: {x: $a +«»}",
    "missing, at the end of a line": "x: $a +«»   # a comment",
    "escapes before it": r'x: "\x24{\u0061 + \"\U0000006E\"}\t${«foo»}"',
    "escapes in it": r'x: "$a + «count(\"\u0061\")»"',
    "an escape is all of it": r'x: "$a + «\x66oo»"',
    "a tab before it": 'x: "$a\t+\t«foo»"',
    "quotes before it": "x: '${''it''}s${«foo»}'",
    "quotes in it": "x: '$a + «count(''a'')»'",
    "letters of any kind before it": "x: '日本${a} é😀 ${«foo»}'",
    "plain, on several lines": "x: $a +\n\n   «foo»\n   * 2",
    "in quotes, on several lines": 'x: "$a +\n  «foo»  \n\n  * 2"',
    "an escaped break": 'x: "$a + \\\n  «foo»"',
    "a break between carriage returns": "x: $a +\r\n  «foo»\r\ny: 3",
    "literal": "x: |\n  $a +\n    «foo»\n  * 2\n",
    "literal, with a comment and what is stripped": "x: |- # foo\n\n  ${a} ${«foo»}\n\n",
    "literal, indented by what is said": "x: |2+\n    a\n   ${a + «foo»}\n",
    "folded": "x: >\n  $a +\n\n  1 +\n     «foo»\n",
    "folded, missing": "x: >\n  $max(a,\n  1«»\n\ny: 3",
    "as much as is on its line": "x: $1 + «a //\n   b» + 1",
    "a value within an error before it": "y: $a + «bar»\nx: 3",
    "a name": 'LAYERS: [{relu, name: "s${«1/0»}"}]',
    "a condition": "LAYERS: [{relu, if: a > «foo»}]",
    "a condition in quotes": "LAYERS: [{relu, if: 'a > «foo»'}]",
    "a number of turns": "LAYERS: [{relu, repeat: a * «foo»}]",
    "a loop": 'LAYERS: [{for: i, in: "range(«foo»)", layers: [relu]}]',
    "a shortcut": "LAYERS: [{residual: [relu], shortcut: a if «foo» else none}]",
    "an op": "LAYERS: [$«words»: 3]",
    "an op, in quotes": 'LAYERS: [{"$«widths[7]»": 3}]',
    "what a step takes": 'LAYERS: [{add, from: ["conv${«1/0»}", input]}]',
    "what an op takes": "LAYERS: [{conv: 8, kernel: 3, pad: $3 // «foo»}]",
}
"""How values are written in a file; the mistake is one of `foo`, of `max(` without its end, or of arithmetic."""


def marked(text: str) -> tuple[str, tuple[int, int, int]]:
    """A text without its marks, and the line, the column and the length of what stands between them."""
    before, part, after = text.replace("«", "»").split("»")
    line = before.count("\n") + 1
    return before + part + after, (line, len(before) - before.rfind("\n"), len(part.split("\n")[0]))


def error_in(text: str, folder: Path) -> CnncalcError:
    path = folder / "net.yaml"
    path.write_bytes(text.encode())
    with pytest.raises(CnncalcError) as caught:
        cnncalc.load(str(path))
    return caught.value


def place(origin: Origin | None) -> tuple[int, int, int]:
    assert origin is not None
    return origin.line, origin.column, origin.length


@pytest.mark.parametrize(("value", "message"), PARTS)
def test_the_part_that_is_wrong(value: str, message: str | None, tmp_path: Path) -> None:
    text, expected = marked(f"{SPEC}  x: {value}\nlayers: [relu]\n")
    error = error_in(text, tmp_path)
    assert place(error.origin) == expected
    assert message is None or error.line().partition(": ")[2] == message


@pytest.mark.parametrize("how", WRITTEN)
def test_where_that_is_in_the_file(how: str, tmp_path: Path) -> None:
    value = WRITTEN[how]
    layers = value.replace("LAYERS", "layers") if "LAYERS" in value else "layers: [relu]"
    rows = "" if "LAYERS" in value else "".join(f"  {row}\n" for row in value.split("\n"))
    text, expected = marked(f"{SPEC}{rows}{layers}\n")
    error = error_in(text, tmp_path)
    assert place(error.origin) == expected
    assert error.origin is not None
    assert error.origin.text == text.split("\n")[expected[0] - 1].rstrip("\r")


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("x: $b / 0", "$a / 0"),  # another text than the file's
        ("'$a' + 0", "$a + 1 / 0"),
        ("", "$a / 0"),
        (r'"\xzz', '"\\xzz${1 / 0}'),
        ("|", "| ${1 / 0}"),
        ("$a + b", "$a + 1"),  # nothing is wrong with it
        ("$1 / 0 + " + "1" * 2_000, "$1 / 0 + " + "1" * 2_000),  # too long to be read
        ("${1}" * 3_000, "${1}" * 3_000),
    ],
)
def test_what_is_not_found_points_at_the_whole(source: str, value: str) -> None:
    node = Scalar(Source("net.yaml", source), 0, 0, value)
    scope = Looking({"a": 4}.__getitem__, Budget())
    assert place_of(node, value, scope, inserted=True) == node.origin


def test_to_look_for_the_part_takes_nothing_from_the_work_that_there_is() -> None:
    text = "$sum([x for x in range(100)]) // 0"
    node, before = Scalar(Source("net.yaml", text), 0, 0, text), Budget()
    with pytest.raises(ExpressionError):
        parse_text(text).value(Looking({}.__getitem__, before))
    budget = Budget(Limits(work=STANDARD.work - before.left))
    budget.left = 10
    assert place(place_of(node, text, Looking({}.__getitem__, budget), inserted=True)) == (1, 2, len(text) - 1)
    assert budget.left == 10


def test_a_place_is_told_once_however_much_is_wrong_there(tmp_path: Path) -> None:
    block = "blocks: {b: {parameters: [k], layers: [{relu, if: k // 0 > 'a' + k}]}}\n".replace("[k]", "{k}")
    text = f"input: 8x8x3\n{block}layers: [{{b: a}}, {{b: 2}}, {{b: 3}}]\n"
    errors = error_in(text, tmp_path).errors
    assert [place(error.origin) for error in errors] == [(2, 51, 6)]


def test_a_setting_points_into_itself() -> None:
    with pytest.raises(CnncalcError) as caught:
        cnncalc.load("alexnet", set={"classes": "$10 * (3 // 0)"})
    assert place(caught.value.origin) == (1, 8, 6)
    assert str(caught.value) == "--set classes:1:8: '10 * (3 // 0)' divides by zero"
