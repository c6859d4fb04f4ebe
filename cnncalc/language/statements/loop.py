"""`for:` names `in:` a list, `layers:` for each."""

from collections.abc import Iterator
from typing import Any

from cnncalc.errors import SpecError
from cnncalc.language.here import Here
from cnncalc.language.statements.base import NAMES, Part, expression_part, steps_part
from cnncalc.language.statements.named import Named
from cnncalc.language.step import Step
from cnncalc.language.terms import Term, bound
from cnncalc.source.values import YamlNode, plain


class Loop(Named):
    """Steps once for each item of a list; with a name all turns are one group."""

    key = "for"
    phrase = "Steps once for each item of a list; several names take each item apart."
    example = (
        "56x56x24",
        "- {for: [k, s], in: [[3, 1], [5, 2]], layers: [{conv: 24, kernel: $k, stride: $s, pad: same}]}",
    )
    variables: Part[str | list[str]] = Part(
        "for", lambda node, reader: variables_of(node), NAMES, needed="for takes a name or a list of names"
    )
    items = expression_part("in", {"type": ["array", "string"]}, "for needs in: with a list")
    body = steps_part("layers", "for needs layers:, which")
    same_input = False

    @classmethod
    def lists_in(cls, step: Step) -> list[YamlNode | None]:
        return [step.beside.get("layers")]

    @classmethod
    def binds(cls, step: Step) -> YamlNode | None:
        return step.main

    def run(self, here: Here, current: int) -> int:
        return super().run(here, current) if self.name else self._turns(here, here, self.comes_from(here, current))

    def make(self, here: Here, current: int, name: str) -> int:
        source = self.comes_from(here, current)
        inside = here.inner(name, self.body.namespace(here.budget), source)
        here.build.graph.open_scope(inside.path, shares=inside.shares)
        output = self._turns(here, inside, source)
        here.build.graph.close_scope(inside.path, output)
        return output

    def name_here(self, here: Here, current: int) -> str:
        try:
            return super().name_here(here, current)
        except SpecError as error:
            error.hint = error.hint or "all turns together have one name; inside, {layers: […], name: …} has its own"
            raise

    def _turns(self, here: Here, inside: Here, current: int) -> int:
        for turn in turns(here, inside, current, self.variables, self.items):
            current = self.body.run(turn, current)
        return current


def turns(here: Here, inside: Here, current: int, variables: str | list[str], items: Term) -> Iterator[Here]:
    """The turns of a loop: for each item a place inside of it, where the variables stand for the item and its parts."""
    found = items.of(here, current)
    if not isinstance(found, list):
        raise items.node.error(f"in must be a list, not {found!r}")
    for index, item in enumerate(found):
        values = _taken_apart(variables, item, index, items.node)
        own = {name: bound(here, items.node, value, here.path) for name, value in values.items()}
        yield inside.turn({"index": index, **own})


def variables_of(node: YamlNode) -> str | list[str]:
    """What `for:` names: one variable, or several that take each item apart."""
    names = plain(node)
    if isinstance(names, str) or (isinstance(names, list) and all(isinstance(name, str) for name in names)):
        return names
    raise node.error("for takes a name or a list of names")


def _taken_apart(names: str | list[str], item: Any, index: int, place: YamlNode) -> dict[str, Any]:
    """The variables for one item: one name takes it whole, several take it apart."""
    if isinstance(names, str):
        return {names: item}
    if not isinstance(item, list) or len(item) != len(names):
        wanted = f"a list of {len(names)} values for {', '.join(names)}"
        raise place.error(f"item {index + 1} must be {wanted}, not {item!r}")
    return dict(zip(names, item, strict=True))
