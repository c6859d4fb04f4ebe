"""Expressions: what they give, what is refused, and that nothing else ever happens."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cnncalc.errors import CnncalcError, ExpressionError
from cnncalc.language.expressions.expression import parse_text
from cnncalc.language.expressions.functions import FUNCTIONS, TAKES, divisible
from cnncalc.limits import Budget, Limits
from tests.hostile import Looking, evaluate

BRACKETS, ITEMS, NUMBER = (f" (raise it with --limit {name}=N)" for name in ("brackets", "items", "number"))
VALUES: dict[str, Any] = {
    "width": 0.75, "w": 64, "index": 0, "channels": 32, "activation": "relu", "bn": True, "widths": [16, 32, 64],
    "stage": {"kernel": 3, "out": [24, 40]},
}  # fmt: skip
SHAPES = {"enc1": {"channels": 16, "height": 32, "width": 48, "size": [32, 48]}}


def scope(name: str) -> Any:
    """The names that the expressions here can use."""
    if name == "shape()":
        return SHAPES.__getitem__
    if name not in VALUES:
        raise ExpressionError(f"unknown name {name!r}")
    return VALUES[name]


GIVES = [
    # values, with and without the $
    ("3", 3), ("1_000", 1000), ("0.25", 0.25), (".5", 0.5), ("5.", 5.0), ("1e-6", 0.000001), ("2E3", 2000.0),
    ("'relu'", "relu"), ('"it\'s"', "it's"), ("''", ""), ("true", True), ("false", False), ("none", None),
    ("1000000000000000", 10**15), ("0 - 10 ** 15", -(10**15)),
    ("[]", []), ("[1, 'a', [true]]", [1, "a", [True]]), ("w", 64), ("$w", 64), ("  w\n", 64), ("(w)", 64),
    # arithmetic, with Python's precedence; whole numbers that divide evenly give a whole number
    ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("7 - 2 - 1", 4), ("2 ** 3 ** 2", 512), ("-2 ** 2", -4), ("2 ** -1", 0.5),
    ("- - 1", 1), ("+-+1", -1), ("+1", 1), ("-w", -64),
    ("2 * -3", -6), ("8 / 2", 4), ("7 / 2", 3.5), ("7 // 2", 3), ("-7 // 2", -4),
    ("-7 % 3", 2), ("w*4", 256), ("channels * 6 // 4", 48), ("w * width", 48.0), ("10 ** 15", 1_000_000_000_000_000),
    # many side by side, each low
    (f"[{', '.join(['1 + 1'] * 150)}][149]", 2), (f"sum([{', '.join(['2 * 3 - 1'] * 120)}])", 600),
    # texts and lists
    ("'conv' + 'a'", "conva"), ("'r' + 2 + '_' + 10 ** 15", "r2_1000000000000000"), ("2 + 'd'", "2d"),
    ("['r' + w for w in widths]", ["r16", "r32", "r64"]),
    ("[1] + [2, 3]", [1, 2, 3]), ("[0, 1] * 2", [0, 1, 0, 1]),
    # comparison
    ("1 < 2", True), ("2 <= 2", True), ("3 > 3", False), ("3 >= 3", True), ("1 == 1.0", True), ("1 != 2", True),
    ("activation == 'relu'", True), ("'a' < 'b'", True), ("none == none", True), ("16 in widths", True),
    ("'el' in activation", True), ("'out' in stage", True), ("3 > 2 > 1", True),
    ("1 > 2 < 3", False), ("1 < w < 100", True), ("1 < 3 < 2", False), ("1 < 3 > 2", True),
    # logic, which gives what it stops at
    ("not bn", False), ("not not 2", True), ("not 1 == 2", True), ("not 16 in widths", False), ("0 or 2", 2),
    ("1 or nobody", 1), ("0 and nobody", 0), ("1 or 0 and 0", 1), ("w > 8 and not index", True),
    # choice
    ("1 if bn else 2", 1), ("nobody if 0 else 2", 2), ("1 if 0 else 2 if 0 else 3", 3), ("1 if 0 else w", 64),
    ("1 + 1 if bn else 5", 2),
    # parts
    ("widths[0]", 16), ("widths[-1]", 64), ("widths[index + 1]", 32), ("widths[2.0]", 64), ("[[1, 2], [3]][0][1]", 2),
    ("activation[0]", "r"), ("stage.kernel", 3), ("stage['kernel']", 3), ("stage.out[1]", 40),
    ("shape('enc1').height", 32), ("shape('enc1').size[1]", 48),
    # lists made of lists
    ("[w * 2 for w in widths]", [32, 64, 128]), ("[x for x in widths if x > 16]", [32, 64]),
    ("[$x for $x in widths]", [16, 32, 64]), ("[[y + x for y in [1, 2]] for x in [10, 20]]", [[11, 12], [21, 22]]),
    ("[i for i in 'ab']", ["a", "b"]), ("[w for w in []]", []), ("[x + w for x in [1]]", [65]),
    ("[x * y for x in [1, 2] for y in [3, 4]]", [3, 4, 6, 8]), ("[y for x in [1, 2] if x > 1 for y in [x, 3]]", [2, 3]),
    ("[x * y for x, y in [[1, 2], [3, 4]]]", [2, 12]), ("[i * w for i, w in enumerate(widths)]", [0, 32, 128]),
    ("[[j for j in range(i)] for i in range(3)]", [[], [0], [0, 1]]),
    # slices, as Python has them
    ("widths[1:]", [32, 64]), ("widths[:-1]", [16, 32]), ("widths[::-1]", [64, 32, 16]), ("range(10)[2:8:3]", [2, 5]),
    ("widths[:]", [16, 32, 64]), ("activation[1:3]", "el"), ("widths[1:][0]", 32), ("widths[9:]", []),
    ("zip([1, 2], widths[:2])", [[1, 16], [2, 32]]), ("enumerate(['a'], 1)", [[1, "a"]]),
    # functions; round rounds halves to even
    ("min(3, 1, 2)", 1), ("max([3, 1])", 3), ("sum(widths)", 112), ("len('abc')", 3), ("abs(-3)", 3),
    ("range(3)", [0, 1, 2]), ("range(1, 10, 4)", [1, 5, 9]), ("range(2.0)", [0, 1]), ("sorted([3, 1])", [1, 3]),
    ("unique([2, 1, 2])", [2, 1]), ("count([1, 2, 1], 1)", 2), ("int(2.9)", 2), ("int('3')", 3),
    ("round(2.5)", 2), ("round(3.5)", 4), ("round(2.675, 1)", 2.7), ("floor(-2.5)", -3), ("ceil(2.1)", 3),
    ("sqrt(9)", 3.0), ("log(8, 2)", 3.0), ("divisible(18)", 24), ("divisible(33, 16)", 32), ("divisible(3, 8, 16)", 16),
    ("divisible(16.5, 3)", 18), ("divisible(10, 9)", 9),
    # values of a list that are worked out
    ("[w]", [64]), ("[w, index, w + 1]", [64, 0, 65]),
    # the most there may be; what stands beside each other is not nested
    ("(" * 39 + "w" + ")" * 39, 64), ("len([" + ", ".join(["1 if w else 2"] * 99) + "])", 99),
    ("2 ** 1 + " * 99 + "1", 199), ("1" + " ** 1" * 39, 1),
    ("1 ** 64", 1), ("round(1 / 3, 15)", 0.333333333333333), ("len([0] * 10000)", 10_000),
    (" + ".join(["len(range(10000))"] * 10), 100_000),
]  # fmt: skip

REFUSED = [
    ("true + true", "'true + true' cannot be worked out: true is not a number"),
    # no expression
    ("", "the expression is empty"),
    ("   ", "the expression is empty"),
    ("1 +", "'1 +' ends too early"),
    ("not", "'not' ends too early"),
    ("(1", "'(1' needs ')' before its end"),
    ("1)", "'1)' goes on after its end, at ')'"),
    ("(1, 2)", "'(1, 2)' needs ')' before ','"),
    ("()", "'()' cannot have ')' here"),
    ("[1", "'[1' needs ']' before its end"),
    ("[1 2]", "'[1 2]' needs ',' before '2'"),
    ("max(1, 2", "'max(1, 2' needs ')' before its end"),
    ("[1, ]", "'[1, ]' cannot have ']' here"),
    ("min(, 1)", "'min(, 1)' cannot have ',' here"),
    ("w w", "'w w' goes on after its end, at 'w'"),
    ("'a' 'b'", "\"'a' 'b'\" goes on after its end, at \"'b'\""),
    ("1 if w", "'1 if w' needs 'else' before its end"),
    ("if w else 1", "'if w else 1' cannot have 'if' here"),
    ("16 not in widths", "'16 not in widths' goes on after its end, at 'not'"),
    ("stage.", "'stage.' needs a name after '.'"),
    ("stage.if", "'stage.if' needs a name after '.'"),
    ("[x for 1 in w]", "'[x for 1 in w]' needs a name after 'for'"),
    ("[x for x, y in w]", "'[x for x, y in w]' cannot be worked out: 64 is not a list"),
    ("[x for x, y in widths]",
     "'[x for x, y in widths]' cannot be worked out: 16 is not a list of 2 values, for x, y"),
    ("widths[::0]", "'widths[::0]' cannot be worked out: a slice cannot have 0 as its step"),
    ("zip([1], widths)",
     "'zip([1], widths)' cannot be worked out: the lists have 1 and 3 items, and must have as many"),
    ("widths[1:2:3:4]", "'widths[1:2:3:4]' needs ']' before ':'"),
    ("w[1:]", "'w[1:]' cannot be worked out: 64 is neither a list nor a text"),
    # what Python has and this has not
    ("w = 1", "'w = 1' cannot be read at '= 1'"),
    ("{1: 2}", "'{1: 2}' cannot be read at '{1: 2}'"),
    ("lambda: 1", "'lambda: 1' goes on after its end, at ':'"),
    ("w; w", "'w; w' cannot be read at '; w'"),
    ("~1", "'~1' cannot be read at '~1'"),
    ("1 << 2", "'1 << 2' cannot have '<' here"),
    ("1 is 1", "'1 is 1' goes on after its end, at 'is'"),
    ("'open", "\"'open\" cannot be read at \"'open\""),
    ("$$w", "'$$w' cannot be read at '$$w'"),
    ("__import__('os')", "unknown function '__import__'"),
    ("w.__class__", "'w.__class__' cannot be worked out: 64 has no '__class__'"),
    ("activation.upper", "'activation.upper' cannot be worked out: 'relu' has no 'upper'"),
    # names
    ("wdth", "unknown name 'wdth'"),
    ("True", "unknown name 'True'"),
    ("len", "unknown name 'len'"),
    ("[a for b in widths]", "unknown name 'a'"),
    ("rond(1)", "unknown function 'rond' (did you mean 'round'?)"),
    ("shap('enc1')", "unknown function 'shap' (did you mean 'shape'?)"),
    ("count([1])", "count() takes a list and an item, not 1 value"),
    ("unique()", "unique() takes a list of numbers or texts, not 0 values"),
    ("range(1, 2, 3, 4)", "range() takes a start, a stop and a step other than 0, not 4 values"),
    ("max()", "max() takes several numbers, or a list of them, not 0 values"),
    ("count(3, 3)", "'count(3, 3)' cannot be worked out: 3 is not a list"),
    ("stage.depth", "'stage.depth' cannot be worked out: there is no 'depth'"),
    ("widths[3]", "'widths[3]' cannot be worked out: the list is shorter than that"),
    ("widths[0.5]", "'widths[0.5]' cannot be worked out: 0.5 is not a whole number"),
    ("w[0]", "'w[0]' cannot be worked out: 64 is not a list"),
    # numbers that are none
    ("1 / 0", "'1 / 0' divides by zero"),
    ("1 // 0", "'1 // 0' divides by zero"),
    ("1 % 0", "'1 % 0' divides by zero"),
    ("0 ** -1", "'0 ** -1' divides by zero"),
    ("divisible(3, 0)", "'divisible(3, 0)' divides by zero"),
    ("(-8) ** 0.5", "'(-8) ** 0.5' cannot be worked out: a negative number has no such root"),
    ("sqrt(-1)", "'sqrt(-1)' cannot be worked out: sqrt() takes a number of at least 0, not -1"),
    ("range(2.5)", "'range(2.5)' cannot be worked out: 2.5 is not a whole number"),
    # kinds that do not go together
    ("activation * 2", "'activation * 2' cannot be worked out: 'relu' is not a number"),
    ("'%d' % 3", "\"'%d' % 3\" cannot be worked out: '%d' is not a number"),
    ("widths - [1]", "'widths - [1]' cannot be worked out: [16, 32, 64] is not a number"),
    ("bn + 1", "'bn + 1' cannot be worked out: true is not a number"),
    ("none + 1", "'none + 1' cannot be worked out: none is not a number"),
    ("1.5 + 'a'", "\"1.5 + 'a'\" cannot be worked out: a text is joined with texts and whole numbers, not with 1.5"),
    ("2 + [1]", "'2 + [1]' cannot be worked out: [1] is not a number"),
    ("2 * [1]", "'2 * [1]' cannot be worked out: [1] is not a number"),
    ("[1] * true", "'[1] * true' cannot be worked out: a list is repeated a whole number of times, not true"),
    ("[1] * 2.0", "'[1] * 2.0' cannot be worked out: a list is repeated a whole number of times, not 2.0"),
    # numbers and lists that grow
    ("10 ** 15 + 1", "'10 ** 15 + 1' cannot be worked out: the number grows too large" + NUMBER),
    ("-(10 ** 15) * 2", "'-(10 ** 15) * 2' cannot be worked out: the number grows too large" + NUMBER),
    ("9**9**9", "'9**9**9' cannot be worked out: an exponent is at most 64"),
    ("2 ** 65", "'2 ** 65' cannot be worked out: an exponent is at most 64"),
    ("2 ** -65", "'2 ** -65' cannot be worked out: an exponent is at most 64"),
    ("range(10001)", "'range(10001)' cannot be worked out: a list may have at most 10,000 items" + ITEMS),
    ("range(10 ** 15)", "'range(10 ** 15)' cannot be worked out: a list may have at most 10,000 items" + ITEMS),
    ("[0] * 10001", "'[0] * 10001' cannot be worked out: a list may have at most 10,000 items" + ITEMS),
    ("[0] * 10 ** 15", "'[0] * 10 ** 15' cannot be worked out: a list may have at most 10,000 items" + ITEMS),
    ("range(10000) + [1]", "'range(10000) + [1]' cannot be worked out: a list may have at most 10,000 items" + ITEMS),
    ("(" * 40 + "w" + ")" * 40, "an expression may be nested at most 40 deep" + BRACKETS),
    ("1" + " ** 1" * 40, "an expression may be nested at most 40 deep" + BRACKETS),
    ("[" + "1, " * 50 + "(" * 40 + "1" + ")" * 40 + "]", "an expression may be nested at most 40 deep" + BRACKETS),
    ("(" * 20 + "(1) + " * 5 + "(" * 20 + "1" + ")" * 40, "an expression may be nested at most 40 deep" + BRACKETS),
    ("(" * 20 + "(1 if w else 2) + " * 5 + "(" * 20 + "1" + ")" * 40,
     "an expression may be nested at most 40 deep" + BRACKETS),
    ("2 ** 1 + " * 50 + "1" + " ** 1" * 40, "an expression may be nested at most 40 deep" + BRACKETS),
    ("9" * 30, f"the number {'9' * 30} is too large" + NUMBER),
    ("[1] + 2", "'[1] + 2' cannot be worked out: [1] is not a number"),
    ("'a' + true", "\"'a' + true\" cannot be worked out: a text is joined with texts and whole numbers, not with true"),
    ("1 ~2345678901234567890123456", "'1 ~2345678901234567890123456' cannot be read at '~2345678901234567890'"),
    ("round(0.5, 16)", "'round(0.5, 16)' cannot be worked out: a number is rounded to 15 digits at most"),
    ("9" * 31, "the number 999999999999… is too long"),
]  # fmt: skip

CANNOT_TAKE = [
    # operators
    ("here < 1", "{kernel: 3, out: [24, 40]} and 1 have no order"),
    ("none >= 'a'", "none and 'a' have no order"),
    ("[1, true] < [1, 'a']", "[1, true] and [1, 'a'] have no order"),
    ("1 in 5", "5 is not a list"),
    ("1 in none", "none is not a list"),
    ("1 in 'a1'", "1 is not a text"),
    ("1e15 ** 64", "the number grows too large" + NUMBER),
    # parts
    ("-none", "none is not a number"),
    ("none[0]", "none is not a list"),
    ("widths[true]", "true is not a number"),
    ("stage[true]", "there is no true"),
    ("stage[[1]]", "there is no [1]"),
    ("bn.out", "true has no 'out'"),
    ("[x for x in 5]", "5 is not a list"),
    # functions
    ("max(1)", "max() takes several numbers, or a list of them, not 1"),
    ("min([])", "min() takes several numbers, or a list of them, not []"),
    ("max(1, 'a', none)", "max() takes several numbers, or a list of them, not 1, 'a' and none"),
    ("sum(5)", "sum() takes a list of numbers, not 5"),
    ("sum(['a'])", "sum() takes a list of numbers, not ['a']"),
    ("len(none)", "len() takes a list or a text, not none"),
    ("round(none)", "round() takes a number and how many digits, not none"),
    ("round(1.5, 'a')", "round() takes a number and how many digits, not 1.5 and 'a'"),
    ("unique([[1]])", "unique() takes a list of numbers or texts, not [[1]]"),
    ("sorted([1, 'a'])", "sorted() takes a list of numbers, or of texts, not [1, 'a']"),
    ("divisible('a')", "divisible() takes a number, a divisor and the least there may be, not 'a'"),
    ("int('many')", "int() takes a number, or a text of digits and its base, not 'many'"),
    ("log(0)", "log() takes a number and a base, both above 0, not 0"),
    ("range(1, 5, 0)", "range() takes a start, a stop and a step other than 0, not 1, 5 and 0"),
    ("range(none)", "none is not a number"),
    ("abs(here)", "abs() takes a number, not {kernel: 3, out: [24, 40]}"),
]

ENDLESS = {
    "a megabyte": "1" * 2**20,
    "a megabyte of operators": "1" + "+1" * 2**19,
    "parentheses": "(" * 900 + "1" + ")" * 900,
    "lists": "[" * 900 + "]" * 900,
    "calls": "abs(" * 400 + "1" + ")" * 400,
    "indices": "w[" * 500 + "0" + "]" * 500,
    "choices": "1 if 0 else " * 150 + "1",
    "powers": "1" + "**1" * 600,
    "powers of powers": "((9 ** 9) ** 9) ** 9",
    "a text of digits": f"int('{'9' * 1900}')",
    "an infinite number": "1e400",
    "a rounding": "round(15, -1000000)",
    "ten million items": "[[0] * 10000 for x in range(1000)]",
}

AT_MOST = 1_000_000
"""The most names that one expression may look up."""


@pytest.mark.parametrize(("text", "value"), GIVES)
def test_gives(text: str, value: object) -> None:
    given = evaluate(text, scope)
    assert (type(given), given) == (type(value), value)


TEXTS = [
    ("w is ${w}", "w is 64"), ("${w}x${w / 2}", "64x32"), ("100% of ${w}%", "100% of 64%"), ("%s ${index}", "%s 0"),
    ("{${bn}}", "{True}"), ("US$ 5%", "US$ 5%"), ("a${w", "a${w"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), TEXTS)
def test_values_in_a_text(text: str, value: str) -> None:
    assert parse_text(text).value(Looking(scope, Budget())) == value


@pytest.mark.parametrize(("width", "fits"), [("12345", True), ("123456", False)])
def test_what_is_put_into_a_text_is_limited(width: str, fits: bool) -> None:
    limits = Limits(items=11)
    value = parse_text("xx${w}${w}", limits).value
    with contextlib.nullcontext() if fits else pytest.raises(ExpressionError, match="at most 11 items"):
        assert value(Looking({"w": width}.__getitem__, Budget(limits))) == f"xx{width}{width}"


def test_each_function_says_what_it_takes() -> None:
    assert set(TAKES) == {*FUNCTIONS, "shape"}


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_refused(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        evaluate(text, scope)
    assert str(caught.value) == message


@pytest.mark.parametrize(("text", "message"), CANNOT_TAKE)
def test_what_cannot_be_taken_is_told_in_the_words_of_the_language(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        evaluate(text, {**VALUES, "here": VALUES["stage"]}.__getitem__)
    assert str(caught.value).endswith(f" cannot be worked out: {message}")


@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS)
def test_nothing_grows_without_bounds(text: str) -> None:
    with pytest.raises(CnncalcError):
        evaluate(text, scope)


@pytest.mark.parametrize(
    "text",
    [
        "[[w for x in range(10000)] for y in range(10000)]",
        "sum([sum([w for x in range(10000)]) for y in range(10000)])",
    ],
)
def test_lists_of_lists_do_not_go_on_for_ever(text: str) -> None:
    lookups = 0

    def counting(name: str) -> Any:
        nonlocal lookups
        lookups += 1
        assert lookups <= AT_MOST, "it goes on and on"
        return scope(name)

    with pytest.raises(CnncalcError, match="too much work"):
        evaluate(text, counting, Budget(Limits(work=AT_MOST)))


def test_an_unknown_name_is_told_by_the_scope() -> None:
    with pytest.raises(ExpressionError, match="there is no 'w'"):
        evaluate("w", {}.__getitem__)


def make_divisible(v: float, divisor: int, min_value: int | None = None) -> int:
    """torchvision/models/_utils.py, _make_divisible, which has it from tensorflow/models' MobileNet."""
    if min_value is None:
        min_value = divisor
    new_v = max(min_value, int(v + divisor / 2) // divisor * divisor)
    # Make sure that round down does not go down by more than 10%.
    if new_v < 0.9 * v:
        new_v += divisor
    return new_v


@given(st.integers(0, 10_000) | st.floats(0, 10_000), st.integers(1, 64), st.none() | st.integers(0, 64))
def test_divisible_is_torchvisions(value: float, by: int, least: int | None) -> None:
    assert divisible(value, by, least) == make_divisible(value, by, least)


NAMES_AND_NUMBERS = [*VALUES, "0", "1", "7", "1.5", "'a'", "'enc1'", "true", "none", "[]"]
OPERATORS = ["+", "-", "*", "/", "//", "%", "<", "==", "in", "and", "or"]
CALLED = [*FUNCTIONS, "shape"]
OTHERS = ["x", "$w", "$", "**", "not", "if", "else", "for", "[", "]", "(", ")", ",", ".", "'", " "]


def calls(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Expressions that can be read, though they may make no sense."""
    several = st.lists(part, max_size=3).map(", ".join)
    return (
        st.tuples(part, st.sampled_from(OPERATORS), part).map(lambda parts: "({} {} {})".format(*parts))
        | several.map("[{}]".format)
        | st.tuples(st.sampled_from(CALLED), several).map(lambda parts: "{}({})".format(*parts))
        | st.tuples(part, part, part).map(lambda parts: "({} if {} else {})".format(*parts))
        | st.tuples(part, part, part).map(lambda parts: "[{} for x in {} if {}]".format(*parts))
        | st.tuples(part, part).map(lambda parts: "{}[{}]".format(*parts))
        | part.map("{}.kernel".format)
    )


fragments = st.lists(st.sampled_from(NAMES_AND_NUMBERS + OPERATORS + CALLED + OTHERS), max_size=30).map(" ".join)
expressions = st.recursive(st.sampled_from(NAMES_AND_NUMBERS), calls, max_leaves=8)


@given(st.text() | fragments | expressions)
@example("count(3, 3)")
@example("shape([])")
@example("1__0")
@example("1" + "+1" * 999)
@example("stage" + ".out" * 498)
@example("w" + "[0]" * 666)
@example("-" * 1_999 + "1")
def test_any_text_gives_a_value_or_an_expression_error(text: str) -> None:
    with contextlib.suppress(ExpressionError):
        evaluate(text, scope)


def sums(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Arithmetic, with and without parentheses."""
    operators = st.sampled_from(["+", "-", "*", "/", "//", "%"])
    return (
        st.tuples(part, operators, part).map(" ".join)
        | part.map("({})".format)
        | part.map("-{}".format)
        | st.tuples(part, st.sampled_from(["2", "3", "2 ** 2"])).map(" ** ".join)
    )


@given(st.recursive(st.integers(0, 12).map(str), sums, max_leaves=8))
def test_arithmetic_is_pythons(text: str) -> None:
    try:
        expected = eval(text, {"__builtins__": {}})
    except ZeroDivisionError:
        with pytest.raises(ExpressionError, match="divides by zero"):
            evaluate(text, scope)
        return
    try:
        given_back = evaluate(text, scope)
    except ExpressionError as error:
        assume(not str(error).endswith(("the number grows too large", "an exponent is at most 64")))
        raise
    assert given_back == expected
