"""Write what is generated: all of it, or what is named."""

from __future__ import annotations

import sys

from tests.generate import GENERATORS
from tests.generate.paths import ROOT


def main(names: list[str]) -> None:
    """Write those of some names, all without any, and say of each whether it was another."""
    unknown = [name for name in names if name not in GENERATORS]
    if unknown:
        sys.exit(f"nothing goes by {', '.join(unknown)}; there are {', '.join(GENERATORS)}")
    for name in names or GENERATORS:
        generator = GENERATORS[name]
        before, after = generator.PATH.read_text(encoding="utf-8"), generator.made()
        generator.PATH.write_text(after, encoding="utf-8")
        print(f"{generator.PATH.relative_to(ROOT)}: {'as it was' if after == before else 'written anew'}")


if __name__ == "__main__":
    main(sys.argv[1:])
