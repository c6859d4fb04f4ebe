"""`cnncalc try`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cnncalc.cli.options import limit_option
from cnncalc.cli.output import Output, output_options
from cnncalc.render import Options

if TYPE_CHECKING:
    from cnncalc.language.load import Spec
    from cnncalc.language.one_line import OneLine
    from cnncalc.limits import Limits
    from cnncalc.network import Network
    from cnncalc.report.solutions import Goal, Solutions
    from cnncalc.shape import Shape

LINE = "the command line"


@click.command()
@click.argument("shape", metavar="SHAPE")
@click.argument("words", metavar="[STEP]...", nargs=-1)
@click.option("-e", "--yaml", "steps", metavar="STEPS", help="Steps as a spec has them: one, or a list.")
@click.option("--gives", metavar="SIZE", help="The output that is wanted: 55, 55x55 or 55x55x96.")
@click.option("--params", metavar="N", help="The parameters that are wanted: 1M, 34848.")
@click.option("--macs", metavar="N", help="The MACs that are wanted.")
@click.option("--no-bias", is_flag=True, help="Leave the biases out, as lectures do.")
@limit_option
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    shape: str,
    words: tuple[str, ...],
    steps: str | None,
    gives: str | None,
    params: str | None,
    macs: str | None,
    no_bias: bool,
    limits: Limits,
    output: Output,
) -> None:
    """Work through a layer or a few, without a file.

    SHAPE is the input, 28x28x192. A STEP is an op, its main value and its fields by the letters that
    tables print; the next begins with its op, or behind a lone +. A field that is `any` is asked for:
    every value that gives what is wanted. The word `try` may be left out.

    \b
    Examples:
      cnncalc try 28x28x192 conv 32 F=5 P=same
      cnncalc 28x28x192 conv 16 F=1 + conv 32 5x5 same
      cnncalc try 224x224x3 conv 96 F=11 S=4 P=any --gives 55
      cnncalc try 28x28x192 -e "{conv: 32, kernel: 5, pad: same}"
    """
    goals = _goals(gives, params, macs)
    line = _line(shape, words, steps)
    if bool(goals) != bool(line.field):
        wanted, asked = "--gives, --params or --macs", "a field that is any, as P=any"
        raise click.UsageError(f"{wanted} go with {asked}" if goals else f"{asked} needs what is wanted: {wanted}")
    from cnncalc.language.load import Spec
    from cnncalc.language.one_line import define_line
    from cnncalc.report.walk import walk_through

    spec = Spec(*define_line(line, limits), limits)
    if goals:
        output.write(solutions := _solved(spec, line, goals))
        if not solutions.answers:
            ctx.exit(1)
        return
    output.write(walk_through(spec.network(), biases=not no_bias), Options(weight_uses=True))


def _goals(gives: str | None, params: str | None, macs: str | None) -> list[Goal]:
    """What is wanted."""
    from cnncalc.report.solutions import figure_goal, output_goal

    figures = [(name, each) for name, each in (("params", params), ("macs", macs)) if each is not None]
    return [*([] if gives is None else [output_goal(gives)]), *(figure_goal(*figure) for figure in figures)]


def _line(shape: str, words: tuple[str, ...], steps: str | None) -> OneLine:
    """The steps of the line, and those that are written as a spec has them."""
    from cnncalc.language.one_line import read_line
    from cnncalc.source.document import read_value
    from cnncalc.source.values import List, Scalar

    if steps is None:
        if not words:
            raise click.UsageError("say a step, such as conv 32 F=5 P=same")
        return read_line(shape, words, LINE)
    node = read_value(steps, "--yaml")
    if isinstance(node, Scalar) and steps.strip()[:1] in ("{", "["):
        raise node.error("this is not YAML", "every bracket and quote must be closed")
    items = node if isinstance(node, List) else List(node.source, node.line, node.column, [node])
    return read_line(shape, words, LINE, items)


def _solved(spec: Spec, line: OneLine, goals: list[Goal]) -> Solutions:
    """The values of the field that is asked for."""
    from cnncalc.language.one_line import UNKNOWN
    from cnncalc.report.solutions import AskedField, solve, values_of
    from cnncalc.shape import parse_shape

    def build(value: int, other: Shape | None) -> Network:
        return spec.network(set={UNKNOWN: value}, input=None if other is None else other.plain)

    values = values_of(line.op, line.field, parse_shape(line.shape))
    return solve(build, AskedField(line.op, line.field, line.letter, values), goals)
