"""`cnncalc quiz`."""

from __future__ import annotations

import sys

import click

from cnncalc.cli.output import Output, output_options_in
from cnncalc.cli.types import WordsType
from cnncalc.render import EXAMS, FORMATS, Options

FEWEST_SEEDS = 10_000
"""How many seeds a quiz without one is drawn from."""


def kinds() -> tuple[str, ...]:
    """The kinds of questions."""
    from cnncalc.report.questions import KINDS

    return tuple(KINDS)


@click.command()
@click.argument("words", metavar="[KIND]...", type=WordsType("kind", kinds), nargs=-1)
@click.option("--seed", type=click.IntRange(0, 999_999_999), help="Ask the same questions again.")
@click.option("--count", type=click.IntRange(1, 10_000), metavar="N", help="How many.  [default: 10]")
@click.option("--inexact", is_flag=True, help="Ask about sizes that are rounded.")
@click.option("--choices", is_flag=True, help="Offer answers to choose from: those that mistakes give.")
@click.option("--ask", "half", flag_value="ask", default=None, help="Write the questions alone.")
@click.option("--key", "half", flag_value="key", default=None, help="Write the key alone.")
@click.option("--play", is_flag=True, help="Ask one by one and read the answers: at a terminal that is what it does.")
@output_options_in((*FORMATS, *EXAMS))
def command(
    words: tuple[str, ...],
    seed: int | None,
    count: int | None,
    inexact: bool,
    choices: bool,
    half: str | None,
    play: bool,
    output: Output,
) -> None:
    """Ask questions about layers: in the terminal, or for an exam.

    KIND is conv, pool, fc, chain, same, field, bottleneck, shortcut or diff, all of them if none is said, or a
    question's own name, conv-7-1. At a terminal they are asked one by one. With -o or -f they are written with a key:
    Markdown, LaTeX, CSV and TSV (Anki); gift and moodle (Moodle), text2qti (Canvas).

    \b
    Examples:
      cnncalc quiz
      cnncalc quiz conv pool --seed 7 --count 20 -o homework.tex
      cnncalc quiz --seed 7 --choices -f gift -o exam.gift
      cnncalc quiz conv-7-1
    """
    from cnncalc.report.quiz import is_id, make_quiz, quiz_of

    named = [word for word in words if is_id(word)]
    if named and (len(named) < len(words) or seed is not None or count is not None or inexact):
        raise click.UsageError(f"{named[0]} is one question: it goes without kinds, --seed, --count and --inexact")
    if half:
        output.check_table(f"--{half}")
        if output.format in EXAMS:
            raise click.UsageError(f"--{half} is to be read: {output.format} has question and answer together")
    seed = _any_seed() if seed is None else seed
    quiz = quiz_of(named) if named else make_quiz(words, seed=seed, count=count or 10, inexact=inexact)
    options = Options(half=half or "", choices=choices)
    if play or (output.file is None and output.format == "table" and not half and _between_people()):
        from cnncalc.cli.played import play as ask_one_by_one

        if output.file is not None or output.format != "table" or half:
            raise click.UsageError("--play goes without -o, -f, --json, --ask and --key")
        ask_one_by_one(quiz, options)
        return
    output.write(quiz, options)


def _any_seed() -> int:
    from secrets import randbelow

    return randbelow(FEWEST_SEEDS)


def _between_people() -> bool:
    """Whether questions come to a terminal and answers from one."""
    return sys.stdout.isatty() and sys.stdin is not None and sys.stdin.isatty()
