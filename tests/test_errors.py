"""Broken specs, one per file in `errors/`; the last line of each is what is said of it."""

from __future__ import annotations

import io
import os
import pickle
from pathlib import Path

import pytest

import cnncalc
from cnncalc.limits import Limits

FOLDER = Path(__file__).parent / "errors"
BROKEN = sorted(path.name for path in FOLDER.glob("*.yaml"))


def message(reference: str) -> str:
    with pytest.raises(cnncalc.CnncalcError) as caught:
        cnncalc.load(reference)
    assert "\n" not in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_spec_is_told_in_one_line(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    expected = (FOLDER / name).read_text(encoding="utf-8").splitlines()[-1].removeprefix("# ")
    assert message(name) == expected


FILES = {
    "empty.yaml": (b"", "empty.yaml:1:1: the file is empty (a spec needs at least input: and layers:)"),
    "binary.yaml": (b"\x89PNG\r\n\x1a\n\xff\xfe", "binary.yaml:1:1: is not a text file in UTF-8 (byte 1 is not text)"),
    "nul.yaml": (b"input: 1\0", "nul.yaml:1:9: is not a text file (byte 9 is NUL)"),
    "bell.yaml": (b"input: 3x3x3\nlayers: [\x07relu]\n", "bell.yaml:2:10: character U+0007 is not allowed"),
    "tabs.yaml": (
        b"input: 3x3x3\nlayers:\n\t- relu\n",
        "tabs.yaml:3:1: a tab is not allowed here (indent with spaces)",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_spec(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    content, expected = FILES[name]
    Path(name).write_bytes(content)
    assert message(name) == expected


def test_what_is_no_file_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("net.yaml").write_text("input: 3x3x3\nlayers: [relu]\n")
    Path("folder.yaml").mkdir()
    os.mkfifo("pipe.yaml")
    Path("loop.yaml").symlink_to("loop.yaml")
    assert message("nett.yaml") == "nett.yaml: no such file (did you mean 'net.yaml'?)"
    assert message("folder.yaml") == "folder.yaml: is a directory, not a spec"
    assert message("pipe.yaml") == "pipe.yaml: is not a regular file (use - to read standard input)"
    assert message("/dev/zero") == "/dev/zero: is not a regular file (use - to read standard input)"
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "out.yaml").symlink_to(tmp_path / "net.yaml")
    (tmp_path / "inside" / "same.yaml").symlink_to("net.yaml")
    Path("inside/net.yaml").write_text("extends: out.yaml\n")
    assert message("inside/net.yaml") == "inside/net.yaml:1:10: out.yaml leads out of the spec's own folder"
    Path("inside/net.yaml").write_text("extends: same.yaml\n")
    assert "extends goes round in a circle" in message("inside/net.yaml")
    assert message("loop.yaml") == "loop.yaml: too many levels of symbolic links"


def test_no_file_where_the_working_folder_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert message("net.yaml") == "net.yaml: no such file (the working folder is gone)"
    assert message("/nowhere/net.yaml") == "/nowhere/net.yaml: no such file"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"extends: base.yaml")))
    assert message("-") == "<stdin>:1:10: extends: 'base.yaml': no such file (the working folder is gone)"


OF_A_COLON = {
    "link.yaml:x": "net.yaml:1:10: link.yaml:x leads out of the spec's own folder",
    "./link.yaml:x": "net.yaml:1:10: link.yaml:x leads out of the spec's own folder",
    "many.yaml:a": "net.yaml:1:10: many.yaml:a leads out of the spec's own folder",  # the file, not many.yaml's a
    "up.yaml:/../../net.yaml": "net.yaml:1:10: a spec extends networks of the catalogue and of its own folder only",
    "many.yaml:c": "net.yaml:1:10: extends: many.yaml has no variant 'c'",
    "many.yaml:b": "",
    "own.yaml:x": "",
}


@pytest.mark.parametrize("reference", OF_A_COLON)
def test_what_is_opened_behind_a_colon_is_in_the_folder(
    reference: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "net.yaml").write_text("input: 3\nlayers: [relu]\n")
    inside = tmp_path / "with:colon"
    (inside / "up.yaml:").mkdir(parents=True)
    (inside / "link.yaml:x").symlink_to("../net.yaml")
    (inside / "many.yaml:a").symlink_to("../net.yaml")
    (inside / "many.yaml").write_text("input: 3\nlayers: [relu]\nvariants: {a: {}, b: {}}\n")
    (inside / "own.yaml:x").write_text("input: 3\nlayers: [relu]\n")
    (inside / "net.yaml").write_text(f"extends: {reference}\n")
    monkeypatch.chdir(inside)
    expected = OF_A_COLON[reference]
    for path in ("net.yaml", str(inside / "net.yaml")):
        if expected:
            assert message(path).removeprefix(f"{inside}/") == expected.replace(
                "many.yaml has", f"{path[:-8]}many.yaml has"
            )
        else:
            assert str(cnncalc.load(path).graph.inputs[0].shape) == "3"


@pytest.mark.parametrize("name", ["pub.json", "net", "alexnett"])
def test_a_file_whose_name_does_not_look_like_a_path(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text('{"input": 8, "layers": ["relu"]}')
    assert message(name) == f"unknown network {name!r} (write ./{name} for the file)"
    assert str(cnncalc.load(f"./{name}").graph.inputs[0].shape) == "8"


EXTENDED = [
    ("pipe.yaml", "is not a regular file"),
    ("folder.yaml", "is a directory, not a spec"),
    ("loop.yaml", "too many levels of symbolic links"),
    ("binary.yaml", "1:1: is not a text file in UTF-8 (byte 1 is not text)"),
    ("large.yaml", "is larger than 400 bytes (raise it with --limit file=N)"),
]


@pytest.mark.parametrize(("file", "expected"), EXTENDED)
def test_what_cannot_be_extended_is_told_where_it_is_named(
    file: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.yaml")
    Path("folder.yaml").mkdir()
    Path("loop.yaml").symlink_to("loop.yaml")
    Path("binary.yaml").write_bytes(b"\xff")
    Path("large.yaml").write_text("#" * 401)
    Path("net.yaml").write_text(f"extends: {file}\n")
    Path("other.yaml").write_text("extends: net.yaml\n")
    for reference in ("net.yaml", "other.yaml"):
        with pytest.raises(cnncalc.CnncalcError) as caught:
            cnncalc.load(reference, limits=Limits(file=400))
        assert str(caught.value).replace(":1:1:", ": 1:1:") == f"net.yaml:1:10: {file}: {expected}"


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("alexnett", "unknown network 'alexnett' (did you mean 'alexnet'?)"),
        ("RESNET-5O", "unknown network 'RESNET-5O' (did you mean 'resnet50'?)"),
        ("zzzz", "unknown network 'zzzz' (see 'cnncalc list')"),
        ("", "unknown network '' (see 'cnncalc list')"),
    ],
)
def test_an_unknown_network(reference: str, expected: str) -> None:
    assert message(reference) == expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"clases": 10}, "alexnet has no parameter 'clases' (did you mean 'classes'?)"),
        (
            {"classes": "many"},
            "--set classes:1:1: classes must be a number, as its default 1000 is, not 'many'",
        ),
        ({"conv9.kernel": 3}, "--set conv9.kernel:1:1: AlexNet has no layer 'conv9' (did you mean 'conv5'?)"),
        ({"conv1.kernl": 3}, "--set conv1.kernl:1:1: conv has no field 'kernl' (did you mean 'kernel'?)"),
        (
            {"conv1.kernel": 999},
            "--set conv1.kernel:1:1: conv1: kernel 999 is larger than its padded input, 227×227 "
            "(the input is 227×227: use a smaller kernel, more padding or a smaller stride before)",
        ),
    ],
)
def test_a_setting_that_does_not_fit(settings: dict[str, object], expected: str) -> None:
    with pytest.raises(cnncalc.CnncalcError) as caught:
        cnncalc.load("alexnet", set=settings)
    assert str(caught.value) == expected
