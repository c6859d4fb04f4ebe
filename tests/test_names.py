"""A name means one thing in the whole package."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "cnncalc"

PARALLEL = ("cli", "render/views", "render/data", "report", "measure", "api")
"""Folders whose files have the names of the commands and reports that they are about."""
SAME_THING = {
    "__init__": "a folder's own page",
    "base": "what all classes of a folder are made of",
    "catalogue": "the networks that come with the package",
    "load": "what reads the files of a folder",
}
"""Names of files that several folders have for the same thing."""


def classes() -> Iterator[tuple[str, Path, list[str]]]:
    """Every class and type of the package: its name without `_`, its file, and the names of a class's bases."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                yield node.name.lstrip("_"), path.relative_to(PACKAGE), [ast.unparse(base) for base in node.bases]
            elif isinstance(node, (ast.Assign, ast.AnnAssign)):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                if isinstance(target, ast.Name) and re.fullmatch(r"_?[A-Z][a-z]\w+", target.id):
                    yield target.id.lstrip("_"), path.relative_to(PACKAGE), []


def plain_bases(path: Path) -> dict[str, str]:
    """What a file of `api` calls the plain values that its classes are made from, and their own names."""
    tree = ast.parse((PACKAGE / path).read_text(encoding="utf-8"))
    froms = [alias for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names]
    return {alias.asname or alias.name: alias.name for alias in froms}


def is_the_same(name: str, path: Path, bases: list[str]) -> bool:
    """Whether a class is one of another of its name: in `api` what shows itself, elsewhere what holds its values."""
    if path.parts[0] == "api":
        return name in {plain_bases(path).get(base, base.rpartition(".")[2]) for base in bases}
    return f"_{name}" in bases


def test_a_class_has_a_name_of_its_own() -> None:
    found = defaultdict(list)
    for name, path, bases in classes():
        if not is_the_same(name, path, bases):
            found[name].append(path.as_posix())
    assert {name: paths for name, paths in found.items() if len(paths) > 1} == {}


def test_a_file_has_a_name_of_its_own() -> None:
    found = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        folder = path.parent.relative_to(PACKAGE).as_posix()
        if path.stem not in SAME_THING and not folder.startswith(PARALLEL):
            found[path.stem].append(path.relative_to(PACKAGE).as_posix())
    assert {name: paths for name, paths in found.items() if len(paths) > 1} == {}


PRONOUNS = {"it", "its", "itself", "they", "those", "that", "these", "this", "them"}
"""What a docstring may not begin with: who has not read what stands above does not know what is meant."""


def texts_in(path: Path) -> Iterator[tuple[int, str]]:
    """The docstrings of a file, also those below an attribute or a constant, with their lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value


def test_a_docstring_begins_with_a_thing() -> None:
    found = [
        f"{path.relative_to(PACKAGE).as_posix()}:{line}: {text}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line, text in texts_in(path)
        if re.findall(r"\w+", text.lower())[:1] and re.findall(r"\w+", text.lower())[0] in PRONOUNS
    ]
    assert found == []
