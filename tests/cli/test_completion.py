"""What a shell is told when a word is to be completed, and what the help says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import BashComplete

from cnncalc.cli import GROUPS, cli
from tests.cli.conftest import Run

COMPLETIONS = [
    ("cnncalc con", ["plain,conventions"]),
    ("cnncalc summary alexnet-t", ["plain,alexnet-torchvision", "plain,alexnet-transfer"]),
    ("cnncalc summary ALEXNET_Torch", ["plain,alexnet-torchvision"]),
    ("cnncalc summary nets/a", ["file,nets/a"]),
    ("cnncalc summary nothing-like-it", ["file,nothing-like-it"]),
    ("cnncalc conventions alexnet --as Ptf", ["plain,ptflops", "plain,ptflops-aten"]),
    ("cnncalc roofline alexnet --device a1", ["plain,a100"]),
    ("cnncalc roofline alexnet --device board", ["file,board"]),
    ("cnncalc nothing x", []),
    ("cnncalc memory alexnet --dtype f", ["plain,fp64", "plain,fp32", "plain,fp16", "plain,fp8"]),
    ("cnncalc memory alexnet --optimizer ADA", ["plain,adam", "plain,adamw"]),
    ("cnncalc memory alexnet --limit e", ["plain,extends=", "plain,expression="]),
    ("cnncalc summary alexnet --by o", ["plain,op"]),
    ("cnncalc summary alexnet --depth a", ["plain,all"]),
    ("cnncalc summary alexnet --columns layer,flops", ["plain,layer,flops", "plain,layer,flops_share"]),
    ("cnncalc summary alexnet -o out", ["file,out"]),
    ("cnncalc walk alexnet fc", ["plain,fc6", "plain,fc7", "plain,fc8"]),
    ("cnncalc walk resnet18 conv2", ["plain,conv2_x"]),
    ("cnncalc field resnet18 conv2_x.", ["plain,conv2_x.conv2_1", "plain,conv2_x.conv2_2"]),
    ("cnncalc compare alexnet lenet5 --freeze fc", ["plain,fc6", "plain,fc7", "plain,fc8"]),
    ("cnncalc diff alexnet vgg16 --set cl", ["plain,classes="]),
    ("cnncalc summary alexnet --set fc6", ["plain,fc6."]),
    ("cnncalc summary alexnet --set fc6.", ["plain,fc6.features=", "plain,fc6.bias=", "plain,fc6.positionwise="]),
    ("cnncalc walk - conv", []),
    ("cnncalc list --family vg", ["plain,vgg"]),
    ("cnncalc list --form ke", ["plain,keras"]),
    ("cnncalc list lenet", ["plain,lenet", "plain,lenet5", "plain,lenet5-modern"]),
    ("cnncalc list --sort ma", ["plain,macs"]),
    ("cnncalc compare alexnet --columns network,par", ["plain,network,params"]),
    ("cnncalc compare alexnet --units s", ["plain,si"]),
    ("cnncalc walk --set conv", []),
]


@pytest.mark.parametrize(("line", "expected"), COMPLETIONS, ids=[line for line, _ in COMPLETIONS])
def test_a_word_is_completed(line: str, expected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What bash is told: the kind of each word and the word."""
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(line.split()) - 1))
    assert BashComplete(cli, {}, "cnncalc", "_CNNCALC_COMPLETE").complete().split() == expected


def complete(instruction: str, line: str | None, word: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "_CNNCALC_COMPLETE": instruction, "PYTHONPATH": str(Path(__file__).parents[2])}
    if line is not None:
        environment |= {"COMP_WORDS": line, "COMP_CWORD": word}
    return subprocess.run(
        [sys.executable, "-m", "cnncalc"], env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_completes(shell: str) -> None:
    word = "fp16" if shell == "fish" else "4"
    done = complete(f"{shell}_complete", "cnncalc memory alexnet --dtype fp16", word)
    assert (done.returncode, done.stderr) == (0, "")
    assert "fp16" in done.stdout


BROKEN = [  # what is typed, and which word of it is to be completed
    (None, ""), ("", ""), ("cnncalc", "one"), ("cnncalc summary", "99"), ("cnncalc 'summary", "1"),
    ("cnncalc walk {bad} x", "3"), ("cnncalc summary {bad} --set x", "4"), ("cnncalc walk {folder}/none.yaml x", "3"),
    ("cnncalc summary alexnet alexnet --depth x --by", "6"), ("cnncalc walk alexnett conv", "3"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(("line", "word"), BROKEN)
def test_a_broken_completion_is_quiet(shell: str, line: str | None, word: str, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("layers: [", encoding="utf-8")
    done = complete(f"{shell}_complete", line and line.format(bad=bad, folder=tmp_path), word)
    assert done.stderr == ""
    assert "Traceback" not in done.stdout


@pytest.mark.parametrize("instruction", ["bash", "_", "tcsh_source", "nonsense_complete"])
def test_an_unknown_shell_is_quiet(instruction: str) -> None:
    done = complete(instruction, None, "")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


@pytest.mark.parametrize("columns", ["80", "200"])
def test_the_help_has_a_whole_sentence_of_each_command(run: Run, columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    lines = run("--help").out.splitlines()
    for title, commands in GROUPS.items():
        assert f"{title}:" in lines
        for name, sentence in commands.items():
            assert f"  {name:<11}  {sentence}" in lines
    assert columns != "80" or max(map(len, lines)) <= 80


def test_the_sentence_in_the_help_is_the_first_of_the_command() -> None:
    """It stands in both places, so that the help imports no command."""
    context = click.Context(cli)
    for commands in GROUPS.values():
        for name, sentence in commands.items():
            command = cli.get_command(context, name)
            assert command is not None
            assert (command.help or "").split("\n\n")[0] == sentence
