"""Reads devices: those that come with the package, by name, and files of one's own.

name: A board of mine
source: {title: "Its datasheet", url: "https://example.org/board.pdf", read: yes}   # a board of one's own needs none
operations_per_mac: 2          # the peaks count a multiplication and an addition as two
peak: {fp32: 1.28e12}          # operations per second, dense, by dtype
bandwidth: 68e9                # bytes per second
memory: 8e9                    # bytes
note: What the figures leave out.
"""

from __future__ import annotations

import os

from cnncalc.devices.device import Device
from cnncalc.dtypes import DTYPES
from cnncalc.errors import CnncalcError, did_you_mean
from cnncalc.limits import STANDARD, Limits
from cnncalc.source import SUFFIXES
from cnncalc.source.document import read_document
from cnncalc.source.reading import is_path, read_file
from cnncalc.source.values import Map, Scalar, Source, YamlNode, check_known, check_read, line_of
from cnncalc.text import hyphenated

FOLDER = os.path.dirname(os.path.abspath(__file__))
NEEDED = ("name", "operations_per_mac", "peak", "bandwidth", "memory")
KEYS = (*NEEDED, "source", "note")
SOURCE_KEYS = ("title", "url", "read")
LARGEST = 1e30


def device_names() -> list[str]:
    """The devices that come with the package."""
    return sorted(file.rpartition(".")[0] for file in os.listdir(FOLDER) if file.endswith(SUFFIXES))


def load_device(reference: str, limits: Limits = STANDARD) -> Device:
    """Read a device given by its name, or by the path of a file (it has a slash or a suffix).

    Raises CnncalcError for a name nothing goes by, and for a file with a mistake.
    """
    if is_path(reference):
        name = os.path.basename(reference).rpartition(".")[0] or reference
        return read_device(name, read_file(reference, reference, limits), limits)
    names = {hyphenated(name): name for name in device_names()}
    name = names.get(hyphenated(reference), "")
    if not name:
        hint = did_you_mean(hyphenated(reference), names) or f"there are {', '.join(names)}, and files"
        raise CnncalcError(f"unknown device {reference!r}", hint=hint)
    path = os.path.join(FOLDER, f"{name}.yaml")
    return read_device(name, read_file(path, path))


def read_device(name: str, source: Source, limits: Limits = STANDARD) -> Device:
    """Read a device's file; raise SpecError with the place for what it does not say as it must."""
    document = read_document(source, "a device", ", ".join(f"{key}:" for key in NEEDED), limits)
    check_known(document, KEYS, "a device")
    for key in NEEDED:
        if key not in document.values:
            raise document.error(f"a device needs {key}:")
    title, url, read = _source(document.values["source"]) if "source" in document.values else ("", "", "")
    return Device(
        name=name,
        title=_text(document.values["name"], "name"),
        source=title,
        url=url,
        operations_per_mac=_operations(document.values["operations_per_mac"]),
        peaks=_peaks(document.values["peak"]),
        bandwidth=_amount(document.values["bandwidth"], "bandwidth", "bytes per second, as 2039e9"),
        memory=_amount(document.values["memory"], "memory", "bytes, as 80e9"),
        note=_text(document.values["note"], "note") if "note" in document.values else "",
        read=read,
    )


def _source(node: YamlNode) -> tuple[str, str, str]:
    if not isinstance(node, Map):
        raise node.error("source must be a mapping, {title: …, url: …}")
    check_known(node, SOURCE_KEYS, "a source")
    if "title" not in node.values:
        raise node.error("a source needs title:")
    title, url, read = (_text(node.values[key], key) if key in node.values else "" for key in SOURCE_KEYS)
    if read:
        check_read(node.values["read"], read)
    return title, url, read


def _text(node: YamlNode, key: str) -> str:
    text = line_of(node) if isinstance(node, Scalar) else ""
    if not text:
        raise node.error(f"{key} must be a text")
    return text


def _operations(node: YamlNode) -> int:
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, bool) or value not in (1, 2):
        raise node.error("operations_per_mac must be 2 (the peaks are FLOPs) or 1 (they are MACs)")
    return int(value)


def _peaks(node: YamlNode) -> dict[str, int]:
    if not isinstance(node, Map) or not node.values:
        raise node.error("peak must be a mapping of types to operations per second, {fp32: 19.5e12}")
    for dtype, place in node.keys.items():
        if dtype not in DTYPES:
            hint = did_you_mean(dtype, DTYPES) or f"known: {', '.join(DTYPES)}"
            raise place.error(f"unknown type {dtype!r}", hint)
    return {
        dtype: _amount(value, f"the peak of {dtype}", "operations per second, as 19.5e12")
        for dtype, value in node.values.items()
    }


def _amount(node: YamlNode, what: str, unit: str) -> int:
    """A positive whole number; 19.5e12 is one."""
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < LARGEST and value % 1 == 0:
        return int(value)
    raise node.error(f"{what} must be a positive whole number ({unit})")
