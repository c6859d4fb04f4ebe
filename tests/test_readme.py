"""README.md and architectures/README.md: every command, output and example in them is run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cnncalc
from tests.generate import how, readme, reference

EXAMPLES = re.findall(r"```yaml\n(.*?)```", reference.PATH.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.slow
def test_every_output_in_the_readme_is_what_the_command_prints() -> None:
    assert readme.PATH.read_text(encoding="utf-8") == readme.made(), how("readme")


@pytest.mark.parametrize(("filters", "status"), [(16, 0), (17, 1)])
def test_the_recipe_for_continuous_integration_runs(filters: int, status: int, tmp_path: Path) -> None:
    text = readme.PATH.read_text(encoding="utf-8")
    (recipe,) = re.findall(r"```sh\n(cnncalc check .*?)```", text, re.DOTALL)
    readme.write_files(text, tmp_path)
    git = "git -c user.name=me -c user.email=me@example.org"
    before = (
        f"{git} init -q && git add net.yaml && {git} commit -qm first && sed -i 's/conv: 16/conv: {filters}/' net.yaml"
    )
    assert readme.shown(f"({before} && set -e\n{recipe}) > shown; echo $?", tmp_path).endswith(f"\n{status}\n")


def test_the_reference_of_the_ops_is_made_from_the_ops() -> None:
    assert reference.PATH.read_text(encoding="utf-8") == reference.made(), how("reference")


@pytest.mark.parametrize("spec", EXAMPLES, ids=range(1, len(EXAMPLES) + 1))
def test_every_example_of_the_language_costs_what_it_says(spec: str, tmp_path: Path) -> None:
    said = re.search(r"# ([\d,]+) parameters, ([\d,]+) MACs", spec)
    assert said is not None
    path = tmp_path / "net.yaml"
    path.write_text(spec, encoding="utf-8")
    variant = ":small" if "variants:" in spec else ""
    totals = cnncalc.load(f"{path}{variant}").summary().totals
    assert (f"{totals.params:,}", f"{totals.macs:,}") == said.groups()


def test_every_variant_in_the_examples_loads(tmp_path: Path) -> None:
    (spec,) = [spec for spec in EXAMPLES if "variants:" in spec]
    path = tmp_path / "net.yaml"
    path.write_text(spec, encoding="utf-8")
    params = {name: cnncalc.load(f"{path}:{name}").summary().totals.params for name in ("small", "deep", "wide")}
    assert params == {"small": 2_938, "deep": 16_858, "wide": 260_938}
