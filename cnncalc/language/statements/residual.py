"""`residual:`, a body added to its shortcut. He et al., CVPR 2016, equations 1 and 2."""

from cnncalc.errors import JoinError, SpecError
from cnncalc.language.here import Here
from cnncalc.language.statements.base import CONDITION, STEPS, Part, Reader, Steps, steps_part
from cnncalc.language.statements.branches import join
from cnncalc.language.statements.named import Named
from cnncalc.language.step import Step
from cnncalc.language.terms import Term, read_expression
from cnncalc.ops import op_named
from cnncalc.shape import Shape
from cnncalc.source.values import List, YamlNode


def _shortcut(node: YamlNode, reader: Reader) -> Steps | Term:
    return Steps(node, reader) if isinstance(node, List) else read_expression(node)


class Residual(Named):
    """Steps, and a shortcut around them that is added."""

    key = "residual"
    phrase = "Steps, and a shortcut around them that is added: the input itself, steps of its own, true or false."
    example = "56x56x64", "- {residual: [{conv: 64, kernel: 3, pad: 1}, relu], shortcut: [{conv: 64, kernel: 1}]}"
    body = steps_part("residual")
    shortcut: Part[Steps | Term | None] = Part("shortcut", _shortcut, {"anyOf": [STEPS, CONDITION]})
    """Steps, or a condition on which the input is added as it is."""

    @classmethod
    def base_of(cls, step: Step) -> str:
        return "add"

    @classmethod
    def lists_in(cls, step: Step) -> list[YamlNode | None]:
        return [step.main, step.beside.get("shortcut")]

    def make(self, here: Here, current: int, name: str) -> int:
        build, source = here.build, self.comes_from(here, current)
        mark = build.mark
        body = self.body.run(here, source)
        is_left_out = bool(self.body.node.items) and body == source and build.mark == mark
        if isinstance(self.shortcut, Steps):
            other = self.shortcut.run(here, source)
        elif self.shortcut is None or self.shortcut.of(here, source):
            other = source
        else:
            build.graph.close_scope(here.path_of(name), body)
            return body
        if is_left_out and build.graph.shape(source):
            what = "what is added to the shortcut must be there"
            raise self.body.node.error("every step of this residual is left out here", what)
        try:
            return join(here, self.step, op_named("add"), [body, other], name, {})
        except JoinError as error:
            shapes = build.graph.shape(other), build.graph.shape(body)
            raise self._different(here.path_of(name), error, *shapes) from None

    def _different(self, path: str, error: JoinError, shortcut: Shape, body: Shape) -> SpecError:
        """The error for a body and a shortcut of different shapes, with two ways out."""
        message = f"{path}: the shortcut is {shortcut}, and what is added to it {body}"
        place = self.step.beside.get("shortcut") or self.step.key
        strides = [-(-have // want) for have, want in zip(shortcut.spatial, body.spatial, strict=False)]
        reached = [-(-have // stride) for have, stride in zip(shortcut.spatial, strides, strict=False)]
        if len(shortcut.spatial) != len(body.spatial) or reached != list(body.spatial):
            return place.error(message, error.hint)
        if not strides:
            return place.error(message, f"a projection makes them equal, shortcut: [{{linear: {body.channels}}}]")
        stride = strides[0] if len(set(strides)) == 1 else "x".join(map(str, strides))
        moved = "" if stride == 1 else f", stride: {stride}"
        ways = f"a projection makes them equal, shortcut: [{{conv: {body.channels}, kernel: 1{moved}}}]"
        more = body.channels - shortcut.channels
        if more > 0:
            ways += f", or zeros, [{f'{{maxpool: 1{moved}}}, ' if moved else ''}{{pad: 0, channels: [0, {more}]}}]"
        return place.error(message, ways)
