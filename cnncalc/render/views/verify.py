"""Published figures and what they are computed to be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from cnncalc.published import ACCURACIES
from cnncalc.render import Options
from cnncalc.render.data.verify import figure_data
from cnncalc.render.page import (
    Cell,
    Column,
    Page,
    PagePart,
    Paragraph,
    Records,
    Row,
    Table,
    exact_number,
    say_shape_order,
)
from cnncalc.render.records import record
from cnncalc.render.views.meanings import meanings
from cnncalc.report.accuracy import ONE, Accuracy
from cnncalc.report.computed import FIGURE_OF, SHARES, ComputedValue
from cnncalc.report.verify import (
    APPROXIMATE,
    COUNTS,
    MATCH,
    UNEXPLAINED,
    UNKNOWN,
    WRONG,
    Checked,
    Verification,
)
from cnncalc.shape import Shape
from cnncalc.text import plural

COLUMNS = (
    Column("figure", wrap=True),
    Column("published", right=True),
    Column("computed", right=True),
    Column("verdict", wrap=True, marked=True),
    Column("read", optional=1),
    Column("source", shortest=16, wrap=True),
)
ACCURACY_COLUMNS = (
    Column("accuracy or error"),
    Column("published", right=True),
    Column("how it was measured", wrap=True),
    Column("read", optional=1),
    Column("source", shortest=16, wrap=True),
)
LISTED = (
    "Nothing here computes an accuracy. `list` shows the first top-1 of one crop, of this very network and its own "
    "input, trained on ImageNet-1k alone."
)
COMPARED = {"depth": "depth", "layers": "all"}
"""The words for what a number of layers is compared with."""
WORDS = {
    MATCH: "match", COUNTS: "counts differently", APPROXIMATE: "approximate", WRONG: "wrong",
    UNEXPLAINED: "unexplained", UNKNOWN: "unknown",
}  # fmt: skip
RULES = (
    "match: as published to the last digit, rounded, cut off there (less than 5 % of it), or within the range; counts "
    "differently: as published by what the source counts; approximate: said to be about so much, and within 10 %, or a "
    "bound that holds; wrong: it is known why; unexplained: it is not."
)
READ = (
    "read: yes where the source was opened, secondary where only something that repeats it was, recalled where neither."
)
READINGS = {"yes": "read at the source", "secondary": "secondary", "recalled": "recalled", "": "not said to be read"}
STYLES = {COUNTS: "known", APPROXIMATE: "known", WRONG: "known", UNEXPLAINED: "bad", UNKNOWN: "known"}


def page(verification: Verification, options: Options) -> Page:
    """One row a figure, its reason under it; of several networks how many there are, and what does not match."""
    figures, accuracies = verification.figures, verification.accuracies
    networks = dict.fromkeys([*(each.network for each in figures), *(each.network for each in accuracies)])
    in_full = len(networks) < 2 or options.all_rows
    others = [figure for figure in verification.left_out if figure not in ACCURACIES]
    told = [f"Published and not computed here: {', '.join(others)}."] if others else []
    told += _not_published(verification, in_full)
    if not figures and len(networks) < 2:
        none = "There are no published figures here that can be computed."
        return Page("", (Paragraph((none, *told)), *_accuracies(accuracies), *_sources(verification)))
    parts = [_counts(verification, networks), *_not_matching(figures)]
    if in_full:
        parts = [part for network in networks for part in _network(verification, network, len(networks) > 1)]
    compared = dict.fromkeys(figure.compared_with or figure.figure for figure in figures)
    read = _count_read(verification)
    meaning = meanings([FIGURE_OF[name] for name in compared if name in FIGURE_OF])
    parts.append(Paragraph((RULES, *[READ] * bool(read), *meaning), "quiet"))
    parts.append(Paragraph((_count(figures), *[read] * bool(read), *told)))
    if len(networks) < 2:
        parts += _accuracies(accuracies)
    return Page("", (*parts, *(_sources(verification) if in_full else ())))


def _not_published(verification: Verification, in_full: bool) -> list[str]:
    """What sources were searched for and do not have: a line for each, or all networks in one."""
    searched: dict[tuple[str, str], list[str]] = {}
    for each in verification.unpublished:
        unread = f"; {each.source.read}" if each.source.read not in ("", "yes") else ""
        searched.setdefault((each.network, f"{each.source}{unread}"), []).append(_title(each.figure))
    if not in_full:
        names = ", ".join(dict.fromkeys(network for network, _ in searched))
        return [f"Whose size or cost was not published, as far as it was searched: {names}."] if names else []
    return [
        f"{network}: {' and '.join(figures)} not published ({source})."
        for (network, source), figures in searched.items()
    ]


def _network(verification: Verification, network: str, named: bool) -> list[PagePart]:
    """The figures of one network; its accuracies, too, if there are others beside it."""
    rows = [_row(each) for each in verification.figures if each.network == network]
    accuracies = [_accuracy_row(each) for each in verification.accuracies if each.network == network]
    title = network if named else ""
    return [
        *_table(COLUMNS, rows, title),
        *(_table(ACCURACY_COLUMNS, accuracies, "" if rows else title) if named else ()),
    ]


def _counts(verification: Verification, networks: Iterable[str]) -> Table:
    """How many figures each network has, and how they are judged."""
    verdicts = [verdict for verdict in WORDS if any(each.verdict == verdict for each in verification.figures)]
    columns = ("figures", *(WORDS[verdict] for verdict in verdicts), "accuracies")
    rows = []
    for network in networks:
        found = [each.verdict for each in verification.figures if each.network == network]
        accuracies = sum(1 for each in verification.accuracies if each.network == network)
        rows.append(Row((network, len(found), *[found.count(each) or None for each in verdicts], accuracies or None)))
    total = [sum(row.cells[at] or 0 for row in rows) for at in range(1, len(columns) + 1)]  # type: ignore[misc]
    return Table(
        (Column("network"), *(Column(name, right=True) for name in columns)), tuple(rows), (Row(("all", *total)),)
    )


def _not_matching(figures: Sequence[Checked]) -> list[PagePart]:
    rows = [_row(each, (each.network,)) for each in figures if each.verdict != MATCH]
    return _table((Column("network"), *COLUMNS), rows, caption="What is no match")


def _accuracies(accuracies: Sequence[Accuracy]) -> list[PagePart]:
    """The published accuracies of a network, and how they were measured."""
    rows = [_accuracy_row(accuracy) for accuracy in accuracies]
    return [*_table(ACCURACY_COLUMNS, rows), Paragraph((LISTED,), "quiet")] if rows else []


def _sources(verification: Verification) -> list[PagePart]:
    """How the sources can be found, a line each; those that are known by their text alone have none."""
    lines: dict[str, None] = {}
    for source in (*verification.sources, *(each.source for each in verification.unpublished)):
        venue = source.venue if source.venue.lower() not in source.text.lower() else ""
        found = "; ".join(filter(None, (source.id, venue)))
        if found:
            lines[f"{source.text}: {found}{f' ({source.counts})' if source.counts else ''}"] = None
    return [Paragraph(("Sources:", *lines), "quiet")] if lines else []


def _table(columns: tuple[Column, ...], rows: Sequence[Row], caption: str = "") -> list[PagePart]:
    """A table, if there are rows; without the column `read` where no row says it."""
    at = next(number for number, column in enumerate(columns) if column.title == "read")
    if any(row.cells[at] for row in rows):
        return [Table(columns, tuple(rows), caption=caption)]
    rows = [row._replace(cells=row.cells[:at] + row.cells[at + 1 :]) for row in rows]
    return [Table(columns[:at] + columns[at + 1 :], tuple(rows), caption=caption)] if rows else []


def _accuracy_row(accuracy: Accuracy) -> Row:
    one_crop = ("1 crop",) if accuracy.crops == ONE else ()
    measured = "; ".join((*accuracy.reasons, *one_crop, accuracy.split or "which images is not said"))
    name = accuracy.figure.replace("top", "top-").replace("_", " ").replace(" iu", " IU")
    below = (accuracy.note,) if accuracy.note else ()
    return Row((name, accuracy.published, measured, accuracy.source.read, str(accuracy.source)), below=below)


def records(verification: Verification, options: Options) -> Records:
    """One record a figure."""
    header = (*Checked._fields, "id", "where", "quote", "read")
    return say_shape_order(Records(header, (_record(header, figure) for figure in verification.figures)))


def _record(header: tuple[str, ...], figure: Checked) -> tuple[Cell, ...]:
    data = figure_data(figure)
    shape = {"computed": figure.computed.plain} if isinstance(figure.computed, Shape) else {}
    return record(header, {**data["citation"], **data, **shape})


def _row(figure: Checked, before: tuple[str, ...] = ()) -> Row:
    verdict = WORDS[figure.verdict]
    if figure.agreement and figure.agreement != "exact":
        verdict += f" ({figure.agreement})"
    reading = f" ({COMPARED[figure.compared_with]})" if figure.compared_with else ""
    name = f"{_title(figure.figure)}{reading} {figure.of}".rstrip()
    cells = (*before, name, figure.published, _computed(figure.computed), verdict, figure.source.read)
    return Row((*cells, str(figure.source)), STYLES.get(figure.verdict, ""), _below(figure))


def _below(figure: Checked) -> tuple[str, ...]:
    """The lines under a figure: what the source counts, the reason for the verdict, and notes."""
    return tuple(filter(None, (_rule(figure), figure.reason, figure.note)))


def _rule(figure: Checked) -> str:
    """The line on what the source counts, and what that comes to; in K where a K is 1024."""
    if figure.as_counted is None:
        return ""
    if figure.counts.endswith(f"K = {1024:,}"):
        return f"{figure.counts}: {figure.as_counted / 1024:,.6g} K"
    digits = ",.6g" if figure.as_counted < 1000 else ",.0f"
    return f"counts {figure.counts}: {figure.as_counted:{digits}}"


def _computed(value: ComputedValue | None) -> str:
    if value is None or isinstance(value, Shape):
        return "?" if value is None else str(value)
    if isinstance(value, Decimal):
        return f"{value:,.4g}"
    return f"{value:.2f}%" if isinstance(value, float) else exact_number(value)


def _title(name: str) -> str:
    """What a published figure is called."""
    title = FIGURE_OF[name].called if name in FIGURE_OF else name.replace("_", " ")
    return f"share of {title}" if name in SHARES else title


def _count(figures: Sequence[Checked]) -> str:
    verdicts = [figure.verdict for figure in figures]
    parts = [f"{verdicts.count(verdict)} {word}" for verdict, word in WORDS.items() if verdict in verdicts]
    return f"{plural(len(verdicts), 'published figure')}: {', '.join(parts)}."


def _count_read(verification: Verification) -> str:
    """How many of the figures were read at their sources; nothing where none says so."""
    read = [source.read for source in verification.sources]
    if not any(read):
        return ""
    parts = [f"{read.count(how)} {words}" for how, words in READINGS.items() if how in read]
    count = len(verification.accuracies)
    with_them = f"With {count} published {'accuracy' if count == 1 else 'accuracies'}: " if count else ""
    return f"{with_them}{', '.join(parts)}."
