"""Pictures: the options that say how large one is, and writing it."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from cnncalc.cli.output import Output, output_options_in
from cnncalc.render import FORMATS, PICTURES, Options, render_picture

F = TypeVar("F", bound=Callable[..., Any])

POINTS = {"in": 72.0, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "pt": 72 / 72.27, "bp": 1.0}
"""Points in each unit; `pt` is that of TeX, as `\\the\\columnwidth` tells it."""
NARROWEST, WIDEST = 1.5, 48.0
"""The narrowest and the widest picture in inches: a third of a column, and a poster."""


class LengthType(click.ParamType):  # type: ignore[type-arg]  # generic only in newer Clicks
    """The width of a picture, 3.3in or 84mm, in points."""

    name = "length"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        match = re.fullmatch(r"\s*(\d{1,6}(?:\.\d{1,6})?)\s*(in|cm|mm|pt|bp)\s*", value.lower())
        if match is None:
            self.fail(f"{value!r} is not a length such as 3.3in, 84mm, 8.4cm or 240pt", param, ctx)
        points = float(match[1]) * POINTS[match[2]]
        if not NARROWEST * 72 <= points <= WIDEST * 72:
            self.fail(f"{value!r} is not between {NARROWEST:g}in and {WIDEST:g}in", param, ctx)
        return points


def picture_options(command: F) -> F:
    """`output_options` with the formats of pictures; the width of pictures goes into `output`, too."""
    return picture_options_in((*FORMATS, *PICTURES))(command)


def picture_options_in(formats: tuple[str, ...]) -> Callable[[F], F]:
    """The options of `picture_options`, for a command whose output has these formats."""
    return functools.partial(_with_width, formats=formats)


def _with_width(command: F, formats: tuple[str, ...]) -> F:
    @click.option(
        "--width", type=LengthType(), metavar="LENGTH", help="How wide a picture is, 3.3in or 84mm.  [default: 7in]"
    )
    @output_options_in(formats)
    @functools.wraps(command)
    def wrapped(width: float | None, output: Output, **rest: Any) -> Any:
        if width is not None and output.format not in (*PICTURES, "html", "latex"):
            raise click.UsageError("--width is for pictures: it goes with -o FILE.svg, .png, .pdf, .html or .tex")
        output.page_width = width
        return command(output=output, **rest)

    return wrapped  # type: ignore[return-value]


def write_picture(report: Any, output: Output, options: Options) -> None:
    """Write a report's picture to a file or to standard output."""
    if output.format != "svg":
        output.check_not_shown(output.format, f"FILE.{output.format}")
    output.write_bytes(render_picture(report, output.format, options))
