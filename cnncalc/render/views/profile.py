"""Where parameters, computation and activation memory sit, as bars."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from cnncalc.errors import CnncalcError
from cnncalc.render import Options
from cnncalc.render.cells import number_text, share_cell
from cnncalc.render.chart import Bars, Panel
from cnncalc.render.data.profile import COUNTS, item_data
from cnncalc.render.diagram.captions import names_text
from cnncalc.render.page import Page, Paragraph, Records, marked, named_bounds, noted, short_number
from cnncalc.render.picture.draw import drawn
from cnncalc.render.picture.palette import ACTIVATIONS, MACS, PARAMS
from cnncalc.render.picture.scene import Scene
from cnncalc.render.records import record
from cnncalc.render.views.columns import choose
from cnncalc.report.figure import BYTES, Figure
from cnncalc.report.figures import OF_PARTS
from cnncalc.report.profile import Item, Profile
from cnncalc.report.summary import Share
from cnncalc.report.totals import Totals
from cnncalc.text import ends_of

MEANING = "What has neither parameters nor MACs is counted with what runs before it."
DEFAULT = ("params", "macs", "activation_bytes")
"""The bars of every lecture: memory is early, parameters are late, computation is in the middle."""
MOST_ROWS = 2_000
"""The most of a picture."""
CHOICES = {figure.option: figure for figure in OF_PARTS}
CHOICES |= {figure.name: figure for figure in OF_PARTS}
"""What there are bars of, by what a column is called, too."""
COLORS = {"params": PARAMS, "trained": PARAMS, "macs": MACS, "flops": MACS, "gradients": MACS}
"""The colour of a figure, by what it needs to know of layers; ACTIVATIONS if it needs nothing."""


def page(profile: Profile, options: Options) -> Page:
    """The page: the bars, and what they mean."""
    shapes = ", ".join(map(str, profile.input_shapes))
    chosen = _chosen(options)
    lines = [figure.told(profile.sizes) for figure in chosen] if options.columns else []
    if any(len(item.paths) > 1 for item in profile.items):
        lines.append(MEANING)
    meaning = (Paragraph(tuple(dict.fromkeys(lines)), "quiet"),) if lines else ()
    return Page(f"{profile.title}   {shapes}", (bars(profile, chosen), *meaning, *noted(profile.notes)))


def scene(profile: Profile, options: Options) -> Scene:
    """The picture: the bars alone."""
    if len(profile.items) > MOST_ROWS:
        raise CnncalcError(f"a picture has at most {MOST_ROWS:,} rows", hint="fold blocks: --depth 1")
    return drawn(bars(profile, _chosen(options)), options.page_width)


def records(profile: Profile, options: Options) -> Records:
    """One record an item."""
    header = ("path", "last", "repeat", *COUNTS, "lower_bounds")
    rows = (
        record(header, {**item_data(item, profile), "lower_bounds": named_bounds(item.share.lower_bounds, header)})
        for item in profile.items
    )
    return Records(header, rows)


def bars(profile: Profile, figures: Sequence[Figure]) -> Bars:
    """A row an item, a panel a figure."""
    names = ends_of([item.path for item in profile.items])
    rows = tuple(map(_repeated, names, profile.items))
    panels = tuple([_panel(profile, figure) for figure in figures])
    title = f"{', '.join(map(_called, figures))} of {profile.title}, layer by layer"
    return Bars(_capital(title), rows, panels, tuple(" ".join(item.paths) for item in profile.items))


def _chosen(options: Options) -> list[Figure]:
    return choose(options.columns or DEFAULT, CHOICES)


def _panel(profile: Profile, figure: Figure) -> Panel:
    """The figure of every item, with its share in the whole."""
    totals, sizes = profile.totals, profile.sizes
    parts = [item.share for item in profile.items]
    values = [None if figure.lacks(part.lacking) else int(figure.value(part, sizes) or 0) for part in parts]
    whole = int(figure.value(totals, sizes) or 0)
    total = number_text(figure, whole) if figure.unit == BYTES else short_number(whole)
    setting = sizes.dtype if sizes.batch == 1 else f"{sizes.dtype}, batch {sizes.batch:,}"
    return Panel(
        _capital(_called(figure)),
        marked(total, figure.lacks(totals.cost.unknown)) + (f", {setting}" if figure.unit == BYTES else ""),
        next((COLORS[each] for each in figure.needs), ACTIVATIONS),
        tuple(values),
        partial(number_text, figure),
        tuple([_share(figure, part, totals) for part in parts]),
    )


def _share(figure: Figure, part: Share, whole: Totals) -> str:
    """The share of a part in the whole; nothing where that is only a lower bound, `?` where the part is not known."""
    if figure.lacks(part.lacking):
        return "?"
    return "" if figure.lacks(whole.cost.unknown) else str(share_cell(figure, part, whole))


def _called(figure: Figure) -> str:
    return figure.called.replace("params", "parameters")


def _capital(title: str) -> str:
    return title[0].upper() + title[1:]


def _repeated(name: str, item: Item) -> str:
    """A name with how often it is repeated, up to which: `conv4_2…36 ×35`."""
    if item.repeat == 1:
        return name
    names = names_text(item.path, item.last)
    return f"{name.removesuffix(item.path.rpartition('.')[2])}{names} ×{item.repeat}"
