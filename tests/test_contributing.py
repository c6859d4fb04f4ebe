"""CONTRIBUTING.md: what it names is there, and where something is registered everything is."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from cnncalc.cli import COMMANDS, FILES
from cnncalc.language.expressions.functions import FUNCTIONS
from cnncalc.measure.conventions import CONVENTIONS
from cnncalc.measure.conventions.convention import Convention
from cnncalc.ops import FAMILIES, OPS
from cnncalc.ops.base import Op
from cnncalc.render import EXAM_SUFFIXES, EXAMS, FORMATS, REPORTS, SLIDES, SUFFIXES
from cnncalc.render import FILES as FORMAT_FILES
from cnncalc.report.base import Report
from tests.generate import GENERATORS
from tests.ops import test_every_op

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
LANGUAGE = (ROOT / "architectures" / "README.md").read_text(encoding="utf-8")


def defined(path: Path) -> set[str]:
    """What a file defines at its outermost."""
    names: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return names


def files(folder: str, name: str = "") -> set[str]:
    """The files of a folder, those that define a name if one is said."""
    paths = sorted((ROOT / folder).glob("*.py"))
    return {path.stem for path in paths if path.stem != "__init__" and (not name or name in defined(path))}


def members(package: str) -> list[Any]:
    """What stands in the files of a package, imported or its own."""
    modules = [import_module(f"{package}.{name}") for name in sorted(files(package.replace(".", "/")))]
    return [value for module in modules for value in vars(module).values()]


def kinds(package: str, base: type) -> list[Any]:
    """The classes of a kind that a package's files define."""
    found = [value for value in members(package) if isinstance(value, type) and issubclass(value, base)]
    return [value for value in found if value.__module__.startswith(f"{package}.") and value is not base]


def file_of(module: str) -> str:
    return module.rpartition(".")[2]


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([\w.]+/[\w./]*)`", PAGE))))
def test_what_is_named_is_there(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize(
    ("name", "path"), re.findall(r"`([A-Z_]+)`(?: and its suffix in `\w+`)? (?:of|in) `([\w/]+\.py)`", PAGE)
)
def test_what_it_is_registered_in_is_there(name: str, path: str) -> None:
    assert name in defined(ROOT / path)


def test_every_command_is_registered() -> None:
    assert {FILES.get(name, name) for name in COMMANDS} == files("cnncalc/cli", "command")


def test_every_family_of_ops_is_registered_and_has_a_table() -> None:
    # a reduction goes by the name of the join that it is read as
    families = {file_of(op.__module__) for op in kinds("cnncalc.ops", Op) if op.name and OPS[op.name] is op}
    assert families == {file_of(family.__name__) for family in FAMILIES}
    assert families == {file_of(table.__name__).removeprefix("test_") for table in test_every_op.FAMILIES}


def test_every_format_is_registered_and_has_a_suffix() -> None:
    assert {FORMAT_FILES.get(name, name) for name in FORMATS} == files("cnncalc/render", "render")
    assert set(SUFFIXES.values()) == set(FORMATS)


def test_every_report_has_its_looks_and_its_data() -> None:
    assert {report.__name__ for report in kinds("cnncalc.report", Report)} == set(REPORTS)
    assert set(REPORTS.values()) == files("cnncalc/render/data", "data")
    assert set(REPORTS.values()) == files("cnncalc/render/views", "page") == files("cnncalc/render/views", "records")


def test_every_convention_is_registered() -> None:
    found = {value.name for value in members("cnncalc.measure.conventions") if isinstance(value, Convention)}
    assert found == set(CONVENTIONS)


def test_every_function_is_told() -> None:
    (row,) = re.findall(r"\| functions \| `([^`]*)` \|", LANGUAGE)
    assert set(row.split()) == {*FUNCTIONS, "shape"}


def test_everything_generated_is_registered_and_told() -> None:
    assert files("tests/generate", "made") == set(GENERATORS)
    assert set(re.findall(r"\| `(\w+)` \|$", PAGE, re.MULTILINE)) == set(GENERATORS)
    assert set(re.findall(r"python -m tests\.generate (\w+)", PAGE)) <= set(GENERATORS)


def test_every_form_of_slides_is_registered() -> None:
    assert set(SLIDES) == files("cnncalc/render/slides", "render")


def test_every_form_of_exam_is_registered() -> None:
    assert set(EXAMS) == files("cnncalc/render/exam", "render")
    assert set(EXAM_SUFFIXES.values()) <= set(EXAMS)
