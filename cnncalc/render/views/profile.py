"""Where parameters, computation and activation memory sit, as bars."""

from __future__ import annotations

from collections.abc import Sequence
from string import digits

from cnncalc.render import Options
from cnncalc.render.chart import Bars, Panel
from cnncalc.render.data.profile import item_data
from cnncalc.render.page import (
    Page,
    Paragraph,
    Records,
    bytes_text,
    exact_number,
    marked,
    noted,
    share_text,
    short_number,
)
from cnncalc.render.picture.draw import drawn
from cnncalc.render.picture.palette import ACTIVATIONS, MACS, PARAMS
from cnncalc.render.picture.scene import Scene
from cnncalc.render.records import record
from cnncalc.report.profile import Item, Profile
from cnncalc.text import ends_of

MEANING = "What has neither parameters nor MACs is counted with what runs before it."


def page(profile: Profile, options: Options) -> Page:
    """The bars, and what they mean."""
    shapes = ", ".join(map(str, profile.input_shapes))
    together = any(len(item.layers) > 1 for item in profile.items)
    meaning = (Paragraph((MEANING,), "quiet"),) if together else ()
    return Page(f"{profile.title}   {shapes}", (bars(profile), *meaning, *noted(profile.notes)))


def scene(profile: Profile, options: Options) -> Scene:
    """The bars alone."""
    return drawn(bars(profile), options.page_width)


def records(profile: Profile, options: Options) -> Records:
    """One record an item."""
    header = ("path", "last", "repeat", "params", "macs", "activations", "activation_bytes")
    return Records(header, (record(header, item_data(item)) for item in profile.items))


def bars(profile: Profile) -> Bars:
    """A row an item, a panel a figure."""
    totals, dtype, batch = profile.totals, profile.setting.dtype.name, profile.setting.batch
    setting = dtype if batch == 1 else f"{dtype}, batch {batch:,}"
    bounds = totals.lower_bounds
    panels = (
        _panel("Parameters", marked(short_number(totals.params), "params" in bounds), PARAMS, profile.items, "params"),
        _panel("MACs", marked(short_number(totals.macs), "macs" in bounds), MACS, profile.items, "macs"),
        _panel("Activations", f"{bytes_text(profile.activation_bytes)}, {setting}", ACTIVATIONS, profile.items),
    )
    title = f"Parameters, MACs and activation memory of {profile.title}, layer by layer"
    names = ends_of([item.path for item in profile.items])
    rows = tuple(map(_repeated, names, profile.items))
    return Bars(title, rows, panels, tuple(" ".join(item.paths) for item in profile.items))


def _panel(title: str, total: str, color: str, items: Sequence[Item], figure: str = "") -> Panel:
    values = tuple([item.known(figure) if figure else item.activation_bytes for item in items])
    whole = sum(value or 0 for value in values)
    exact = not total.startswith("≥")
    shares = ["?" if value is None else share_text(value, whole) if exact else "" for value in values]
    return Panel(title, total, color, values, exact_number if figure else bytes_text, tuple(shares))


def _repeated(name: str, item: Item) -> str:
    """A name with how often it is repeated, up to which: `conv4_2…36 ×35`."""
    if item.repeat == 1:
        return name
    stem, end = name.rpartition(".")[2].rstrip(digits), item.last.rpartition(".")[2]
    last = "" if item.last == item.path else f"…{end.removeprefix(stem)}"
    return f"{name}{last} ×{item.repeat}"
