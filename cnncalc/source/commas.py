"""Values that YAML cuts in two at a comma, as in `{pad: $max(0, 1)}` and `{linear: 1,000}`."""

from __future__ import annotations

from cnncalc.source.values import Map, Scalar


def check_commas(node: Map) -> None:
    """Raise SpecError for a value that goes on behind a comma: what stands there is a key without a value."""
    keys = list(node.values)
    for number, key in enumerate(keys):
        value = node.values[key]
        if isinstance(value, Scalar) and value.value is None and (key[-1:] == ")" or key.isdecimal()):
            start = _start(node, keys[:number], key)
            if start >= 0:
                raise _cut(node, keys[start:])


def _start(node: Map, before: list[str], key: str) -> int:
    """The number of the key whose value goes on in a later key, or -1."""
    for number in reversed(range(len(before))):
        value = node.values[before[number]]
        text = value.value if isinstance(value, Scalar) else value
        if key.isdecimal():
            return number if type(text) is int and len(key) == 3 else -1
        if text is not None:
            return number if isinstance(text, str) and text.count("(") > text.count(")") else -1
    return -1


def _cut(node: Map, keys: list[str]) -> Exception:
    first = node.values[keys[0]]
    assert isinstance(first, Scalar)
    parts = [first.written]
    for key in keys[1:]:
        parts.append(key)
        if ")" in key:
            break
    whole = ", ".join(parts)
    if type(first.value) is int:
        digits = [parts[0], *(part for part in parts[1:] if part.isdecimal() and len(part) == 3)]
        hint = f"a number has no commas: {''.join(digits)}"
    elif whole.startswith("("):
        hint = f"a list has brackets: [{whole[1:-1]}]"
    else:
        expression = whole if "$" in whole else f"${whole}"
        hint = f'inside {{ }} an expression with commas needs quotes: "{expression}"'
    return first.error(f"{keys[0]}: {parts[0]} ends at the comma", hint)
