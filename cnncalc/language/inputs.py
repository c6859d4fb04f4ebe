"""A network's inputs: what `input:` says, one shape or several by name."""

from contextlib import suppress
from typing import Any, NamedTuple

from cnncalc.errors import SpecError
from cnncalc.language import order
from cnncalc.language.definition import Definition
from cnncalc.language.expressions.spelling import in_words
from cnncalc.language.here import Here
from cnncalc.language.terms import Name, read
from cnncalc.limits import raise_hint
from cnncalc.network import Remark
from cnncalc.shape import Shape, parse_shape
from cnncalc.source.values import Map, Scalar, YamlNode


class WrittenShape(NamedTuple):
    """A shape, and whether it is written by name."""

    shape: Shape
    text: str
    by_name: bool
    """Whether the sizes are written by name, so that their order cannot be mistaken."""


def add_inputs(definition: Definition, given: YamlNode | None, here: Here, title: str) -> int:
    """Add the inputs to a graph; return the first. A shape that is given from outside replaces the network's own.

    Raises SpecError for what is no shape, for one that is given and has other axes than the network's own, and for one
    that is the network's own in another order; `title` is the network's name.
    """
    node = definition.input
    if node is None:
        node, given = given, None
    if node is None:
        raise definition.document.error("a spec needs input:", "input: 224x224x3 (height × width × channels)")
    named = _named(node, here)
    if named is not None:
        if given is not None:
            raise given.error(f"{title} has {len(named.values)} inputs, and --input gives one")
        return _add_named(named, _named(definition.base_input, here), here)
    place, found = node, _written(node, here)
    if given is None:
        _check_against_base(node, found, definition.base_input, here)
    else:
        own, place = found.shape, given
        found = _written(given, here, own)
        _check_axes(given, own, found, title)
        _check_order(given, own, found, title)
    here.names.names["input"] = None
    return _add("input", place, found, here)


def _named(node: YamlNode | None, here: Here) -> Map | None:
    """The inputs by name, if a value says several."""
    if not isinstance(node, Map):
        return None
    values = {} if any(isinstance(value, Map) for value in node.values.values()) else read(node).of(here, None)
    return None if order.is_by_name(values) else node


def _add_named(node: Map, base: Map | None, here: Here) -> int:
    if not node.values:
        raise node.error("input needs at least one name and its shape")
    if len(node.values) > here.budget.limits.items:
        most = f"{here.budget.limits.items:,}"
        raise node.error(f"a network has at most {most} inputs", raise_hint("items"))
    for key, shape in zip(node.keys.values(), node.values.values(), strict=True):
        name = Name(key).of(here, None)
        if name in here.names.names:
            raise key.error(f"duplicate name {name!r}")
        here.names.names[name] = None
        found = _written(shape, here)
        _check_against_base(shape, found, None if base is None else base.values.get(name), here)
        _add(name, shape, found, here)
    return 0


def _add(name: str, place: YamlNode, found: WrittenShape, here: Here) -> int:
    meant = "" if found.by_name else order.meant_by(found.shape)
    if meant:
        shape, axes = found.shape, " × ".join((*found.shape.axes, "channels"))
        remark = (
            f"{name} {shape} is taken as {axes}; if its channels or its batch come first, write {meant}, and if not, "
            f"{order.by_name(shape)}"
        )
        here.build.remarks.append(Remark(remark, place.origin))
    return here.build.graph.add_input(name, found.shape)


def _check_against_base(node: YamlNode, found: WrittenShape, base: YamlNode | None, here: Here) -> None:
    """Raise SpecError for an input that is that of the network it changes in another order."""
    if base is None or base is node:
        return
    own = found.shape
    with suppress(SpecError):  # one that cannot be worked out here is not needed
        own = _written(base, here).shape
    if len(own.spatial) == len(found.shape.spatial):
        _check_order(node, own, found, "what it changes")


def _check_axes(given: YamlNode, own: Shape, found: WrittenShape, title: str) -> None:
    shape = found.shape
    if len(shape.spatial) != len(own.spatial):
        wanted = f"an input of {' × '.join((*own.axes, 'channels'))}" if own.spatial else "a vector"
        meant = "" if found.by_name else order.meant_for(own, (*shape.spatial, shape.channels))
        raise given.error(f"{title} takes {wanted}, as {own}, not {shape}", meant and f"write {meant}")


def _check_order(given: YamlNode, own: Shape, found: WrittenShape, title: str) -> None:
    shape = found.shape
    numbers = (*shape.spatial, shape.channels)
    if found.by_name or numbers[0] != own.channels or shape.channels == own.channels:
        return
    meant = order.meant_for(own, numbers)
    raise given.error(
        f"{found.text} is channels first, and {title} takes {' × '.join((*own.axes, 'channels'))}, as {own}",
        f"write {meant}; as it stands it would be {order.by_name(shape)}",
    )


def _written(node: YamlNode, here: Here, own: Shape | None = None) -> WrittenShape:
    value = read(node).of(here, None)
    if isinstance(node, Scalar) and type(value) in (bool, float) and value is node.value:
        value = node.written
    try:
        if isinstance(value, dict):
            return WrittenShape(order.shape_by_name(value), "", by_name=True)
        text = "x".join(map(_text, value)) if isinstance(value, list) else "" if value is None else _text(value)
        return WrittenShape(parse_shape(text), text, by_name=False)
    except ValueError as error:
        message, hint = (*error.args, _hint(value, own))[:2]
        raise node.error(message, hint) from None


def _hint(value: Any, own: Shape | None) -> str:
    """How to write a shape whose numbers are known, as a hint."""
    numbers = order.numbers_in(value) if isinstance(value, str) else []
    if len(numbers) < 2 or not all(numbers):
        return ""
    shape = Shape(numbers[-1], tuple(numbers[:-1]))
    meant = order.meant_for(own, numbers) if own is not None else order.meant_by(shape)
    instead = meant or order.as_papers_write(numbers)
    return f"write {instead}" if instead != value else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else in_words(value)
