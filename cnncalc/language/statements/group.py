"""`layers:` and `aux:`, steps in a scope of their own."""

from cnncalc.language.here import Here
from cnncalc.language.statements.base import steps_part
from cnncalc.language.statements.named import Sharing
from cnncalc.language.step import Step
from cnncalc.source.values import YamlNode


class Group(Sharing):
    """A list of steps as one."""

    key = "layers"
    phrase = "A list of steps as one, with a name: a group."
    example = "56x56x64", "- {layers: [{conv: 64, kernel: 3, pad: 1}, batchnorm, relu], name: stem}"
    body = steps_part("layers")
    scoped = True

    @classmethod
    def base_of(cls, step: Step) -> str:
        return "group"

    @classmethod
    def lists_in(cls, step: Step) -> list[YamlNode | None]:
        return [step.main]

    def make(self, here: Here, current: int, name: str) -> int:
        source = self.comes_from(here, current)
        shares = self.shared_scope(here, source, name)
        inside = here.inner(name, self.body.namespace(here.budget), source, shares=shares)
        return self.body.run_inside(inside, source)


class Aux(Sharing):
    """A side head on the trunk; the trunk goes on as if the head were not there."""

    key = "aux"
    phrase = "A side head on the trunk, for training only: the trunk goes on as if it were not there."
    example = "14x14x512", "- {conv: 512, kernel: 1}\n- {aux: [global_avgpool, {linear: 1000}]}\n- relu"
    body = steps_part("aux")
    scoped = True

    @classmethod
    def lists_in(cls, step: Step) -> list[YamlNode | None]:
        return [step.main]

    def make(self, here: Here, current: int, name: str) -> int:
        source = self.comes_from(here, current)
        share = self.shares(here, current, name)
        shares = "" if share is None else share.path(here, current)
        inside = here.inner(name, self.body.namespace(here.budget), source, shares=shares, training=True)
        self.body.run_inside(inside, source, block="aux", label="only in training")
        return current
