"""A layer: a step that is an op, `{conv: 64, kernel: 3}`."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from cnncalc.errors import FieldError, JoinError, ShapeError
from cnncalc.graph import Application, check_axes
from cnncalc.language.arguments import arguments_of, overridable
from cnncalc.language.expressions.located_text import frozen
from cnncalc.language.here import Here
from cnncalc.language.references import SizeOf
from cnncalc.language.statements.base import Reader
from cnncalc.language.statements.named import Sharing
from cnncalc.language.step import Step, Vocabulary
from cnncalc.language.terms import STRUCTURED, paid, read
from cnncalc.ops import axes_said, find_op
from cnncalc.ops.base import Join
from cnncalc.shape import Shape
from cnncalc.source.values import Scalar, YamlNode

MOST_APPLIED = 100
"""How many applications a layer keeps."""


class Layer(Sharing):
    """An op on the layer before it, or on those that `from:` names."""

    def __init__(self, step: Step, reader: Reader) -> None:
        op = find_op(step.head)
        assert op is not None
        self.op = op
        super().__init__(step, reader)
        main = step.main if step.has_main else None
        given = {word: read(node) for word, node in arguments_of(step, op, main).items()}
        like = step.beside.get("like") if "size" in op.fields else None
        said = {op.meant(word, "") for word in given}
        if like is not None:
            if "size" in said:
                raise step.place("like").error("size is given twice", "like: is the size of another layer")
            given["size"] = SizeOf(like)
        usual = {} if like is not None else {f: v for f, v in op.usage(step.head).values.items() if f not in said}
        self._written = {**usual, **{word: value.value for word, value in given.items()}}
        """What the step says to the op, by word; of a value that moves, its text."""
        self._moving = [(word, value) for word, value in given.items() if not value.is_literal]
        """The words whose values move: they depend on where the step stands."""
        self._claims = any(word not in op.spellings for word in self._written)
        """Whether the step has words that are no fields, which are checked against the input."""
        self._applied: dict[Hashable, Application] = {}
        """Memo of `_application`; key: input shapes and the values that move, value: the op on such inputs."""

    @classmethod
    def reads(cls, step: Step, vocabulary: Vocabulary) -> bool:
        return find_op(step.head) is not None

    @classmethod
    def schema(cls) -> dict[str, Mapping[str, Any]]:
        return {**super().schema(), "like": {"type": "string"}}

    @classmethod
    def base_of(cls, step: Step) -> str:
        op = find_op(step.head)
        assert op is not None
        return op.name

    @classmethod
    def check_beside(cls, step: Step, reader: Reader) -> None:
        """Nothing is checked: what stands beside the op are its fields."""

    @property
    def settable(self) -> dict[str, str]:
        return overridable(self.step.head)

    def make(self, here: Here, current: int, name: str) -> int:
        inputs = (current,) if self.source is None else self.source.all(here, current)
        if self.source is None and self.op.most_inputs == 0:
            inputs = ()
        path = here.inside + name
        try:
            application = self._application(here, inputs, current)
            shares = self._owner(here, current, name) if here.shares or self.share is not None else None
            return here.build.graph.place(path, application, inputs, training=here.training, shares=shares)
        except (FieldError, ShapeError) as error:
            if isinstance(error, JoinError):
                error.told_of(here.build.graph.nodes[inputs[error.number - 1]].path)
            self.blame(error, path, here)
            raise

    def _application(self, here: Here, inputs: tuple[int, ...], current: int) -> Application:
        """The op on its inputs; what it says of sizes is of the first, or of what comes in."""
        shapes = here.build.graph.shapes(inputs)
        moved = self.moved(here, inputs[0] if inputs else current)
        key = (shapes, *self._key(here, moved)) if moved else shapes
        found = self._applied.get(key)
        if found is None:
            if len(self._applied) >= MOST_APPLIED:
                self._applied.clear()
            found = self._applied[key] = self._applied_to(here, shapes, moved)
        return found

    def _applied_to(self, here: Here, shapes: tuple[Shape, ...], moved: Sequence[Any]) -> Application:
        """The op with the values that move, on inputs; raise FieldError or ShapeError for what it cannot take."""
        op, values = self.op, self.said(moved)
        if not shapes:
            op.check_words(values, None)
            return here.build.graph.apply(op.read(values, 0), shapes)
        x = shapes[0]
        if self._claims:
            op.check_words(values, x)
        self._check_axes(x)  # its fields, too, are read by the number of axes
        return here.build.graph.apply(op.read(values, len(x.spatial)), shapes)

    def _check_axes(self, x: Shape) -> None:
        """Raise ShapeError if the op does not work on as many axes as its input has, by itself or by its name."""
        head, said = self.step.head, axes_said(self.step.head)
        if said and len(x.spatial) not in said:
            axes = "1 spatial axis" if said[-1] == 1 else f"{said[-1]} spatial axes"
            raise ShapeError(
                f"{head} works on {axes}, and its input is {x}", hint=f"{self.op.name} takes any number of them"
            )
        check_axes(self.op, x)

    def _key(self, here: Here, moved: Sequence[Any]) -> tuple[Hashable, ...]:
        """The values that move as a key of the memo: 1 is not true. A list costs the work that its items are."""
        kinds = tuple(map(type, moved))
        if STRUCTURED.isdisjoint(kinds):
            return (*moved, *kinds)
        return tuple([frozen(paid(here, value.node, it)) for (_, value), it in zip(self._moving, moved, strict=True)])

    def _owner(self, here: Here, current: int, name: str) -> int | None:
        """The node whose parameters the layer uses: what `share:` names, or its namesake in the shared scope."""
        graph, share = here.build.graph, self.shares(here, current, name)
        if share is not None:
            owner: int | None = share.running(here, current)
        elif not here.shares or issubclass(self.op, Join):
            return None  # a join has none to share, however it is written
        else:
            owner = graph.by_path.get(f"{here.shares}.{name}")
        if owner is None:
            raise here.build.no_namesake(self.step.node, here.shares, name)
        theirs = graph.nodes[owner]
        if theirs.is_input:
            place = self.step.node if share is None else share.node
            raise place.error("an input has no parameters to share")
        return owner if theirs.shares is None else theirs.shares

    def moved(self, here: Here, current: int) -> list[Any]:
        """The values that move, worked out here, by word."""
        return [value.of(here, current) for _, value in self._moving]

    def said(self, moved: Sequence[Any]) -> dict[str, Any]:
        """All values for the op, by word, with those that move."""
        return {**self._written, **{word: value for (word, _), value in zip(self._moving, moved, strict=True)}}

    def _place_of(self, field: str) -> YamlNode | None:
        """The value of the step for a field of its op, in whatever word."""
        op, step = self.op, self.step
        if step.main is not None and op.meant("", step.head) == field:
            return step.main
        fields = step.fields
        return fields.get(next((word for word in fields if op.meant(word, step.head) == field), field))

    def blame(self, error: FieldError | ShapeError, path: str, here: Here) -> None:
        """Give an op's error the layer's path, and the place of what is wrong about it."""
        place = self._place_of(error.field)
        if isinstance(place, Scalar) and isinstance(place.value, str) and not error.hint:
            error.hint = f"write ${place.value} for its value" if place.value in here.variables else ""
        error.origin = (place or self.step.node).origin
        error.message = f"{path}: {error.message}"
        error.args = (error.message,)
