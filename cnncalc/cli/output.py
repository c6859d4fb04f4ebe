"""Where a report goes: the options that say so, and writing it to a terminal, a pipe or a file."""

from __future__ import annotations

import functools
import os
import re
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from typing import Any, TypeVar

import click

from cnncalc.cli.pipes import as_long_as_it_is_read
from cnncalc.cli.types import FileType
from cnncalc.render import EXAM_SUFFIXES, FORMATS, GRAPH_SUFFIXES, PICTURES, SUFFIXES, Options

F = TypeVar("F", bound=Callable[..., Any])
PLOTTED = "`cnncalc plot` draws what a network costs"
OF_TEXT = 343.0
"""How wide the text of LaTeX's `article` is, in points: a picture in a document is no wider if nobody says so."""
MOST_PIECES = 1_000
"""How many pieces of a text are written at once."""

FILE = FileType()


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
    return output_options_in(FORMATS)(command)


def output_options_in(formats: tuple[str, ...]) -> Callable[[F], F]:
    """The options of `output_options`, for a command whose output has these formats."""
    return functools.partial(_with_output, formats=formats)


def _with_output(command: F, formats: tuple[str, ...]) -> F:
    @click.option("-f", "--format", "format_name", type=click.Choice(formats), help="The form of the output.")
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
        output = Output("json" if as_json else format_name, file, formats=formats, paged=paged)
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


class Output:
    """Where a report goes, and in which form."""

    def __init__(
        self, format_name: str | None, file: str | None, *, formats: tuple[str, ...] = FORMATS, paged: bool = True
    ) -> None:
        if file == "" or (file and file.endswith(("/", os.sep))):
            raise click.UsageError(f"-o takes the name of a file, not {file!r}")
        if file == "-":
            file = None
        self.file = file
        self.paged = paged
        """Whether a terminal's pager shows the report."""
        self.caption = self.label = ""
        self.page_width: float | None = None
        """The width of a picture in points; None where nobody says it."""
        self.format = format_name or (_format_of(file, formats) if file else "table")

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
        width = self.page_width or (OF_TEXT if self.format == "latex" and not options.document else None)
        if width is not None:
            options = options._replace(page_width=width)
        if self.format in PICTURES:
            from cnncalc.cli.pictures import write_picture

            write_picture(report, self, options)
            return
        if self.format == "table" and self.file is None and on_terminal():
            from cnncalc.render.terminal import draw

            with _shown(self.paged), as_long_as_it_is_read():
                draw(report, options)
            return
        from cnncalc.render import render

        self.write_pieces(render(report, self.format, options))

    def write_by_step(self, report: Any, options: Options) -> None:
        """Write a report page by page; between people at a terminal, wait for Return before each next one."""
        if self.file is not None or self.format != "table":
            raise click.UsageError("--step is for a terminal: it goes without -o, -f and --json")
        from cnncalc.render.views import frames_of

        if not on_terminal():
            from cnncalc.render.plain_text import render_page

            for page in frames_of(report, options):
                write_standard_output([*render_page(page, options.width), "\n"])
            return
        from cnncalc.render.terminal import draw_page

        with as_long_as_it_is_read():
            for page in frames_of(report, options):
                draw_page(page)
                if sys.stdin is not None and sys.stdin.isatty() and not sys.stdin.readline():
                    return

    def write_source(self, text: str) -> None:
        """Write a file's text as it is; on a terminal, without anything that it would obey."""
        if self.file is None and sys.stdout.isatty():
            from cnncalc.text import printable

            lines = text.removesuffix("\n").split("\n")
            text = "".join("\t".join(map(printable, line.removesuffix("\r").split("\t"))) + "\n" for line in lines)
        self.write_pieces([text])

    def check_not_shown(self, what: str, file: str) -> None:
        """Raise UsageError where something would go to a terminal that cannot show it; `file` is where it could go."""
        if self.file is None and sys.stdout.isatty():
            raise click.UsageError(f"{what} is nothing for a terminal: say -o {file}")

    def write_bytes(self, data: bytes) -> None:
        """Write what is no text to the file or to standard output."""
        if self.file is not None:
            from cnncalc.cli.atomic_file import write_file

            write_file(self.file, [data])
            return
        with as_long_as_it_is_read():
            sys.stdout.flush()
            sys.stdout.buffer.write(data)

    def write_pieces(self, pieces: Iterable[str]) -> None:
        """Write the pieces of a text to the file or to standard output."""
        if self.file is None:
            with _shown(self.paged):
                write_standard_output(pieces)
        else:
            from cnncalc.cli.atomic_file import write_file  # imported when asked for: most output has no file

            write_file(self.file, pieces)


def _format_of(file: str, formats: tuple[str, ...]) -> str:
    """The format that a file's suffix says. Raises UsageError for none of a command's own."""
    suffix = os.path.splitext(file)[1].lower()
    known = {**SUFFIXES, **{f".{name}": name for name in PICTURES}, **GRAPH_SUFFIXES, **EXAM_SUFFIXES}
    if suffix in EXAM_SUFFIXES and known[suffix] not in formats:
        raise click.UsageError(f"-o {file}: this has no questions; `cnncalc quiz` and `sheet` ask some")
    if suffix in known and known[suffix] not in formats:
        draws = "`cnncalc graph` draws boxes and arrows" if suffix in GRAPH_SUFFIXES else PLOTTED
        raise click.UsageError(f"-o {file}: this has no picture; {draws}")
    if suffix not in known:
        said = ", ".join(each for each, name in known.items() if name in formats)
        raise click.UsageError(f"-o {file}: cannot tell the format from its suffix ({said}); say it with -f")
    return known[suffix]


def write_standard_output(pieces: Iterable[str]) -> None:
    """Write the pieces of a text, in what characters standard output has; many at once, as a terminal is slow."""
    from cnncalc.text import encodable

    pieces = iter(pieces)
    with as_long_as_it_is_read():
        while batch := list(islice(pieces, MOST_PIECES)):
            sys.stdout.write(encodable("".join(batch), sys.stdout.encoding))


def _shown(paged: bool) -> AbstractContextManager[None]:
    """Standard output: through a pager, if it is a terminal and a pager is wanted."""
    if not paged or not sys.stdout.isatty():
        return nullcontext()
    from cnncalc.cli.pager import through_pager  # imported when asked for: most output goes into a pipe

    return through_pager()


def on_terminal() -> bool:
    """Whether Rich should draw: on a terminal, or where colour is forced."""
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))
