"""`concat:`, `add:` and `multiply:` with branches: several lists of steps on one input, joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from cnncalc.errors import FieldError, JoinError, ShapeError, SpecError
from cnncalc.language.arguments import arguments_of, overridable
from cnncalc.language.here import Here
from cnncalc.language.statements.base import STEPS, Reader, Steps, cannot_share
from cnncalc.language.statements.named import Named
from cnncalc.language.step import Step, Vocabulary
from cnncalc.language.terms import Name, Term, read, read_expression
from cnncalc.ops import find_op, op_named
from cnncalc.ops.base import Op
from cnncalc.source.values import List, Map, Node, Scalar

JOINS = ("concat", "add", "multiply")
BRANCHES = {
    "anyOf": [{"type": "array", "items": STEPS}, {"type": "object", "additionalProperties": STEPS}, {"type": "null"}]
}
CONDITIONAL = {"if", "layers"}
"""The keys of a branch that is there only where a condition holds."""


class Branch:
    """One branch: steps, perhaps with a name of their own, perhaps only where a condition holds."""

    def __init__(self, steps: Steps, key: Scalar | None, condition: Term | None) -> None:
        self.steps = steps
        self._name = None if key is None else Name(key)
        self._condition = condition

    def holds(self, here: Here, source: int) -> bool:
        """Whether the branch is there."""
        return self._condition is None or bool(self._condition.of(here, source))

    def run(self, here: Here, source: int, hint: str) -> int:
        """Run the branch; raise SpecError, with a hint, if all of its steps are left out."""
        build, steps, inside = here.build, self.steps, here
        if self._name is not None:
            name = here.names.free(self._name.of(here, source))
            here.names.names[name] = None
            inside = here.inner(name, steps.namespace(here.budget))
            build.graph.open_scope(inside.path, shares=inside.shares)
        mark = build.mark
        output = build.run(steps, inside, source)
        if steps.node.items and output == source and build.mark == mark and build.graph.shape(source):
            raise steps.node.error("every step of this branch is left out here", hint)
        if self._name is not None:
            build.graph.close_scope(inside.path, output)
        return output


class Branching(Named):
    """Several branches, and a join of what comes out of them."""

    op: type[Op]
    """The op that joins them."""
    wrong: ClassVar[str]
    """The hint about a branch that is no list of steps."""
    may_be_missing: ClassVar[bool] = False
    """Whether a branch may be there only where a condition holds."""

    def __init__(self, step: Step, reader: Reader) -> None:
        super().__init__(step, reader)
        main = step.main
        assert isinstance(main, (List, Map))
        keys = list(main.keys.values()) if isinstance(main, Map) else [None] * len(main.items)
        nodes = list(main.values.values()) if isinstance(main, Map) else main.items
        self.branches = [self._branch(node, key, reader) for node, key in zip(nodes, keys, strict=True)]

    @classmethod
    def lists_in(cls, step: Step) -> list[Node | None]:
        main = step.main
        return [*main.values.values()] if isinstance(main, Map) else [*main.items] if isinstance(main, List) else []

    def joined(self, here: Here, sources: Sequence[int], name: str, fields: Mapping[str, Term]) -> int:
        """Run each branch on its source, and join what comes out of those that are there."""
        hint = "{if: …, then: […], else: []} leaves its input"
        hint += "; a branch that may not be there is {if: …, layers: […]}" if self.may_be_missing else ""
        outputs = []
        for branch, source in zip(self.branches, sources, strict=True):
            if branch.holds(here, source):
                outputs.append(branch.run(here, source, hint))
        if not outputs:
            raise self.step.key.error(f"{self.op.name} needs at least one branch")
        return join(here, self.step, self.op, outputs, name, fields)

    def _branch(self, node: Node, key: Scalar | None, reader: Reader) -> Branch:
        condition = None
        if self.may_be_missing and isinstance(node, Map) and node.values.keys() == CONDITIONAL:
            condition, node = read_expression(node.values["if"]), node.values["layers"]
        if not isinstance(node, List):
            hint = self.wrong.format(self.step.head)
            raise node.error(f"each branch of {self.step.head} is a list of steps", hint)
        return Branch(Steps(node, reader), key, condition)


class Branches(Branching):
    """Branches on the same input, joined by the op whose name the step has."""

    title = "branches"
    phrase = "concat, add and multiply take a list of them, each a list of steps on the same input; [] is the input."
    example = "28x28x64", "- {concat: {narrow: [{conv: 32, kernel: 1}], wide: [{conv: 32, kernel: 3, pad: 1}]}}"
    wrong = "to join earlier layers by name write {{{}, from: [a, b]}}"
    may_be_missing = True

    def __init__(self, step: Step, reader: Reader) -> None:
        self.op = op_named(step.head)
        super().__init__(step.changed(head=self.op.name), reader)
        self._fields = {word: read(node) for word, node in arguments_of(self.step, self.op, None).items()}

    @classmethod
    def reads(cls, step: Step, vocabulary: Vocabulary) -> bool:
        op = find_op(step.head)
        return op is not None and op.name in JOINS and isinstance(step.main, (List, Map))

    @classmethod
    def schema(cls) -> dict[str, Mapping[str, Any]]:
        return {**super().schema(), **{name: BRANCHES for join in JOINS for name in op_named(join).names()}}

    @classmethod
    def base_of(cls, step: Step) -> str:
        return op_named(step.head).name

    @classmethod
    def check_beside(cls, step: Step, reader: Reader) -> None:
        if "share" in step.beside:
            raise cannot_share(step)

    @property
    def settable(self) -> dict[str, str]:
        return overridable(self.step.head)

    def make(self, here: Here, current: int, name: str) -> int:
        source = self.comes_from(here, current)
        here.build.graph.check_inputs(len(self.branches))
        return self.joined(here, [source] * len(self.branches), name, self._fields)


def join(here: Here, step: Step, op_class: type[Op], inputs: list[int], name: str, fields: Mapping[str, Term]) -> int:
    """Add the op that joins branches; raise SpecError if they do not go together."""
    graph, path = here.build.graph, here.path_of(name)
    written = {word: value.of(here, inputs[0]) for word, value in fields.items()}
    try:
        op_class.check_words(written, graph.shape(inputs[0]))
        return graph.add(path, op_class.read(written, 0), tuple(inputs), training=here.training)
    except JoinError as error:
        error.told_of(f"{path}: branch {error.number}")
        error.origin = step.key.origin
        raise
    except (FieldError, ShapeError) as error:
        place = step.beside.get(error.field, step.key)
        raise SpecError(f"{path}: {error.message}", hint=error.hint, origin=place.origin) from None
