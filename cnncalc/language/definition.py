"""What a file defines once its variants and what it extends are put together."""

import re
from collections.abc import Callable
from typing import NamedTuple

from cnncalc.errors import SpecError, did_you_mean
from cnncalc.language.expressions.spelling import KEYWORDS
from cnncalc.language.statements import is_reserved
from cnncalc.language.step import Blocks, parameters_of, steps_of
from cnncalc.limits import STANDARD, Limits, raise_hint
from cnncalc.source.commas import check_commas
from cnncalc.source.reading import FROM_STANDARD_INPUT
from cnncalc.source.values import List, Map, Scalar, YamlNode, check_known

SAID = ("name", "description", "paper", "year", "family", "form", "notes", "published")
META = (*SAID, "sources")
CHANGES = ("extends", "set", "override", "remove", "insert", "input", "outputs")
SPEC_KEYS = (*META, *CHANGES, "parameters", "blocks", "layers", "variants")
VARIANT_KEYS = (*SAID, *CHANGES)
ENTRIES = (
    "notes",
    "sources",
    "published",
    "set",
    "override",
    "remove",
    "insert",
    "outputs",
    "parameters",
    "blocks",
    "variants",
)
"""The sections whose entries are limited as the items of a list are."""
BLOCK_KEYS = ("parameters", "layers", "description")
INHERITED_META = ("description", "paper", "year", "family", "notes", "sources")


class Edits(NamedTuple):
    """The changes of one spec to the one it extends, by the names of layers."""

    override: Map | None = None
    remove: List | None = None
    insert: List | None = None


class Definition(NamedTuple):
    """A network ready to be built."""

    document: Map
    meta: dict[str, YamlNode]
    parameters: dict[str, YamlNode]
    settings: dict[str, YamlNode]
    blocks: Blocks
    input: YamlNode | None = None
    base_input: YamlNode | None = None
    """The input of the network that this one extends, if its own is another."""
    outputs: YamlNode | None = None
    layers: List | None = None
    edits: tuple[Edits, ...] = ()


Opener = Callable[[Scalar, Map], "tuple[Map, str]"]
"""Finds what `extends` names: the document and the variant in it (or "")."""


def define(
    document: Map, variant: str, opener: Opener, seen: tuple[tuple[str, str], ...] = (), limits: Limits = STANDARD
) -> Definition:
    """Put a document's network (or a variant of it) together; raise SpecError for what does not fit."""
    here = (document.source.name, variant)
    if here in seen:
        names = [name or file for file, name in (*seen[seen.index(here) :], here)]
        raise (document.values.get("extends") or document).error(f"extends goes round in a circle: {' → '.join(names)}")
    if len(seen) >= limits.extends:
        hint = raise_hint("extends", limits.extends)
        raise document.error(f"more than {limits.extends:,} networks extend one another", hint)
    seen = (*seen, here)
    check_keys(document, SPEC_KEYS, "a spec")
    if not variant:
        base = _base(document, document, opener, seen, limits)
        return _extend(base, document, dict(document.values))
    chosen = _variant_of(document, variant)
    check_keys(chosen, VARIANT_KEYS, "a variant")
    extends = "extends" in chosen.values
    base = _base(chosen, document, opener, seen, limits) if extends else define(document, "", opener, seen, limits)
    inherited = {key: value for key, value in document.values.items() if key in INHERITED_META}
    return _extend(base, chosen, {**inherited, **chosen.values})


def check_entries(document: Map, limits: Limits) -> None:
    """Raise SpecError for more entries than anything but layers has, before all of them are gone through."""
    parts = [document, *_maps_in(document, "variants")]
    lists = [(part, key) for part in parts for key in ENTRIES if key in part.values]
    for part, key in lists + [(block, "parameters") for block in _maps_in(document, "blocks")]:
        value = part.values.get(key)
        count = len(value.values) if isinstance(value, Map) else len(value.items) if isinstance(value, List) else 0
        if count > limits.items:
            raise part.keys[key].error(
                f"{key} may have at most {limits.items:,} entries, not {count:,}", raise_hint("items")
            )


def _maps_in(document: Map, key: str) -> list[Map]:
    value = document.values.get(key)
    return [each for each in value.values.values() if isinstance(each, Map)] if isinstance(value, Map) else []


def variant_names(document: Map) -> list[str]:
    """The names of a document's variants; raise SpecError for one that sets nothing and is not empty."""
    written = _written_variants(document)
    for name, value in written.items():
        if not isinstance(value, Map) and not _is_empty(value):
            raise value.error(f"variant {name!r} must be a mapping", "for parameters write {set: {…}}")
    return list(written)


def _written_variants(document: Map) -> dict[str, YamlNode]:
    written = document.values.get("variants")
    if written is None:
        return {}
    if not isinstance(written, Map):
        raise written.error("variants are a mapping of names to what each sets")
    return written.values


def _variant_of(document: Map, name: str) -> Map:
    value = _written_variants(document)[name]
    return value if isinstance(value, Map) else Map(value.source, value.line, value.column)


def _is_empty(value: YamlNode) -> bool:
    return isinstance(value, Scalar) and value.value is None


def is_plain(document: Map, variant: str) -> bool:
    """Whether a variant changes nothing of its document's own network (or no variant is asked for)."""
    return not variant or not any(key in _variant_of(document, variant).values for key in CHANGES)


def check_keys(node: Map, known: tuple[str, ...], what: str) -> None:
    """Raise SpecError for a key that is not known; `did you mean` leaves out keys that specs have elsewhere."""
    check_known(node, known, what, elsewhere=SPEC_KEYS)


def _base(
    node: Map, document: Map, opener: Opener, seen: tuple[tuple[str, str], ...], limits: Limits
) -> Definition | None:
    reference = node.values.get("extends")
    if reference is None:
        return None
    if not isinstance(reference, Scalar) or not isinstance(reference.value, str):
        raise reference.error("extends takes the name of one network")
    try:
        found, variant = opener(reference, document)
        return define(found, variant, opener, seen, limits)
    except SpecError as error:
        if error.origin is None:
            error.origin = reference.origin
            if error.hint == FROM_STANDARD_INPUT:
                error.hint = ""  # which only the command line takes
        raise


def _extend(base: Definition | None, node: Map, meta: dict[str, YamlNode]) -> Definition:
    blocks, layers = _blocks(node), node.values.get("layers")
    if layers is not None and not isinstance(layers, List):
        raise layers.error("layers must be a list of steps", "each begins with '- '" if isinstance(layers, Map) else "")
    if base is None:
        if "layers" not in node.values and "variants" not in node.values:
            raise node.error("a spec needs layers: with a list of steps", "or extends: with a network's name")
        base = Definition(node, meta={}, parameters={}, settings={}, blocks={})
    elif layers is not None and base.layers is not None:
        raise node.keys["layers"].error(
            "a spec that extends another changes its layers by name", "override, remove or insert"
        )
    parameters = _mapping(node, "parameters")
    _check_names(node.values.get("parameters"))
    inherited = {name: value for name, value in base.settings.items() if name not in parameters}
    return base._replace(
        document=node,
        meta={key: value for key, value in meta.items() if key in META},
        input=node.values.get("input", base.input),
        base_input=base.input if "input" in node.values else base.base_input,
        outputs=node.values.get("outputs", base.outputs),
        parameters={**base.parameters, **parameters},
        settings={**inherited, **_settings(node, base)},
        blocks={**base.blocks, **blocks},
        layers=layers or base.layers,
        edits=(*base.edits, *_edits(node)),
    )


def _check_names(parameters: YamlNode | None) -> None:
    """Raise SpecError for a parameter whose name means something else in an expression."""
    if not isinstance(parameters, Map):
        return
    for name, place in parameters.keys.items():
        if name in KEYWORDS:
            raise place.error(f"a parameter cannot be called {name!r}", "expressions mean something else by it")
        if not name or name.isdecimal() or re.search(r"[\s*/%<>=!()\[\],'\"$]", name):
            raise place.error(f"a parameter cannot be called {name!r}", "a name is letters, digits and '_'")
        parts = re.split(r"[-+.]", name)
        if len(parts) > 1 and parts[0] in parameters.values:
            raise place.error(f"${name} could be a part or a sum of {parts[0]}, too", f"call it {'_'.join(parts)}")


def _settings(node: Map, base: Definition) -> dict[str, YamlNode]:
    settings = _mapping(node, "set")
    known = {**base.parameters, **_mapping(node, "parameters")}
    for name in settings:
        if name not in known:
            place = node.values["set"]
            assert isinstance(place, Map)  # _mapping has seen to it
            raise place.keys[name].error(f"there is no parameter {name!r} to set", did_you_mean(name, known))
    return settings


def _mapping(node: Map, key: str) -> dict[str, YamlNode]:
    value = node.values.get(key)
    if value is None or _is_empty(value):
        return {}
    if not isinstance(value, Map):
        raise value.error(f"{key} must be a mapping of names to values")
    check_commas(value)
    return value.values


def _blocks(node: Map) -> Blocks:
    found: Blocks = {}
    for name, block in _mapping(node, "blocks").items():
        place = node.values["blocks"]
        assert isinstance(place, Map)  # _mapping has seen to it
        if is_reserved(name):
            raise place.keys[name].error(f"block {name!r} has a name that the language uses already")
        if not isinstance(block, (Map, List)):
            raise block.error(f"block {name!r} needs layers: with a list of steps")
        if isinstance(block, Map):
            check_keys(block, BLOCK_KEYS, "a block")
        _check_parameters(block)
        steps_of(block)
        found[name] = block
    return found


def _check_parameters(block: Map | List) -> None:
    """Raise SpecError for a parameter that no use of the block could set: its name means something else in a step."""
    _check_names(block.values.get("parameters") if isinstance(block, Map) else None)
    for name, default in parameters_of(block).items():
        if is_reserved(name):
            raise default.error(f"a block's parameter cannot be called {name!r}", "the language uses that word")


def _edits(node: Map) -> tuple[Edits, ...]:
    kinds: tuple[tuple[str, type], ...] = (("override", Map), ("remove", List), ("insert", List))
    for key, kind in kinds:
        value = node.values.get(key)
        if value is not None and not isinstance(value, kind):
            wanted = "a mapping of layers' names to what changes" if kind is Map else "a list"
            raise value.error(f"{key} must be {wanted}")
    override, remove, insert = (node.values.get(key) for key, _ in kinds)
    if override is None and remove is None and insert is None:
        return ()
    assert override is None or isinstance(override, Map)
    assert remove is None or isinstance(remove, List)
    assert insert is None or isinstance(insert, List)
    return (Edits(override, remove, insert),)
