"""What must hold whatever is given: it works, or one line says what is wrong. Shared by the tests and the fuzzer."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cnncalc
from cnncalc.devices.load import load_device, read_device
from cnncalc.errors import CnncalcError
from cnncalc.exporters.yaml import write_spec
from cnncalc.language.expressions.evaluators import Environment
from cnncalc.language.expressions.expression import parse
from cnncalc.limits import Budget, Limits
from cnncalc.render import FORMATS, Options, render
from cnncalc.report.diff import diff
from cnncalc.report.memory import memory
from cnncalc.report.receptive_field import field_report
from cnncalc.report.roofline import roofline
from cnncalc.report.verify import verify
from cnncalc.report.walk import walk_through
from cnncalc.source.document import read_document, read_value
from cnncalc.source.reading import decode
from cnncalc.source.values import Source, plain

LIMITS = Limits(layers=200, work=15_000, values=20_000)
"""Low ones, so that whatever goes on and on is soon stopped."""
_HELD = tempfile.TemporaryDirectory(prefix="cnncalc-")  # removed when Python ends
FOLDER = Path(_HELD.name)
LONGEST_LINE = 2_500
VALUES = {"w": 64, "widths": [16, 32], "activation": "relu", "stage": {"kernel": 3}, "channels": 32}


def check(error: CnncalcError, *places: str) -> None:
    """A line for each mistake that can be printed, and says where: it has a place, or begins with one of these."""
    for each in error.errors:
        line = each.line()
        assert line.isprintable(), line
        assert len(line) <= LONGEST_LINE, line
        assert each.message
        assert not places or each.origin or line.startswith(places), line


def try_spec(data: bytes, report: int = 0) -> bool:
    """Load a spec, and make one of the reports of it in one of the formats; whether it could be loaded."""
    path = FOLDER / "net.yaml"
    path.write_bytes(data)
    try:
        network = load(str(path))
    except CnncalcError as error:
        check(error, str(path))
        return False
    try:
        try_report(network, report)
    except CnncalcError as error:
        check(error)
    return True


def load(reference: str) -> cnncalc.Network:
    """Load a network, or the first one of a file that holds several."""
    try:
        return cnncalc.load(reference, limits=LIMITS)
    except CnncalcError as error:
        one = error.hint.removeprefix("choose one: ")
        if one == error.hint:
            raise
    return cnncalc.load(one, limits=LIMITS)


def try_report(network: cnncalc.Network, number: int) -> None:
    """One of the reports in one of the formats."""
    form = FORMATS[number % len(FORMATS)]
    which = number // len(FORMATS) % 8
    if which == 7:
        path = FOLDER / "again.yaml"
        path.write_text(write_spec(network), encoding="utf-8")
        assert cnncalc.load(str(path)).summary(training=True).totals == network.summary(training=True).totals
        return
    report = (
        lambda: network.summary(training=True),
        lambda: walk_through(network),
        lambda: memory(network, optimizer="adam"),
        lambda: field_report(network),
        lambda: roofline(network, load_device("t4")),
        lambda: verify(network, lambda name, shape: network),
        lambda: diff(network, network),
    )[which]()
    text = "".join(render(report, form, Options(width=None if number % 2 else 60, all_rows=True, operations=True)))
    assert text.endswith("\n")
    text.encode()


def try_document(data: bytes) -> None:
    """Read a text as a document, and as a value on the command line."""
    try:
        text = decode(data, "net.yaml", LIMITS)
        plain(read_document(Source("net.yaml", text), limits=LIMITS))
    except CnncalcError as error:
        check(error, "net.yaml")
        return
    plain(read_value(text, "--set x"))


def try_device(data: bytes) -> None:
    """Read a text as a device."""
    try:
        read_device("board", Source("net.yaml", decode(data, "net.yaml", LIMITS)), LIMITS)
    except CnncalcError as error:
        check(error, "net.yaml")


class Looking(Environment):
    """A scope whose names are all looked up."""

    def __init__(self, lookup: Callable[[str], Any], budget: Budget) -> None:
        super().__init__({}, budget)
        self._lookup = lookup

    def look_up(self, name: str) -> Any:
        return self._lookup(name)


def evaluate(text: str, lookup: Callable[[str], Any], budget: Budget | None = None) -> Any:
    """Work an expression out; names are looked up."""
    budget = budget or Budget()
    return parse(text, budget.limits).value(Looking(lookup, budget))


def try_expression(text: str) -> None:
    """Work a text out."""
    try:
        evaluate(text, VALUES.__getitem__, Budget(LIMITS))
    except CnncalcError as error:
        check(error)
