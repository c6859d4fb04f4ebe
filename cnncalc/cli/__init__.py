"""The command line: one file per command, each imported only when it is called."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from errno import EBADF
from importlib import import_module
from typing import Any, NoReturn

import click

from cnncalc import __version__
from cnncalc.cli.pipes import as_long_as_it_is_read
from cnncalc.errors import MOST_TOLD, CnncalcError, untold

GROUPS = {
    "Look at a network": {
        "summary": "Show each layer's output, parameters and MACs.",
        "walk": "Show the working, layer by layer.",
        "memory": "Show the memory a network takes to run and to train.",
        "field": "Show what one place of each layer sees of the input.",
        "roofline": "Show how fast a network can be on a device at most.",
        "plot": "Draw where a network's costs sit, or how networks compare.",
        "graph": "Show a network as boxes and arrows, folded by block.",
        "draw": "Draw a network as the figure of a paper.",
        "report": "Write a page to click through.",
    },
    "Compare": {
        "diff": "Show what differs between two networks, and why.",
        "compare": "Show networks side by side, one row each.",
        "conventions": "Count one network as the field's tools do.",
    },
    "Check": {
        "verify": "Check published figures against computed ones.",
        "check": "Check that networks keep within budgets.",
    },
    "Find and write": {
        "list": "List the catalogue.",
        "show": "Print a network's YAML, which is a spec that counts the same.",
        "export": "Write a network as code, or for another tool.",
        "ops": "List the ops, or say all about one.",
        "schema": "Print the JSON Schema of the spec language, for editors.",
    },
    "Teach": {
        "try": "Work through a layer or a few, without a file.",
        "sheet": "Make homework of a network: its layers as a table with gaps.",
        "quiz": "Ask questions about layers: in the terminal, or for an exam.",
        "grade": "Give points for answers, and the reason for each.",
        "animate": "Draw a window in motion: what each output sees.",
    },
}
"""The commands in the order of the help, and the first sentence of the help of each: it needs no import."""
COMMANDS = [name for commands in GROUPS.values() for name in commands]
FILES = {"list": "list_", "try": "try_"}
"""The files of commands, where a file has another name than its command."""
COMPLETION = "_CNNCALC_COMPLETE"
"""The variable that a shell sets to have a word completed."""

INTERRUPTED = 130
USAGE = 2
SHOWN = 200
BEFORE = 100
"""How much is shown of a line with a mistake, and how much before the mistake at most."""


class LazyGroup(click.Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        widest = max(map(len, COMMANDS))
        for title, commands in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(widest), sentence) for name, sentence in commands.items()])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"cnncalc.cli.{FILES.get(cmd_name, cmd_name)}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from cnncalc.errors import did_you_mean

        if args and args[0][:1].isdigit():
            from cnncalc.shape import is_map  # imported when asked for: other commands begin with their names

            args = ["try", *args] if is_map(args[0]) else args
        if args and args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            hint = did_you_mean(args[0], COMMANDS)
            ctx.fail(f"no command {args[0]!r}" + (f" ({hint})" if hint else ""))
        return super().resolve_command(ctx, args)


@click.command(
    cls=LazyGroup,
    invoke_without_command=True,  # by itself it prints its help; newer Clicks would tell it as an error
    subcommand_metavar="COMMAND [ARGS]...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "-V", "--version", prog_name="cnncalc", message="%(prog)s %(version)s")
@click.option("--no-pager", is_flag=True, help="Write to the terminal itself, not through a pager.")
@click.pass_context
def cli(ctx: click.Context, no_pager: bool) -> None:
    """Work out what convolutional networks cost, and show the working.

    A NETWORK is a name from `cnncalc list`, a path (`net.yaml`, or `family.yaml:variant`), or `-` for
    standard input.

    \b
    Examples:
      cnncalc summary alexnet
      cnncalc walk alexnet conv1
      cnncalc diff alexnet zfnet
      cnncalc summary resnet50 --input 160x160x3 --json
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


class Closed(io.TextIOBase):
    """Stands for standard output or standard error where there is none."""

    def write(self, text: str) -> int:
        raise OSError(EBADF, "standard output is closed")

    @property
    def buffer(self) -> Closed:
        """What takes bytes: nothing does, either."""
        return self


def main() -> NoReturn:
    """Run the command line; leave with 0, 1 for findings, 2 for a mistake, 130 for Ctrl-C."""
    sys.stdout, sys.stderr = sys.stdout or Closed(), sys.stderr or Closed()
    if os.environ.get(COMPLETION):
        sys.exit(_complete())
    status: Any = 0
    try:
        with as_long_as_it_is_read():
            status = cli.main(standalone_mode=False)
    except click.ClickException as error:
        with suppress(OSError):
            _show(error)
        status = error.exit_code
    except CnncalcError as error:
        with suppress(OSError):
            _report(error)
        status = USAGE
    except (click.Abort, KeyboardInterrupt):
        status = INTERRUPTED
    except MemoryError:
        status = _tell("there is not enough memory for this")
    except RecursionError:
        status = _tell("this is nested deeper than Python's stack goes")
    except RuntimeError as error:
        if not isinstance(error.__cause__, KeyboardInterrupt):  # as Python 3.11 tells it while a class is made
            raise
        status = INTERRUPTED
    except OSError as error:
        status = _tell(error.strerror or str(error))
    sys.exit(status if isinstance(status, int) else 0)


def _complete() -> int:
    """Complete a word; whatever is wrong with the call, or with what was typed, the line that is being typed stays."""
    sys.stderr = io.StringIO() if os.environ[COMPLETION].endswith("_complete") else sys.stderr
    try:
        cli.main(prog_name="cnncalc")
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else 1
    except (Exception, KeyboardInterrupt):
        pass
    return 1


def _show(error: click.ClickException) -> None:
    """Tell a mistake on the command line: what was given may hold anything, and Click drops only what colours."""
    from cnncalc.text import printable

    click.UsageError(printable(error.format_message()), getattr(error, "ctx", None)).show()


def _tell(problem: str) -> int:
    with suppress(OSError):
        click.echo(f"cnncalc: {problem}", err=True)
    return USAGE


def _report(error: CnncalcError) -> None:
    """Tell each mistake in one line, with its place in the source under it."""
    for each in error.errors[:MOST_TOLD]:
        _report_one(each)
    for line in untold(error.errors):
        click.echo(line, err=True)


def _report_one(error: CnncalcError) -> None:
    from cnncalc.text import printable

    click.echo(printable(error.line()), err=True)
    if error.origin and error.origin.text.strip():
        # Of a long line, what is around the place.
        place = error.origin.column - 1 - error.origin.cut
        start = max(place - BEFORE, 0)
        around = error.origin.text[start : start + SHOWN]
        before = printable(around[: place - start].expandtabs(1))
        meant = printable(around[place - start :][: error.origin.length].expandtabs(1))
        click.echo(f"  {printable(around.expandtabs(1))}", err=True)
        click.echo(f"  {' ' * len(before)}{'^'.ljust(len(meant), '~')}", err=True)
