"""Steps that make no layer: `from:` by itself goes on from an earlier layer, `name:` by itself names the place."""

from cnncalc.language.here import Here
from cnncalc.language.statements.named import Chained, Named


class Jump(Chained):
    """What goes on from an earlier layer."""

    key = "from"

    def run(self, here: Here, current: int) -> int:
        here.build.jumps += 1
        return self.comes_from(here, current)


class Alias(Named):
    """What gives the layer before it, or the one that `from:` names, one more name."""

    key = "name"

    def make(self, here: Here, current: int, name: str) -> int:
        here.build.jumps += self.source is not None
        source = self.comes_from(here, current)
        here.graph.by_path[here.path_of(name)] = source
        return source
