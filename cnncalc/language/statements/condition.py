"""`if:`, beside any step, or with two lists of steps."""

from cnncalc.language.here import Here
from cnncalc.language.statements.base import CONDITION, Reader, Steps, expression_part, steps_or_none, steps_part
from cnncalc.language.statements.group import Group
from cnncalc.language.statements.modifier import Modifier
from cnncalc.language.statements.named import Chained, Named, Sharing
from cnncalc.language.step import MODIFIERS, Step, Vocabulary


class Only(Modifier):
    """A step that is there only where a condition holds."""

    key = "if"
    phrase = "Only where a condition holds; beside any step, or with lists of steps then: and else:."
    example = "56x56x64", '- {if: channels == 64, then: [relu], else: [sigmoid]}\n- {maxpool: 2, if: "height > 50"}'
    takes = CONDITION

    @classmethod
    def beside(cls) -> tuple[str, ...]:
        return "then", "else"

    @classmethod
    def reads(cls, step: Step, vocabulary: Vocabulary) -> bool:
        return cls.key in step.beside and step.head != Condition.key

    def run(self, here: Here, current: int) -> int:
        return self.body.run(here, current) if self.value.of(here, current) else current

    def first_turn(self, here: Here, current: int) -> Here | None:
        return here if self.value.of(here, current) else None


class Condition(Chained):
    """Steps where a condition holds, others where it does not."""

    key = "then"
    condition = expression_part("if", CONDITION, "then: needs if: beside it")
    then = steps_part("then")
    otherwise = steps_or_none("else")

    def run(self, here: Here, current: int) -> int:
        chosen = self.chosen(here, current)
        return current if chosen is None else chosen.run(here, self.comes_from(here, current))

    def chosen(self, here: Here, current: int) -> Steps | None:
        """The steps that the condition chooses, if there are any."""
        steps = self.then if self.condition.of(here, current) else self.otherwise
        if steps is not None and not steps.node.items:
            here.build.jumps += 1  # `else: []` says that it goes on as it is
        return steps


class ConditionalGroup(Condition):
    """A condition with a name: whichever steps run are a group."""

    name = Named.parts["name"]
    share = Sharing.parts["share"]

    def __init__(self, step: Step, reader: Reader) -> None:
        super().__init__(step, reader)
        modifiers = {key: value for key, value in step.beside.items() if key in MODIFIERS and key != "if"}
        self._groups = {
            steps: Group(step.changed(head=Group.key, main=steps.node, beside=modifiers), reader)
            for steps in (self.then, self.otherwise)
            if steps is not None
        }

    @classmethod
    def reads(cls, step: Step, vocabulary: Vocabulary) -> bool:
        return step.head == cls.key and "name" in step.beside

    def run(self, here: Here, current: int) -> int:
        chosen = self.chosen(here, current)
        return current if chosen is None else self._groups[chosen].run(here, current)
