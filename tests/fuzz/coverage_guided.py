"""The same checks as `tests/test_hostile_input.py`, led by the code that each input reaches.

    pip install atheris
    python tests/fuzz/coverage_guided.py seeds FOLDER
    python tests/fuzz/coverage_guided.py spec FOLDER -max_total_time=900

`seeds` fills a folder with the specs there are; then `document`, `spec`, `device` or `expression` goes on from them
until something else than CnncalcError is raised, and leaves the input that did so in a file `crash-…`. Whatever follows
FOLDER is libFuzzer's. What was found stands in `tests/errors/` and in the tables of the tests.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LARGEST_SEED = 6_000
WORDS = (
    "input: ", "layers:", "name: ", "blocks:", "parameters:", "variants:", "extends: ", "override:", "remove:",
    "insert:", "set:", "published:", "figure: ", "value: ", "source: ", "conv: ", "kernel: ", "stride: ", "pad: ",
    "same", "residual:", "shortcut:", "concat:", "add:", "multiply:", "split:", "sizes: ", "join: ", "for: ", "in: ",
    "if: ", "then:", "else:", "repeat: ", "from: ", "share: ", "like: ", "aux:", "previous", "- relu", "8x8x4", "$",
    "${", "range(", "sum(", "shape(", "index", "channels", "alexnet", "  - ", "- {", "}", "[", "]", ": ", "1e400",
    "-1", "0.5", ".nan", "10**15",
)  # fmt: skip


def examples() -> list[str]:
    """The examples of the language."""
    language = (ROOT / "architectures" / "README.md").read_text(encoding="utf-8")
    return re.findall(r"```yaml\n(.*?)```", language, re.DOTALL)


def seeds(folder: Path) -> None:
    """The catalogue's smaller files, the broken specs and the examples of the language."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in (
        path for room in ("architectures", "tests/errors", "cnncalc/devices") for path in ROOT.glob(f"{room}/*")
    ):
        if path.suffix == ".yaml" and path.stat().st_size <= LARGEST_SEED:
            shutil.copy(path, folder)
    for number, example in enumerate(examples()):
        (folder / f"example{number}.yaml").write_text(example, encoding="utf-8")
    (folder / "words.dict").write_text("".join(f'"{word}"\n' for word in WORDS))


def main() -> None:
    """Fuzz what the first argument says, with the folder that the second one says."""
    target, folder = sys.argv[1], Path(sys.argv[2])
    if target == "seeds":
        seeds(folder)
        return
    import atheris

    sys.path.insert(0, str(ROOT))
    with atheris.instrument_imports(include=["cnncalc"]):
        from tests import hostile

    def attempt(data: bytes) -> None:
        if target == "spec":
            hostile.try_spec(data[:-1], data[-1] if data else 0)
        elif target == "expression":
            hostile.try_expression(data.decode(errors="ignore"))
        else:
            {"document": hostile.try_document, "device": hostile.try_device}[target](data)

    words = f"-dict={folder / 'words.dict'}"
    atheris.Setup([sys.argv[0], *sys.argv[3:], words, "-timeout=20", str(folder)], attempt)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
