"""`from:` by itself: go on from an earlier layer."""

from cnncalc.language.here import Here
from cnncalc.language.statements.base import Reader
from cnncalc.language.statements.named import Chained
from cnncalc.language.step import Step


class Jump(Chained):
    """What goes on from an earlier layer, and makes none."""

    key = "from"

    @classmethod
    def check_beside(cls, step: Step, reader: Reader) -> None:
        if "name" in step.beside:
            raise step.beside["name"].error(
                "a step that is only from: makes no layer to give a name to", "{identity, from: …, name: …} makes one"
            )
        super().check_beside(step, reader)

    def run(self, here: Here, current: int) -> int:
        here.build.jumps += 1
        return self.comes_from(here, current)
