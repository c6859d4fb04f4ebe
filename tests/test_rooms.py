"""The directions of imports, and what a command does not import."""

from __future__ import annotations

import ast
import doctest
import os
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from cnncalc.render import REPORTS

PACKAGE = Path(__file__).parent.parent / "cnncalc"
ARCHITECTURE = PACKAGE / "ARCHITECTURE.md"
ROOM = re.compile(r"\| `(\w+)` \| [^|]+ \| ([^|]+) \|")

ALLOWED = {
    "collector": set(),
    "text": set(),
    "errors": {"text"},
    "amounts": {"text"},
    "limits": {"amounts", "errors"},
    "quantity": set(),
    "shape": set(),
    "source": {"errors", "limits", "text"},
    "devices": {"dtypes", "errors", "limits", "source", "text"},
    "dtypes": {"amounts", "errors"},
    "ops": {"errors", "quantity", "shape", "text"},
    "graph": {"errors", "limits", "ops", "shape", "text"},
    "published": {"errors"},
    "network": {"errors", "graph", "published"},
    "api": {
        "collector", "devices", "errors", "exporters", "graph", "importers", "language", "limits", "network", "render",
        "report", "source",
    },
    "language": {"collector", "errors", "graph", "limits", "network", "ops", "published", "shape", "source", "text"},
    "importers": {"errors", "graph", "limits", "network", "ops", "shape", "source", "text"},
    "exporters": {"errors", "graph", "limits", "network", "ops", "shape", "text"},
    "measure": {"dtypes", "errors", "graph", "limits", "ops", "shape"},
    "report": {
        "amounts", "collector", "devices", "dtypes", "errors", "graph", "limits", "measure", "network", "ops",
        "published", "quantity", "shape", "text",
    },
    "render": {"errors", "published", "report", "shape", "text"},
}  # fmt: skip
"""For each room the rooms it may import from."""

MOST_LINES = 300

OF_OTHERS = {
    "bisect", "cnncalc.amounts", "cnncalc.cli.pager", "cnncalc.cli.tables", "cnncalc.language.edits",
    "cnncalc.language.expressions.parser", "cnncalc.language.expressions.pointing",
    "cnncalc.language.statements.branches", "cnncalc.language.statements.loop", "dataclasses", "decimal",
}  # fmt: skip
"""What a summary of a chain in a pipe has no need of: other commands, other networks, mistakes or a terminal do."""
FIELDS = {"cnncalc.measure.receptive_field", "cnncalc.measure.axis_field", "cnncalc.measure.op_window"}


def imports(path: Path) -> set[str]:
    """The modules that a file imports anywhere, inside of functions and by their names in texts, too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules = {node.module for node in froms if node.module}
    modules |= {f"cnncalc.{alias.name}" for node in froms if node.module == "cnncalc" for alias in node.names}
    modules |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return modules | {text for text in texts if re.fullmatch(r"cnncalc(\.\w+)+\.?", text)}


def rooms_of(modules: set[str]) -> set[str]:
    return {name.split(".")[1] for name in modules if name.startswith("cnncalc.")}


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_imports_from_the_rooms_below_it_that_the_table_names(room: str) -> None:
    files = [*PACKAGE.glob(f"{room}.py"), *sorted((PACKAGE / room).rglob("*.py"))]
    found = {path: rooms_of(imports(path)) - {room} for path in files}
    assert not {path: rooms - ALLOWED[room] for path, rooms in found.items() if not rooms <= ALLOWED[room]}
    assert set().union(*found.values()) == ALLOWED[room], "the table names more than there is"


def test_no_room_is_above_itself() -> None:
    assert list(TopologicalSorter(ALLOWED).static_order())  # raises CycleError for a circle


def test_those_who_read_who_write_and_who_draw_know_nothing_of_one_another() -> None:
    strangers = {"language", "importers", "exporters", "render"}
    for room in strangers:
        assert not ALLOWED[room] & strangers


@pytest.mark.parametrize("path", sorted((PACKAGE / "render" / "views").glob("*.py")), ids=lambda path: path.stem)
def test_a_page_takes_from_its_report_and_records_from_what_json_has(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    froms = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    taken = {alias.name for node in froms if "render.data." in str(node.module) for alias in node.names}
    pages = [node for node in tree.body if isinstance(node, ast.FunctionDef) and "record" not in node.name]
    assert not taken & {node.id for page in pages for node in ast.walk(page) if isinstance(node, ast.Name)}


@pytest.mark.parametrize("report", sorted(set(REPORTS.values())))
def test_records_are_made_of_what_json_has_or_are_those_of_another_report(report: str) -> None:
    source = (PACKAGE / "render" / "views" / f"{report}.py").read_text(encoding="utf-8")
    assert "import record\n" in source or ".records(" in source


def test_no_file_is_long() -> None:
    files = {path.relative_to(PACKAGE).as_posix(): path for path in PACKAGE.rglob("*.py")}
    lines = {name: path.read_text(encoding="utf-8").count("\n") for name, path in files.items()}
    assert {path for path, count in lines.items() if count > MOST_LINES} == set()


def test_every_file_of_the_package_is_in_a_room() -> None:
    found = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert found - {"__init__", "__main__", "cli"} == set(ALLOWED)


def test_the_page_on_the_architecture_has_the_same_rooms() -> None:
    page = ARCHITECTURE.read_text(encoding="utf-8")
    rooms = {room: set(re.findall(r"`(\w+)`", allowed)) for room, allowed in ROOM.findall(page)}
    assert rooms == ALLOWED, "write the table in cnncalc/ARCHITECTURE.md anew"
    for path in re.findall(r"`([\w/]+\.py|[\w/]+/)`", page):
        assert any((folder / path).exists() for folder in (PACKAGE, PACKAGE / "render", PACKAGE.parent)), path


def test_the_one_idea_is_so() -> None:
    done = doctest.testfile(str(ARCHITECTURE), module_relative=False, encoding="utf-8")
    assert done.attempted > 0
    assert done.failed == 0


@pytest.mark.parametrize("library", ["click", "rich"])
def test_only_the_command_line_knows_click_and_only_the_terminal_knows_rich(library: str) -> None:
    users = [
        str(path.relative_to(PACKAGE))
        for path in sorted(PACKAGE.rglob("*.py"))
        if any(name.split(".")[0] == library for name in imports(path))
    ]
    assert all(user.startswith("cli/") if library == "click" else user == "render/terminal.py" for user in users)


@pytest.mark.parametrize(
    ("arguments", "forbidden"),
    [
        (["--version"], {"yaml", "rich", "cnncalc.ops"}),
        (["--help"], {"yaml", "rich", "cnncalc.ops"}),
        (["summary", "alexnet", "--json"], {"rich", "difflib", "cnncalc.language.expressions.pointing", *OF_OTHERS}),
        (["summary", "alexnet"], {"rich", "cnncalc.published", *OF_OTHERS, *FIELDS}),
        (["compare", "alexnet", "-f", "csv"], {"rich", "cnncalc.cli.pager"}),
        (
            ["list"],
            {"rich", "yaml", "dataclasses", "decimal", "cnncalc.language.catalogue", "cnncalc.cli.pager", *FIELDS},
        ),
    ],
)
def test_nothing_is_imported_that_a_command_does_not_use(arguments: list[str], forbidden: set[str]) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "cnncalc", *arguments]
    # A measurement of coverage imports into every process what it needs itself.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, env=environment)
    imported = {line.rsplit("|", 1)[1].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "cnncalc" in imported
    assert not imported & forbidden


def test_named_tuples_have_no_annotations_that_are_texts() -> None:
    # At every start, each would be compiled: a tenth of what a summary takes.
    for path in sorted(PACKAGE.rglob("*.py")):
        if "(NamedTuple)" in path.read_text(encoding="utf-8"):
            assert "__future__" not in imports(path), path
