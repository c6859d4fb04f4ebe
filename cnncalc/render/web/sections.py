"""The sections of the page: of one network, and of several together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cnncalc.errors import CnncalcError
from cnncalc.render import Options
from cnncalc.render.cells import figure_cell
from cnncalc.render.html import cell_text, text_of, write_paragraph, write_table
from cnncalc.render.page import Derivation, Paragraph, Table, noted, shapes_text, table_of
from cnncalc.render.picture import svg
from cnncalc.render.picture.draw import drawn
from cnncalc.render.picture.scene import Scene
from cnncalc.render.views import alive, compare, conventions, diff, memory, tradeoff, verify
from cnncalc.render.views.diff_totals import totals
from cnncalc.render.views.drawing import scene as figure_scene
from cnncalc.render.views.outline import scene as graph_scene
from cnncalc.render.views.profile import scene as costs_scene
from cnncalc.render.views.summary import MOST_OUTPUTS
from cnncalc.render.web import differences, layers
from cnncalc.report.dossier import Dossier, NetworkReports, Together
from cnncalc.report.figures import FIGURES
from cnncalc.report.summary import Summary

TILES = ("params", "macs", "flops", "param_bytes", "peak_activation_bytes", "layers")
MOST_ROWS = 2_000
"""The most rows of all tables of layers together."""
LEAST_ROWS = 60
NARROW = 330.0
"""How wide the graph of a network is at most, in points: it stands beside the table."""
CHOOSE = "Choose a layer, in the table or in the graph, to see its working."


def write_network(reports: NetworkReports, number: int, of: int) -> Iterator[str]:
    """All on one network."""
    summary, prefix = reports.summary, f"n{number}"
    rows, left_out = layers.choose_rows(summary, max(MOST_ROWS // of, LEAST_ROWS))
    yield f'<section class="view" id="{prefix}" aria-labelledby="{prefix}-title">\n'
    unseen = ' class="unseen"' if of == 1 else ""  # one network is named above already
    title = f"{text_of(summary.title)} <small>{text_of(shapes(summary))}</small>"
    yield f'<h2 id="{prefix}-title"{unseen}>{title}</h2>\n'
    yield from _tiles(summary)
    yield from _contents(prefix, ("layers", "costs", "memory", "conventions", "published"))
    yield from _picture(reports.drawing, figure_scene, "figure", "The figure of the network")
    yield f'<div class="desk"><div class="list" id="{prefix}-layers"><h3>Layers</h3>\n'
    yield "".join(f"<p>{text_of(left_out)}</p>\n" if left_out else "")
    yield from layers.write_layers(summary, rows, prefix)
    yield "</div>\n"
    yield f'<div class="side">{_working(prefix)}'
    yield from _picture(reports.outline, graph_scene, "graph", "The graph, folded by block", NARROW)
    yield "</div></div>\n"
    yield _data(layers.workings(reports.walk, rows))
    yield from _section(prefix, "costs", "Where the costs sit")
    yield from _picture(reports.profile, costs_scene, "chart", "Costs layer by layer")
    yield "</section>\n"
    yield from _section(prefix, "memory", "Memory over time")
    yield from _chart(drawn(alive.steps(reports.memory), Options().page_width)) if reports.memory.layers else ()
    yield from _parts(memory.page(reports.memory, Options(more=True)).parts, f"{summary.title}: memory")
    yield "</section>\n"
    yield from _section(prefix, "conventions", "How the field's tools count it")
    yield from _parts(conventions.page(reports.conventions, Options(more=True)).parts, f"{summary.title}: conventions")
    yield "</section>\n"
    yield from _section(prefix, "published", "Published figures")
    yield from _published(reports)
    yield from _parts(noted(summary.notes))
    yield "</section>\n</section>\n"


def write_together(dossier: Dossier, together: Together) -> Iterator[str]:
    """Networks beside one another, and what differs between two."""
    yield '<section class="view" id="d" aria-labelledby="d-title">\n'
    difference = together.difference
    yield f'<h2 id="d-title" class="unseen">{text_of(dossier.title)}</h2>\n'
    if difference:
        yield from _parts([totals(difference)], "Totals")
        yield '<div class="desk"><div class="list"><h3>What differs</h3>\n'
        yield from differences.write_differences(difference, MOST_ROWS)
        yield f'{write_paragraph(Paragraph((diff.LEGEND,), "quiet"))}</div>\n<div class="side">{_working("d")}'
        if together.outline:
            yield from _picture(together.outline, graph_scene, "graph", "The graph of what differs", NARROW)
        yield f"</div></div>\n{_data(differences.workings(difference))}"
    yield from _section("d", "compare", "Side by side")
    yield from _parts(compare.page(together.comparison, Options()).parts, "Networks")
    yield "</section>\n"
    if not isinstance(together.tradeoff, CnncalcError) and len(together.tradeoff.measured) > 1:
        yield from _section("d", "accuracy", "Accuracy and computation")
        yield from _chart(tradeoff.scene(together.tradeoff, Options()))
        yield from _parts(
            part for part in tradeoff.page(together.tradeoff, Options()).parts if isinstance(part, Paragraph)
        )
        yield "</section>\n"
    yield "</section>\n"


def _tiles(summary: Summary) -> Iterator[str]:
    """The totals: as papers write them, with every digit below."""
    yield '<dl class="tiles">'
    for name in TILES:
        figure = FIGURES[name]
        short = cell_text(figure_cell(figure, summary.totals, units="si", sizes=summary.sizes))
        exact = cell_text(figure_cell(figure, summary.totals, sizes=summary.sizes))
        number, _, unit = short.partition(" ")
        said = figure.called if exact == short else f"{exact} {figure.called}"
        yield f"<div><dd>{number} <small>{unit}</small></dd><dt>{text_of(said)}</dt></div>\n"
    yield "</dl>\n"


def shapes(summary: Summary) -> str:
    """What goes into a network, and what comes out."""
    out = [*map(str, summary.outputs.values())]
    out = out if len(out) <= MOST_OUTPUTS else [*out[: MOST_OUTPUTS - 1], "…", out[-1]]
    return f"{shapes_text(summary.input_shapes)} → {', '.join(out)}"


def _contents(prefix: str, names: Iterable[str]) -> Iterator[str]:
    links = "".join(f'<a href="#{prefix}-{name}">{name}</a>' for name in names)
    yield f'<nav class="contents" aria-label="Sections">{links}</nav>\n'


def _working(prefix: str) -> str:
    return (
        f'<section class="working" id="{prefix}-working" aria-label="Working" aria-live="polite" tabindex="-1">'
        f"<p>{CHOOSE}</p></section>\n"
    )


def _data(written: str) -> str:
    """JSON for the script."""
    return f'<script type="application/json" class="data">{written}</script>\n'


def _section(prefix: str, name: str, title: str) -> Iterator[str]:
    yield f'<section class="part" id="{prefix}-{name}"><h3>{title}</h3>\n'


def _published(reports: NetworkReports) -> Iterator[str]:
    if reports.verification is None:
        yield "<p>What was published is not of a network that was changed.</p>\n"
        return
    yield from _parts(verify.page(reports.verification, Options()).parts, f"{reports.summary.title}: published")


def _picture(report: object, scene: object, kind: str, name: str, width: float = 504.0) -> Iterator[str]:
    """The picture of a report, or why there is none."""
    if isinstance(report, CnncalcError):
        yield f'<p class="{kind}">{name} is left out: {text_of(report.line())}.</p>\n'
        return
    assert callable(scene)
    try:
        yield from _chart(scene(report, Options(page_width=width)), kind, name)
    except CnncalcError as error:
        yield f'<p class="{kind}">{name} is left out: {text_of(error.line())}.</p>\n'


def _chart(scene: Scene, kind: str = "chart", name: str = "") -> Iterator[str]:
    named = text_of(name or scene.title or "Chart")
    yield f'<div class="picture {kind}" role="region" tabindex="0" aria-label="{named}">'
    yield from svg.write_inline(scene, styled=False)
    yield "</div>\n"


def _parts(parts: Iterable[object], name: str = "") -> Iterator[str]:
    """Paragraphs and tables; charts have places of their own."""
    for number, part in enumerate(parts):
        if isinstance(part, Paragraph):
            yield f"{write_paragraph(part)}\n"
        elif isinstance(part, (Table, Derivation)):
            yield f'<div class="scroll" role="region" tabindex="0" aria-label="{text_of(name)}, {number + 1}">'
            yield from write_table(table_of(part))
            yield "</div>\n"
