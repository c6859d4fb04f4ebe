"""What several commands share: their options, loading a network, writing a report."""

from __future__ import annotations

import functools
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cnncalc.cli.pipes import as_long_as_it_is_read
from cnncalc.cli.types import (
    BatchType,
    FileType,
    LayerType,
    NetworkType,
    SettingType,
    WordsType,
    dtypes,
    limits,
    optimizers,
)
from cnncalc.render import FORMATS, SUFFIXES, Options

if TYPE_CHECKING:
    from cnncalc.limits import Limits
    from cnncalc.network import Network
    from cnncalc.spec.load import Spec

F = TypeVar("F", bound=Callable[..., Any])
MOST_PIECES = 1_000
"""The pieces of a text that are written at once."""

NETWORK = NetworkType()
LAYER = LayerType()
DTYPE = WordsType("dtype", dtypes)
OPTIMIZER = WordsType("optimizer", optimizers)
FILE = FileType()


def limit_option(command: F) -> F:
    """`--limit`, given to the command as `limits`."""

    @click.option(
        "--limit", "raised", multiple=True, type=WordsType("limit", limits), metavar="NAME=N",
        help="Raise a limit of specs: layers=2M, file=64MB.",
    )  # fmt: skip
    @functools.wraps(command)
    def wrapped(raised: tuple[str, ...], **rest: Any) -> Any:
        from cnncalc.limits import parse_limits

        return command(limits=parse_limits(raised), **rest)

    return wrapped  # type: ignore[return-value]


def spec_options(command: F) -> F:
    """What changes a spec for this run, given to the command as `changes`."""

    @click.option(
        "--set", "settings", multiple=True, type=SettingType(), metavar="NAME=VALUE",
        help="Set a parameter, or a field: conv1.kernel=7.",
    )  # fmt: skip
    @click.option("--input", "inputs", multiple=True, metavar="HxWxC", help="Another input, as 299x299x3.")
    @click.option("--strict", is_flag=True, help="Make it an error if a layer's costs are not known.")
    @limit_option
    @functools.wraps(command)
    def wrapped(settings: tuple[str, ...], inputs: tuple[str, ...], strict: bool, limits: Limits, **rest: Any) -> Any:
        return command(changes=Changes(settings, inputs, limits, strict=strict), **rest)

    return wrapped  # type: ignore[return-value]


def network_options(command: F) -> F:
    """What changes a network for this run, given to the command as `changes`."""

    @spec_options
    @click.option("--training", is_flag=True, help="Count the side heads that run only in training.")
    @functools.wraps(command)
    def wrapped(training: bool, changes: Changes, **rest: Any) -> Any:
        changes.training = training
        return command(changes=changes, **rest)

    return wrapped  # type: ignore[return-value]


def change_options(command: F) -> F:
    """The same, and how the network is trained."""

    @network_options
    @click.option("--freeze", multiple=True, type=LAYER, metavar="LAYERS", help="Layers that are not trained: 'conv*'.")
    @click.option(
        "--train", multiple=True, type=LAYER, metavar="LAYERS", help="Layers that stay trained; alone: no others are."
    )
    @functools.wraps(command)
    def wrapped(freeze: tuple[str, ...], train: tuple[str, ...], changes: Changes, **rest: Any) -> Any:
        changes.freeze, changes.train = freeze, train
        return command(changes=changes, **rest)

    return wrapped  # type: ignore[return-value]


def values_options(command: F) -> F:
    """`--batch` and `--dtype`, on which memory depends; None where they are not given."""
    batch = click.option("--batch", type=BatchType(), metavar="N", help="Examples at once.  [default: 1]")
    dtype = click.option("--dtype", type=DTYPE, metavar="DTYPE", help="The type of all values.  [default: fp32]")
    return batch(dtype(command))


def optimizer_option(command: F) -> F:
    """`--optimizer`, on which the memory to train depends; None where it is not given."""
    meaning = "sgd, momentum, adam, adamw, or none to run only.  [default: sgd]"
    return click.option("--optimizer", type=OPTIMIZER, metavar="NAME", help=meaning)(command)


def pager_option(command: F) -> F:
    """`--no-pager`, before the command's name or behind it, given to the command as `paged`."""

    @click.option("--no-pager", is_flag=True, help="Write to the terminal itself, not through a pager.")
    @functools.wraps(command)
    def wrapped(no_pager: bool, **rest: Any) -> Any:
        whole = click.get_current_context().find_root()
        return command(paged=not (no_pager or whole.params.get("no_pager")), **rest)

    return wrapped  # type: ignore[return-value]


def output_options(command: F) -> F:
    """`-f`, `--json`, `-o` and `--no-pager`, given to the command as `output`."""

    @click.option("-f", "--format", "format_name", type=click.Choice(FORMATS), help="The form of the output.")
    @click.option("--json", "as_json", is_flag=True, help="The same as -f json.")
    @click.option(
        "-o", "--output", "file", type=FILE, metavar="FILE", help="Write to a file; its suffix gives the format."
    )
    @click.option("--caption", metavar="TEXT", help="What stands above the first table in LaTeX.")
    @click.option("--label", metavar="NAME", help="What a text in LaTeX refers to that table by.")
    @pager_option
    @functools.wraps(command)
    def wrapped(
        format_name: str | None, as_json: bool, file: str | None, caption: str | None, label: str | None, paged: bool,
        **rest: Any,
    ) -> Any:  # fmt: skip
        if as_json and format_name not in (None, "json"):
            raise click.UsageError(f"--json and -f {format_name} do not go together")
        output = Output("json" if as_json else format_name, file, paged=paged)
        output.head_table(caption, label)
        return command(output=output, **rest)

    return wrapped  # type: ignore[return-value]


def text_output_options(command: F) -> F:
    """`-o` and `--no-pager`, for a command whose output has one form only, given to it as `output`."""

    @click.option("-o", "--output", "file", type=FILE, metavar="FILE", help="Write to a file.")
    @pager_option
    @functools.wraps(command)
    def wrapped(file: str | None, paged: bool, **rest: Any) -> Any:
        return command(output=Output("table", file, paged=paged), **rest)

    return wrapped  # type: ignore[return-value]


class OneNetwork(click.Command):
    """A command on one network: given more, it says which command takes several."""

    allow_extra_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        left = super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            ctx.fail(f"one network at a time, and {ctx.args[0]!r} is another; `cnncalc compare` shows more")
        return left


class Changes:
    """What is changed in a network for this run."""

    def __init__(
        self,
        settings: tuple[str, ...],
        inputs: tuple[str, ...],
        limits: Limits,
        *,
        strict: bool,
    ) -> None:
        self.inputs = inputs
        """The shapes that stand for the network's own; only a comparison takes several."""
        self.limits = limits
        self.strict = strict
        """Whether every layer's costs must be known."""
        self.training = False
        self.freeze: tuple[str, ...] = ()
        self.train: tuple[str, ...] = ()
        self.settings: dict[str, str] = {}
        for setting in settings:
            name, equals, value = setting.partition("=")
            if not equals or not name:
                raise click.UsageError(f"--set takes NAME=VALUE, not {setting!r}")
            if name.strip() in self.settings:
                raise click.UsageError(f"--set gives {name.strip()!r} twice")
            self.settings[name.strip()] = value.strip()

    def __bool__(self) -> bool:
        return bool(self.settings or self.inputs)

    def load(self, network: str) -> Network:
        """Load a network with these changes."""
        from cnncalc.spec.load import read

        return self.apply(read(network, limits=self.limits))

    def apply(self, spec: Spec) -> Network:
        """The network of a spec with these changes."""
        if len(self.inputs) > 1:
            raise click.UsageError("--input is given once here; `cnncalc compare` makes a row of each")
        return self._network(spec, *self.inputs)

    def load_each(self, networks: Iterable[str]) -> Iterator[Network]:
        """Load networks with these changes, each of them with every input."""
        from cnncalc.spec.load import read

        for network in networks:
            spec = read(network, limits=self.limits)
            for shape in self.inputs or (None,):
                yield self._network(spec, shape)

    def _network(self, spec: Spec, shape: str | None = None) -> Network:
        """The network of a spec with these changes; what may not be meant as it is written is told."""
        from cnncalc.text import printable

        loaded = spec.network(set=self.settings, input=shape, freeze=self.freeze, train=self.train)
        for remark in loaded.remarks:
            click.echo(printable(str(remark)), err=True)
        if self.strict:
            _check_known(loaded)
        return loaded


def check_none_given(needs: str, **options: object) -> None:
    """Raise UsageError for an option that would change nothing, since it needs another."""
    for name, value in options.items():
        if value is not None and value != ():
            raise click.UsageError(f"--{name} changes the memory only: it goes with {needs}")


class Output:
    """Where a report goes, and in which form."""

    def __init__(self, format_name: str | None, file: str | None, *, paged: bool = True) -> None:
        if file == "" or (file and file.endswith(("/", os.sep))):
            raise click.UsageError(f"-o takes the name of a file, not {file!r}")
        if file == "-":
            file = None
        self.file = file
        self.paged = paged
        """Whether a terminal's pager shows it."""
        self.caption = self.label = ""
        suffix = os.path.splitext(file)[1].lower() if file else ""
        if file and format_name is None and suffix not in SUFFIXES:
            known = ", ".join(SUFFIXES)
            raise click.UsageError(f"-o {file}: cannot tell the format from its suffix ({known}); say it with -f")
        self.format = format_name or SUFFIXES.get(suffix, "table")

    def check_table(self, option: str) -> None:
        """Raise UsageError if an option is for tables to read, and this is data."""
        if self.format in ("json", "csv", "tsv"):
            raise click.UsageError(f"{option} is for tables to read: {self.format} has every figure")

    def columns(self, written: str | None) -> tuple[str, ...]:
        """The columns of a table as `--columns` names them; empty for the usual ones."""
        if written is None:
            return ()
        self.check_table("--columns")
        return tuple(name.strip() for name in written.split(","))

    def head_table(self, caption: str | None, label: str | None) -> None:
        """Give the first table in LaTeX a caption and a label; raise UsageError for what would change nothing."""
        for name, given in (("caption", caption), ("label", label)):
            if given is not None and self.format != "latex":
                raise click.UsageError(f"--{name} is for LaTeX: it goes with -f latex or -o FILE.tex")
        if label is not None and caption is None:
            raise click.UsageError("--label needs --caption: it refers to the table's number")
        if label is not None and not re.fullmatch(r"[A-Za-z0-9:._/+-]+", label):
            raise click.UsageError(f"--label takes letters, digits and :._/+-, as tab:alexnet, not {label!r}")
        self.caption, self.label = caption or "", label or ""

    def write(self, report: Any, options: Options | None = None) -> None:
        """Write a report: drawn on a terminal, as plain text into a pipe or a file."""
        options = (options or Options())._replace(caption=self.caption, label=self.label)
        if self.format == "table" and self.file is None and _on_terminal():
            from cnncalc.render.terminal import draw

            with _shown(self.paged), as_long_as_it_is_read():
                draw(report, options)
            return
        from cnncalc.render import render

        self.write_pieces(render(report, self.format, options))

    def write_source(self, text: str) -> None:
        """Write a file's text as it is; on a terminal, without anything that it would obey."""
        if self.file is None and sys.stdout.isatty():
            from cnncalc.text import printable

            lines = text.removesuffix("\n").split("\n")
            text = "".join("\t".join(map(printable, line.removesuffix("\r").split("\t"))) + "\n" for line in lines)
        self.write_pieces([text])

    def write_pieces(self, pieces: Iterable[str]) -> None:
        """Write the pieces of a text to the file or to standard output."""
        if self.file is None:
            with _shown(self.paged):
                write_standard_output(pieces)
        else:
            from cnncalc.cli.files import write_file  # imported when asked for: most output has no file

            write_file(self.file, pieces)


def check_read_once(*networks: str | None) -> None:
    """Raise UsageError if several networks are to come from standard input."""
    if networks.count("-") > 1:
        raise click.UsageError("standard input (-) can be read once")


def _check_known(network: Network) -> None:
    """Raise CnncalcError if a layer's costs are not known."""
    from cnncalc.errors import CnncalcError

    for node in network.graph.layers(training=True):
        unknown = node.op.unknown()
        if unknown:
            raise CnncalcError(f"{network.name}: {node.path}: {' and '.join(unknown)} are not known (--strict)")


def write_standard_output(pieces: Iterable[str]) -> None:
    """Write the pieces of a text, in what characters standard output has; many at once, as a terminal is slow."""
    from cnncalc.text import encodable

    pieces = iter(pieces)
    with as_long_as_it_is_read():
        while batch := list(islice(pieces, MOST_PIECES)):
            sys.stdout.write(encodable("".join(batch), sys.stdout.encoding))


def _shown(paged: bool) -> AbstractContextManager[None]:
    """Standard output through a pager, if it is a terminal and one is wanted; else as it is."""
    if not paged or not sys.stdout.isatty():
        return nullcontext()
    from cnncalc.cli.pager import through_pager  # imported when asked for: most output goes into a pipe

    return through_pager()


def _on_terminal() -> bool:
    """Whether Rich should draw: on a terminal, or where colour is forced."""
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))
