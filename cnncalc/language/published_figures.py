"""The figures that a spec says were published, and the sources they are from."""

import os
import re
from typing import NamedTuple

from cnncalc.errors import did_you_mean
from cnncalc.language.definition import check_keys
from cnncalc.language.shelf import text_in
from cnncalc.published import ACCURACIES, Citation, Published
from cnncalc.source.document import read_document
from cnncalc.source.reading import is_path
from cnncalc.source.values import List, Map, Source, YamlNode, check_read, line_of, lines_of, text_of

SOURCE_KEYS = ("cite", "id", "venue", "copy", "where", "read", "counts", "split", "crops")
PLACE_KEYS = ("where", "quote", "read")
"""The keys that say where in its source a figure stands."""
PROTOCOL_KEYS = ("split", "crops", "models", "pretrained", "data", "network")
"""The keys that say how an accuracy was measured."""
SUBJECT_KEYS = ("of", "op", "versus", "input")
"""The keys that say what a figure is about."""
JUDGED_KEYS = ("counts", "kilo", "wrong", "perhaps", "note")
"""The keys that say why a figure differs."""
PUBLISHED_KEYS = (
    "figure", "value", "figures", "from", "source", *PLACE_KEYS, *SUBJECT_KEYS, *PROTOCOL_KEYS, *JUDGED_KEYS,
)  # fmt: skip
IDS = {
    "arXiv:": r"arXiv:\d{4}\.\d{4,5}(v[1-9]\d?)?",
    "doi:": r"doi:10\.\d{4,9}/\S+",
    "github:": r"github:[\w.-]+/[\w.-]+@[0-9a-f]{7,40}(:.+)?",
    "http": r"https?://\S+",
    "==": r"[\w.-]+==[\w.]+(:\S+)?",
}
"""The pattern of a source's identifier, by a mark that is in it."""
ID_FORMS = "arXiv:1512.03385v1, doi:…, github:owner/repo@commit:path, package==version:path or https://…"


class CitedSource(NamedTuple):
    """A source, and how its accuracies were measured where they do not say it themselves."""

    citation: Citation
    protocol: dict[str, str]


CitedSources = dict[str, CitedSource]


def published_in(path: str, network: str) -> tuple[Published, ...]:
    """The figures of a network of the catalogue, out of its file; raise SpecError for what cannot be read."""
    document = read_document(Source(path, text_in(os.path.basename(path))))
    variants = document.values.get("variants")
    spec = variants.values.get(network) if isinstance(variants, Map) else document
    said = spec.values.get("published") if isinstance(spec, Map) else None
    return published_figures(said, document.values.get("sources"))


def published_figures(node: YamlNode | None, sources: YamlNode | None) -> tuple[Published, ...]:
    """The figures in a list; raise SpecError for what cannot be read."""
    known = _sources(sources)
    if node is None:
        return ()
    if not isinstance(node, List):
        raise node.error("published must be a list of figures")
    return tuple(figure for item in node.items for figure in _row(item, known))


def _sources(node: YamlNode | None) -> CitedSources:
    """The sources of a file, by their keys."""
    if node is None:
        return {}
    if not isinstance(node, Map):
        raise node.error("sources are a mapping of short keys to what each is: {he2016: {cite: …, id: …}}")
    return {key: _source(value) for key, value in node.values.items()}


def _source(node: YamlNode) -> CitedSource:
    if not isinstance(node, Map):
        raise node.error("a source is a mapping: {cite: He et al. 2016, id: arXiv:1512.03385v1}")
    check_keys(node, SOURCE_KEYS, "a source")
    texts = {key: line_of(value) for key, value in node.values.items()}
    cite, identifier = texts.pop("cite", ""), texts.get("id", "")
    if not cite:
        raise node.error("a source needs cite: what it is called in short")
    if not identifier and not texts.get("venue"):
        raise node.error("a source needs id:, by which it can be found, or the venue: where it appeared", ID_FORMS)
    pattern = next((pattern for mark, pattern in IDS.items() if mark in identifier), "")
    if identifier and not re.fullmatch(pattern, identifier):
        raise node.values["id"].error(f"{identifier!r} is no identifier", f"write {ID_FORMS}")
    if identifier.startswith("arXiv:") and "v" not in identifier[6:] and not texts.get("venue"):
        hint = f"write {identifier}v1, or the venue: where it appeared"
        raise node.values["id"].error("a preprint's tables differ between its versions: say which", hint)
    _check_read(node)
    _check_amounts(node)
    protocol = {key: texts.pop(key) for key in PROTOCOL_KEYS if key in texts}
    return CitedSource(Citation(cite, **texts), protocol)


def _row(item: YamlNode, sources: CitedSources) -> list[Published]:
    """The figures of one entry: one, or those that stand in one row of a table."""
    if not isinstance(item, Map):
        raise item.error("a published figure is a mapping: {figure: params, value: 60M, from: …}")
    check_keys(item, PUBLISHED_KEYS, "a published figure")
    values = _values(item)
    source, of_source = _cited(item, sources)
    versus = item.values.get("versus")
    if versus is not None and is_path(text_of(versus)):
        raise versus.error("versus takes a network of the catalogue")
    _check_protocol(item, accuracy=any(figure in ACCURACIES for figure, _ in values))
    taken = {key: line_of(item.values.get(key)) for key in ("op", "versus", "input", *JUDGED_KEYS)}
    protocol = {key: line_of(item.values.get(key)) or of_source.get(key, "") for key in PROTOCOL_KEYS}
    kilo = _kilo(item, taken.pop("kilo"))
    if taken["wrong"] and (taken["perhaps"] or taken["counts"]):
        raise item.values["wrong"].error("a figure is either wrong:, or counts: differently, or perhaps: something")
    of = tuple(lines_of(item.values.get("of")))
    return [
        Published(
            figure, value, source, of=of, kilo=kilo, origin=item.origin, **taken,
            **(protocol if figure in ACCURACIES else {}),
        )
        for figure, value in values
    ]  # fmt: skip


def _values(item: Map) -> list[tuple[str, str]]:
    """The figures of an entry by name: `figure` and `value`, or `figures`."""
    several = item.values.get("figures")
    if several is None:
        for key in ("figure", "value"):
            if not text_of(item.values.get(key)):
                raise item.error(f"a published figure needs {key}:")
        return [(line_of(item.values["figure"]), line_of(item.values["value"]))]
    if "figure" in item.values or "value" in item.values:
        raise several.error("either figures: or figure: and value:, not both")
    if not isinstance(several, Map) or not several.values:
        raise several.error("figures are a mapping of names to values: {params: 60M, macs: 0.7G}")
    found = [(name, line_of(value)) for name, value in several.values.items()]
    for name, value in found:
        if not value:
            raise several.keys[name].error(f"{name} needs a value")
    return found


def _cited(item: Map, sources: CitedSources) -> CitedSource:
    """Where an entry's figures stand."""
    _check_read(item)
    place = {key: line_of(item.values[key]) for key in PLACE_KEYS if key in item.values}
    key = item.values.get("from")
    if key is None:
        text = line_of(item.values.get("source"))
        if not text:
            raise item.error("a published figure needs from: a key of sources:, or source: in words")
        return CitedSource(Citation(text, **place), {})
    if "source" in item.values:
        raise item.values["source"].error("either from: or source:, not both")
    source = sources.get(line_of(key))
    if source is None:
        raise key.error(f"sources: has no {line_of(key)!r}", did_you_mean(line_of(key), sources))
    return source._replace(citation=source.citation._replace(**place))


def _check_read(node: Map) -> None:
    read = node.values.get("read")
    if read is not None:
        check_read(read, line_of(read))


def _kilo(item: Map, written: str) -> int:
    if written not in ("", "1000", "1024"):
        raise item.values["kilo"].error(f"kilo is 1000 or 1024, not {written!r}")
    return int(written or 1000)


def _check_protocol(item: Map, *, accuracy: bool) -> None:
    """Raise SpecError for how an accuracy was measured on another figure, and for how it cannot be."""
    for key in PROTOCOL_KEYS:
        if key in item.values and not accuracy:
            raise item.keys[key].error(f"{key} says how an accuracy was measured: {', '.join(ACCURACIES)}")
    _check_amounts(item)


def _check_amounts(item: Map) -> None:
    """Raise SpecError for a number of crops or of networks that is none."""
    for key, words in (("crops", ("dense",)), ("models", ())):
        value = text_of(item.values.get(key))
        if value and value not in words and not re.fullmatch(r"[1-9][0-9]{0,5}", value):
            wanted = f"{key} must be a whole number" + (" or 'dense'" if words else "")
            raise item.values[key].error(f"{wanted}, not {value!r}")
