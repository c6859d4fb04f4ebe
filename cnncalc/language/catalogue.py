"""Finds networks: in the catalogue that comes with the package, in a file, on standard input."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from functools import partial

from cnncalc.errors import CnncalcError, LimitError, ModelError, SpecError, UnknownNetworkError, did_you_mean
from cnncalc.language.definition import SPEC_KEYS, Definition, check_entries, define, variant_names
from cnncalc.language.shelf import files, folder, text_in, without_figures
from cnncalc.limits import STANDARD, Limits, raise_hint
from cnncalc.source import SUFFIXES
from cnncalc.source.document import read_document
from cnncalc.source.reading import is_path, read_file, read_standard_input, without_folder
from cnncalc.source.values import Map, Scalar, Source
from cnncalc.text import hyphenated, plain_name

MOST_MEMBERS = 12
"""How many networks of a family an error names."""


def names() -> list[str]:
    """Every network of the catalogue."""
    found = []
    for file in files():
        found.extend(_names_in(_stem(file), text_in(file)))
    return sorted(found)


def find(reference: str, limits: Limits = STANDARD) -> tuple[str, Definition]:
    """The name and the definition of a network given as a catalogue name, a path or `-`.

    Raises UnknownNetworkError for a name nothing goes by, SpecError for a spec with a mistake.
    """
    return define_opened(reference, *open_network(reference, limits), limits)


def define_opened(reference: str, document: Map, variant: str, limits: Limits = STANDARD) -> tuple[str, Definition]:
    """The name and the definition of a network whose document was opened already, by the variant in it (or "")."""
    name = variant or ("stdin" if reference == "-" else _stem(os.path.basename(document.source.name)))
    if document.source.folder == folder() and not variant:
        name = _stem(os.path.basename(document.source.name))
    try:
        return name, _defined(document, variant, limits)
    except LimitError:
        raise
    except CnncalcError as error:
        error.look_further(partial(_mistakes, document, variant, name, limits))
        raise


def _defined(document: Map, variant: str, limits: Limits) -> Definition:
    return define(document, variant, partial(_open_base, opened=_Opened(limits)), limits=limits)


def _mistakes(document: Map, variant: str, name: str, limits: Limits, first: CnncalcError) -> list[CnncalcError]:
    from cnncalc.language.mistakes.mended import mistakes_of  # imported when asked for: most specs have none

    return mistakes_of(document, variant, name, limits, partial(_defined, document, variant, limits), first)


def open_network(reference: str, limits: Limits = STANDARD) -> tuple[Map, str]:
    """The document that holds a network, and which of its variants it is (or "")."""
    if reference == "-":
        return _document(read_standard_input(limits), limits), ""
    if is_path(reference):
        return _open_path(reference, *_file_and_variant(reference), _Opened(limits))
    try:
        return _open_entry(reference, limits)
    except UnknownNetworkError as error:
        if os.path.isfile(reference):
            error.hint = f"write ./{reference} for the file"
        raise


def _document(source: Source, limits: Limits) -> Map:
    """The document in a text; raise ModelError for one of some framework."""
    try:
        document = read_document(source, limits=limits)
    except SpecError as error:
        raise _of_a_framework(source, ()) or error from None
    problem = _of_a_framework(source, document.values) if document.values.keys().isdisjoint(SPEC_KEYS) else None
    if problem is not None:
        raise problem
    check_entries(document, limits)
    return document


def _of_a_framework(source: Source, keys: Collection[str]) -> ModelError | None:
    """The error for a text that is a model of some framework, perhaps a mapping with some keys; None if it is none."""
    from cnncalc.source.models import HEAD, mapping_model, marked_model, no_spec, text_model  # specs need none of it

    start = source.text[:HEAD]
    what = mapping_model(keys) or text_model(source.name, start) or marked_model(start.encode())
    return no_spec(source.name, what) if what else None


class _Opened:
    """The documents that a network extends, by file, and the variants of each, by document: each is read once."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._characters = 0
        self._documents: dict[str, Map] = {}
        self._variants: dict[int, tuple[Map, dict[str, str]]] = {}

    def document(self, file: str, shown: str) -> Map:
        """The document in a file."""
        if file not in self._documents:
            source = read_file(file, shown, self.limits)
            self._characters += len(source.text)
            if self._documents and self._characters > self.limits.file:
                raise SpecError(
                    f"{shown}: with the files that extend it, these are more than {self.limits.file:,} bytes",
                    hint=raise_hint("file"),
                )
            self._documents[file] = _document(source, self.limits)
        return self._documents[file]

    def variants(self, document: Map) -> dict[str, str]:
        """A document's variants by their names as they are compared."""
        if id(document) not in self._variants:  # the document is kept: ids are used again
            self._variants[id(document)] = document, {hyphenated(name): name for name in variant_names(document)}
        return self._variants[id(document)][1]


def _file_and_variant(path: str) -> tuple[str, str]:
    """The file that a path names and the variant behind its colon, or "": a name with a colon may be a file's own."""
    if os.path.lexists(path):
        return path, ""
    beside, name = os.path.split(path)
    file, _, variant = name.partition(":")
    return os.path.join(beside, file), variant


def _open_path(reference: str, file: str, variant: str, opened: _Opened) -> tuple[Map, str]:
    if not os.path.lexists(file):
        name = os.path.splitext(file)[0]
        of_catalogue = not is_path(name) and name in names()
        hint = f"the catalogue's is called {name!r}" if of_catalogue else _near_files(file)
        raise UnknownNetworkError(f"{reference}: {_missing(file)}", hint=hint)
    shown = reference.removesuffix(f":{variant}") if variant else reference
    try:
        document = opened.document(file, shown)
    except ModelError as error:
        name = os.path.splitext(os.path.basename(file))[0]
        if hyphenated(name) in map(hyphenated, names()):
            error.hint = f"the catalogue has {name!r}; {error.hint}"
        raise
    if variant:
        chosen = opened.variants(document).get(hyphenated(variant))
        if chosen is None:
            hint = did_you_mean(variant, variant_names(document))
            raise UnknownNetworkError(f"{shown} has no variant {variant!r}", hint=hint)
        return document, chosen
    variants = variant_names(document)
    if variants and "layers" not in document.values and "extends" not in document.values:
        raise _choose(document, shown, variants)
    return document, ""


def _choose(document: Map, shown: str, variants: list[str]) -> SpecError:
    return document.error(f"{shown} holds {len(variants)} networks", f"choose one: {shown}:{variants[0]}")


def _open_entry(name: str, limits: Limits) -> tuple[Map, str]:
    likely = _likely_files(hyphenated(name))
    for comparable in (hyphenated, plain_name):
        for file in likely:
            text = text_in(file)
            found = [entry for entry in _names_in(_stem(file), text) if comparable(entry) == comparable(name)]
            if len(found) == 1:
                source = Source(os.path.join(folder(), file), text, folder(), without_figures(text))
                document = read_document(source, limits=limits)
                return document, found[0] if variant_names(document) else ""
    hint = _members(name) or did_you_mean(name, names()) or "see 'cnncalc list'"
    raise UnknownNetworkError(f"unknown network {name!r}", hint=hint)


def families() -> dict[str, list[str]]:
    """The networks of each family, which is the name of its file if that does not say another."""
    found: dict[str, list[str]] = {}
    for file in files():
        text = text_in(file)
        said = re.search(_FAMILY, text)
        found.setdefault(said[1] if said else _stem(file), []).extend(_names_in(_stem(file), text))
    return found


def _members(name: str) -> str:
    """The networks that share a name: those of a family, or those whose names go on with a number behind it."""
    wanted = plain_name(name)
    members = next((found for family, found in families().items() if plain_name(family) == wanted), [])
    what = "a family"
    if not members and wanted:
        members = [each for each in names() if re.match(rf"{re.escape(wanted)}(?![a-z])", plain_name(each))]
        what = "the beginning of several"
    if len(members) < 2:
        return f"did you mean {members[0]!r}?" if members else ""
    more = f" and {len(members) - MOST_MEMBERS} more, see 'cnncalc list {name}'" if len(members) > MOST_MEMBERS else ""
    return f"it is {what}: {', '.join(members[:MOST_MEMBERS])}{more}"


def _likely_files(wanted: str) -> list[str]:
    """The catalogue's files, those whose name begins as the wanted one does first."""
    letters = re.match(r"[a-z]*", wanted)
    start = letters[0] if letters else ""
    return sorted(files(), key=lambda file: (not (start and start.startswith(_stem(file))), file))


_FAMILY = r"(?m)^family: *([A-Za-z0-9_.+-]+)"
_VARIANTS = re.compile(r"^variants:[^\S\n]*(#.*)?\n((?:[ \t#].*\n|\n)*)", re.MULTILINE)
_ENTRY = re.compile(r"^  ([A-Za-z0-9_.+-]+):", re.MULTILINE)


def _names_in(stem: str, text: str) -> list[str]:
    """The networks in a catalogue file: its variants, or itself. Read off its lines, without parsing it."""
    variants = _VARIANTS.search(text + "\n")
    return _ENTRY.findall(variants[2]) if variants else [stem]


def _open_base(reference: Scalar, document: Map, opened: _Opened) -> tuple[Map, str]:
    """What `extends` names: another variant of the document, a file in its folder, or a catalogue entry."""
    name = str(reference.value)
    siblings = opened.variants(document)
    if hyphenated(name) in siblings:
        return document, siblings[hyphenated(name)]
    try:
        if not is_path(name):
            return _open_entry(name, opened.limits)
        beside = name.removeprefix("./")
        if "/" in beside or os.sep in beside or name == "-":
            raise reference.error("a spec extends networks of the catalogue and of its own folder only")
        own = reference.source.folder
        file, variant = _file_and_variant(os.path.join(own, beside))
        if os.path.dirname(os.path.realpath(file)) != os.path.realpath(own):
            raise reference.error(f"{os.path.basename(file)} leads out of the spec's own folder")
        shown = os.path.join(os.path.dirname(reference.source.name), beside)
        return _open_path(shown, file, variant, opened)
    except UnknownNetworkError as error:
        raise reference.error(f"extends: {error.message}", error.hint) from None
    except (OSError, ValueError):  # no working folder, or a name that no file can have here
        raise reference.error(f"extends: {name!r}: no such file", without_folder(name)) from None


def _missing(path: str) -> str:
    """The reason why a file cannot be found."""
    try:
        os.lstat(path)
    except PermissionError:
        return "permission denied"
    except (OSError, ValueError):
        pass
    return "no such file"


def _near_files(path: str) -> str:
    try:
        beside = os.listdir(os.path.dirname(path) or os.getcwd())
    except OSError:
        return without_folder(path)
    return did_you_mean(os.path.basename(path), beside)


def _stem(file: str) -> str:
    return file.rpartition(".")[0] if file.endswith(SUFFIXES) else file
