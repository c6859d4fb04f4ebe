"""`concat:`, `add:` and `multiply:` with branches: several lists of steps on one input, joined."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from cnncalc.errors import FieldError, JoinError, ShapeError, SpecError
from cnncalc.language.arguments import arguments_of, overridable
from cnncalc.language.here import Here
from cnncalc.language.statements.base import Reader, cannot_share
from cnncalc.language.statements.branch import BRANCHES, BranchItem
from cnncalc.language.statements.named import Named
from cnncalc.language.step import Step, Vocabulary
from cnncalc.language.terms import Term, read
from cnncalc.ops import OPS, find_op, op_named
from cnncalc.ops.base import Join, Op
from cnncalc.source.values import List, Map, Scalar, YamlNode


def find_join(name: str) -> type[Op] | None:
    """The op that joins several inputs, by any of its names."""
    op = find_op(name)
    return op if op is not None and issubclass(op, Join) else None


class Branching(Named):
    """Several branches, and a join of what comes out of them."""

    op: type[Op]
    """The op that joins the branches."""
    wrong: ClassVar[str]
    """The hint about a branch that is no list of steps."""

    def __init__(self, step: Step, reader: Reader) -> None:
        super().__init__(step, reader)
        hint = self.wrong.format(step.head)
        self.items = [BranchItem(node, key, reader, step.head, hint) for key, node in _written(step)]

    @classmethod
    def lists_in(cls, step: Step) -> list[YamlNode | None]:
        return [each for _, node in _written(step) for each in BranchItem.lists_in(node)]

    def joined(self, here: Here, outputs: list[int], name: str, fields: Mapping[str, Term]) -> int:
        """Join what comes out of the branches."""
        if not outputs:
            raise self.step.key.error(f"{self.op.name} needs at least one branch")
        return join(here, self.step, self.op, outputs, name, fields)


def _written(step: Step) -> list[tuple[Scalar | None, YamlNode]]:
    """The branches as they are written, each with its name if it has one; a loop may stand for all of them."""
    main = step.main
    if isinstance(main, Map) and not {"for", "in", "layers"} <= main.keys.keys():
        return list(zip(main.keys.values(), main.values.values(), strict=True))
    return [(None, node) for node in (main.items if isinstance(main, List) else [main] if main else [])]


class Branches(Branching):
    """Branches on the same input, joined by the op whose name the step has."""

    title = "branches"
    phrase = "concat, add and other joins take a list of them, each a list of steps on the same input; [] is the input."
    example = "28x28x64", "- {concat: {narrow: [{conv: 32, kernel: 1}], wide: [{conv: 32, kernel: 3, pad: 1}]}}"
    wrong = "to join earlier layers by name write {{{}, from: [a, b]}}"

    def __init__(self, step: Step, reader: Reader) -> None:
        self.op = op_named(step.head)
        super().__init__(step.changed(head=self.op.name), reader)
        self._fields = {word: read(node) for word, node in arguments_of(self.step, self.op, None).items()}

    @classmethod
    def reads(cls, step: Step, vocabulary: Vocabulary) -> bool:
        return find_join(step.head) is not None and isinstance(step.main, (List, Map))

    @classmethod
    def schema(cls) -> dict[str, Mapping[str, Any]]:
        joins = [op for op in OPS.values() if issubclass(op, Join)]
        return {**super().schema(), **{name: BRANCHES for op in joins for name in op.names()}}

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
        outputs: list[int] = []
        for item in self.items:
            for branch in item.branches(here, source):
                here.build.graph.check_inputs(len(outputs) + 1)
                outputs.append(branch.run(source))
        return self.joined(here, outputs, name, self._fields)


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
