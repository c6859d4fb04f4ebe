"""Reports in LaTeX with a caption, and as documents that compile."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Run

MISUSED = [
    (["--caption", "x"], "--caption is for LaTeX: it goes with -f latex or -o FILE.tex"),
    (["--label", "x", "-f", "html"], "--label is for LaTeX: it goes with -f latex or -o FILE.tex"),
    (["--label", "x", "-f", "latex"], "--label needs --caption: it refers to the table's number"),
    (["--caption", "x", "--label", "a b", "-f", "latex"], "--label takes letters, digits and :._/+-, as tab:alexnet"),
]


@pytest.mark.parametrize(("arguments", "message"), MISUSED)
def test_a_caption_is_for_latex(run: Run, arguments: list[str], message: str) -> None:
    ran = run("summary", "lenet5", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert message in " ".join(ran.err.split())


def test_a_caption_and_a_label(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "table.tex"
    assert (
        run("check", "lenet5", "--max-macs", "1G", "--caption", "50% of it", "--label", "tab:a", "-o", str(file)).err
        == ""
    )
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0] == r"% In the preamble: \usepackage{booktabs,siunitx}"
    assert r"\begin{table}[htbp]" in lines
    assert lines.index(r"\caption{50\% of it}") + 1 == lines.index(r"\label{tab:a}")


DOCUMENTS = [
    "summary alexnet", "summary mobilenet --depth all", "summary vgg16 --by stage", "summary alexnet --as torchinfo",
    "walk alexnet --operations --memory", "walk inception_v3", "diff alexnet zfnet", "diff resnet50 resnet101",
    "compare alexnet vgg16 inception_resnet_v2", "memory resnet50 --batch 32 --fit 24GiB", "field alexnet",
    "field unet --at 3,4", "field alexnet conv2", "roofline mobilenet --device a100", "conventions resnet50",
    "verify vgg16 googlenet", "ops", "ops lrn", "check resnet50 --max-macs 1G --max-params 5M", "list",
    "quiz --seed 7 --count 18", "quiz --seed 7 --count 18 --choices", "sheet alexnet-lecture --key",
    "plot resnet50", "plot vgg16 resnet50 efficientnet-b0 --caption Accuracy", "plot unet --width 3.3in",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no LaTeX")
@pytest.mark.parametrize("command", DOCUMENTS)
def test_a_document_compiles_and_nothing_is_wider_than_its_page(run: Run, command: str, tmp_path: Path) -> None:
    """In an article with the packages that the comment names, and no others."""
    text = run(*command.split(), "-f", "latex").out
    (packages,) = re.findall(r"^% In the preamble: (.*)$", text, re.MULTILINE)
    document = f"\\documentclass{{article}}\n{packages}\n\\begin{{document}}\n{text}\\end{{document}}\n"
    (tmp_path / "a.tex").write_text(document, encoding="utf-8")
    latex = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
    for _ in range(2):  # the second knows how wide the columns of long tables are
        done = subprocess.run(latex, cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False)
        assert done.returncode == 0, done.stdout[-2000:]
    assert re.findall(r"Overfull \\hbox.*", done.stdout) == []
