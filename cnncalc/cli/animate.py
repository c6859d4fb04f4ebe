"""`cnncalc animate`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from cnncalc.cli.pictures import picture_options

if TYPE_CHECKING:
    from cnncalc.cli.output import Output
    from cnncalc.graph import Application

TRANSPOSED, SPREAD = "transposed", "spread"
LINE = "the command line"


@click.command()
@click.argument("op", metavar="OP")
@click.argument("size", metavar="SIZE")
@click.argument("words", metavar="[FIELD]...", nargs=-1)
@click.option("--frame", type=click.IntRange(1), metavar="N", help="One frame alone, still.")
@picture_options
def command(op: str, size: str, words: tuple[str, ...], frame: int | None, output: Output) -> None:
    """Draw a window in motion: what each output sees.

    OP is conv, maxpool or avgpool, SIZE the input's, 6 or 6x8, a FIELD one of F, S, P and D. `transposed` shows zeros
    put between the inputs, `transposed spread` kernels laid over the output. An .svg moves by itself, with no
    script; --frame is for slides, and .png and .pdf have one frame.

    \b
    Examples:
      cnncalc animate conv 6 F=3 S=2 P=1 -o conv.svg
      cnncalc animate conv 7 F=3 D=2 -o dilated.svg
      cnncalc animate conv 3 F=3 S=2 transposed -o transposed.svg
      cnncalc animate maxpool 6 F=2 S=2 --frame 5 -o frame5.svg
    """
    from cnncalc.report.motion import INSERTED, motion
    from cnncalc.report.motion import SPREAD as LAID_OVER

    flags = {word.lower() for word in words if word.lower() in (TRANSPOSED, SPREAD)}
    fields = [word for word in words if word.lower() not in (TRANSPOSED, SPREAD)]
    if SPREAD in flags and TRANSPOSED not in flags and not op.startswith("conv_"):
        raise click.UsageError("spread goes with transposed")
    name = "conv_transpose" if TRANSPOSED in flags and op == "conv" else op
    if TRANSPOSED in flags and name == op and not op.startswith("conv"):
        raise click.UsageError(f"transposed goes with conv, not with {op}")
    found = _application(name, size, fields)
    output.write(motion(found, way=LAID_OVER if SPREAD in flags else INSERTED, frame=frame))


def _application(op: str, size: str, fields: list[str]) -> Application:
    """The layer on an input with one channel."""
    from cnncalc.errors import CnncalcError
    from cnncalc.language.load import Spec
    from cnncalc.language.one_line import define_line, read_line

    if not re.fullmatch(r"[0-9]{1,4}([x×][0-9]{1,4})?", size):
        raise CnncalcError(f"{size[:60]!r} is no size such as 6 or 6x8")
    both = size if "x" in size or "×" in size else f"{size}x{size}"
    filters = ["1"] if op.lower().startswith("conv") else []
    network = Spec(*define_line(read_line(f"{both}x1", [op, *filters, *fields], LINE))).network()
    return network.graph.layers()[-1].application
