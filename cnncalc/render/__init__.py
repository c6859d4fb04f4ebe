"""Reports as text, one format per file, chosen by name."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any, NamedTuple

FORMATS = ("table", "json", "csv", "tsv", "markdown", "latex", "html")
SUFFIXES = {
    ".txt": "table", ".json": "json", ".csv": "csv", ".tsv": "tsv", ".md": "markdown", ".tex": "latex", ".html": "html",
}  # fmt: skip
PICTURES = ("svg", "png", "pdf")
"""The formats of a report's picture alone; their suffixes are their names."""
GRAPHS = ("mermaid", "dot")
"""The languages of boxes and arrows that other programs draw."""
GRAPH_SUFFIXES = {".mmd": "mermaid", ".mermaid": "mermaid", ".dot": "dot", ".gv": "dot"}
EXAMS = ("gift", "moodle", "text2qti")
"""The forms of questions that programs read which hold exams."""
EXAM_SUFFIXES = {".gift": "gift", ".xml": "moodle"}
SLIDES = ("beamer", "reveal")
"""The forms of slides."""
FILES = {
    "table": "plain_text", "mermaid": "diagram.mermaid", "dot": "diagram.dot",
    "gift": "exam.gift", "moodle": "exam.moodle", "text2qti": "exam.text2qti",
    "beamer": "slides.beamer", "reveal": "slides.reveal",
}  # fmt: skip
"""The files of formats, where a file has another name than its format."""
REPORTS = {
    "Check": "check", "Comparison": "compare", "ConstructReport": "construct", "Conventions": "conventions",
    "Counted": "counted", "Diff": "diff", "Drawing": "drawing", "FieldReport": "receptive_field",
    "Grading": "grade", "Homework": "sheet", "Listing": "listing", "Memory": "memory", "Motion": "motion",
    "OpReport": "op", "Ops": "ops", "Outline": "outline",
    "Profile": "profile", "Quiz": "quiz", "Roofline": "roofline",
    "Solutions": "solutions", "Summary": "summary",
    "Tradeoff": "tradeoff", "WordReport": "word", "Verification": "verify", "Walk": "walk",
}  # fmt: skip
"""The file of a report in `views` and in `data`, by its class: imported when one is shown."""


class Options(NamedTuple):
    """How much of a report is shown."""

    depth: int | None = None
    """How deep blocks are opened; None for what is comfortable, 0 for every layer."""
    width: int | None = None
    """The columns of the terminal; None for as many as a table needs."""
    more: bool = False
    """Whether all is told: what is counted, where, and what to know about it."""
    totals: bool = False
    """Whether a table has its totals below it even where they are told above it, as for a text that it is put into."""
    all_rows: bool = False
    """Whether a difference shows the layers that are the same, too."""
    columns: tuple[str, ...] = ()
    """The columns of a table of layers or of networks; empty for the usual ones."""
    operations: bool = False
    """Whether a walk shows the operations that are no MACs, too."""
    half: str = ""
    """`ask` for the questions of a walk or a quiz alone, `key` for the answers alone; empty for both."""
    choices: bool = False
    """Whether questions have answers to choose from."""
    weight_uses: bool = False
    """Whether a walk tells how often each weight is used."""
    caption: str = ""
    """The caption of the first table, in LaTeX."""
    label: str = ""
    """The name by which a text in LaTeX refers to it."""
    by: str = ""
    """`op` or `stage`, to total by those instead of showing layers."""
    units: str = ""
    """`si` for counts of networks as papers write them, `25.6 M`."""
    pictures: bool = False
    """Whether charts stand beside tables, where the format draws them."""
    style: str = ""
    """`volumes`, `planes` or `blocks`, of a figure; empty for what suits the network."""
    document: bool = False
    """Whether LaTeX is a document by itself."""
    page_width: float = 504.0
    """How wide a picture is, in points: 7 inches are both columns of a paper."""


def render(report: Any, name: str, options: Options | None = None) -> Iterator[str]:
    """A report as text in one of `FORMATS`, `GRAPHS`, `EXAMS` or `SLIDES`, piece by piece: a large one is long.

    The last piece ends in a newline.
    """
    module = import_module(f"cnncalc.render.{FILES.get(name, name)}")
    pieces: Iterator[str] = module.render(report, options or Options())
    return pieces


def render_picture(report: Any, name: str, options: Options | None = None) -> bytes:
    """A report's picture in one of `PICTURES`. Raises CnncalcError where a package for it is missing."""
    from cnncalc.render.picture import convert, motion, svg
    from cnncalc.render.views import moving_of, scene_of

    if name == "svg" and (moving := moving_of(report, options or Options())):
        return "".join(motion.write(moving)).encode()
    scene = scene_of(report, options or Options())
    if name == "svg":
        return "".join(svg.write(scene)).encode()
    return convert.to_png(scene) if name == "png" else convert.to_pdf(scene)
