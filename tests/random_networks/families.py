"""Whole random specs: inputs, parameters and blocks around random steps, and what a family makes of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from hypothesis import strategies as st

import cnncalc
from tests.random_networks.changes import Editor
from tests.random_networks.copies import copied, named_uses
from tests.random_networks.language import NAMES, Pen
from tests.random_networks.reference import Frame, Reference, RefusedError, Said

Document = dict[str, Any]
PARAMETERS = ("width", "k", "channels", "act", "other")
"""Those that a block may have; the last is the name of a layer."""
DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class Written(NamedTuple):
    """A network as files, what is said to load it, and what the reference makes of it."""

    files: Mapping[str, str]
    network: str
    settings: Mapping[str, Any]
    spec: Document
    """The same network as one document, without a family and with its parameters set."""
    input: str | None = None
    """Another input than the file's."""

    @classmethod
    def alone(cls, text: str) -> Written:
        """One file, as it stands."""
        return cls({"net.yaml": text}, "net.yaml", {}, yaml.safe_load(text))

    def load(self, folder: Path) -> cnncalc.Network:
        for name, text in self.files.items():
            (folder / name).write_text(text, encoding="utf-8")
        return cnncalc.load(f"{folder}/{self.network}", set=self.settings, input=self.input)

    def run(self) -> tuple[Reference, int]:
        return run(self.spec)


def run(spec: Document) -> tuple[Reference, int]:
    """A document's nodes and its output, by the reference; raises RefusedError if it cannot be run."""
    parameters = Reference({}, {})
    values: dict[str, Any] = {}
    for name, written in spec.get("parameters", {}).items():
        values[name] = parameters.value(written, Frame(variables=values), None)
    reference = Reference(spec.get("blocks", {}), values)
    current = reference.add_inputs(spec["input"])
    output = reference.run(spec["layers"], current, Frame(variables=values))
    if output in reference.inputs:
        raise RefusedError
    return reference, output


def as_text(draw: st.DrawFn, document: Document) -> str:
    """YAML in its block style, or as JSON."""
    document = json.loads(json.dumps(document))  # no value twice: YAML would write an alias
    if draw(st.booleans()):
        return json.dumps(document, indent=1)
    return str(
        yaml.dump(document, Dumper=DUMPER, sort_keys=False, default_flow_style=draw(st.sampled_from([False, None])))
    )


def _shape(draw: st.DrawFn, axes: int) -> str:
    most = {0: 0, 1: 20, 2: 12, 3: 6}[axes]
    return "x".join(str(draw(st.integers(2, size))) for size in [most] * axes + [8])


def _block(draw: st.DrawFn, reference: Reference, shape: str, number: int) -> Any:
    """A block that runs on one input at least, with the values that its parameters have there."""
    parameters: Document = {}
    names = draw(st.lists(st.sampled_from(PARAMETERS), unique=True, max_size=3))
    for name in sorted(names, key=PARAMETERS.index):
        literal = draw(st.sampled_from([None, 2, 3, "$here.channels + 1", "$channels * 2", "$scale"]))
        words = {"act": ["relu", "none"], "other": [None, None, "previous", "stem"]}.get(name)
        parameters[name] = draw(st.sampled_from(words)) if words else literal
    inside = reference.copy()
    inside.blocks = dict(reference.blocks)
    inside.nodes, inside.paths, inside.starts, inside.claimed = [], {}, {}, set()
    current = inside.add_inputs(shape)
    values = dict(reference.parameters)
    for name, default in parameters.items():
        lacking = Said.all_in("input", Frame()) if name == "other" else 3
        values[name] = lacking if default is None else inside.value(default, Frame(variables=values), current)
    pen = Pen(draw, inside, deepest=2)
    inside.paths = dict.fromkeys(("input", draw(st.sampled_from(["input", "input", "stem"]))), 0)  # looked up outside
    steady = draw(st.integers(1, 3)) > 1
    frame = Frame("?block", Frame(), values)
    steps, output = pen.steps(current, frame, 4, 0, steady=steady)
    if "other" in parameters:
        namesake, output = pen.written({"tanh": None, "name": pen.one_of("input", *NAMES)}, output, frame)
        steps += [namesake, pen.written(pen.other(), output, frame)[0]]
    if "act" in parameters:
        steps.append("$act")
    if not parameters and draw(st.booleans()):
        return steps
    return {"parameters": parameters, "layers": steps} if parameters else {"layers": steps}


@st.composite
def specs(draw: st.DrawFn, *, uses: int = 0) -> Document:
    """One network, with blocks and parameters and without a family; blocks have so many uses at its end."""
    axes = draw(st.sampled_from([2, 2, 2, 2, 1, 3, 0]))
    spec: Document = {"name": draw(st.sampled_from(["A network", "Netz № 1", "a: b"]))}
    parameters: Document = {"scale": draw(st.sampled_from([1, 2, 4])), "act": draw(st.sampled_from(["relu", "tanh"]))}
    parameters |= {"wide": draw(st.sampled_from(["$scale * 3", 5, "$max(scale, 2)"])), "widths": [2, "$scale", 6]}
    spec["parameters"] = parameters
    first = _shape(draw, axes)
    several = draw(st.integers(1, 5)) == 1
    spec["input"] = {"left": first, "right": draw(st.sampled_from([first, _shape(draw, axes)]))} if several else first
    values: Document = {}
    for name, written in parameters.items():
        values[name] = Reference({}, {}).value(written, Frame(variables=values), None)
    reference = Reference({}, values)
    for number in range(draw(st.integers(min(uses, 1), 3))):
        reference.blocks[f"block_{'xyz'[number]}"] = _block(draw, reference, first, number)
    if reference.blocks:
        spec["blocks"] = reference.blocks
    current = reference.add_inputs(spec["input"])
    pen, frame = Pen(draw, reference), Frame(variables=values)
    steps, output = pen.steps(current, frame, 8)
    for _ in range(uses):
        step, output = pen.written_as(draw(st.sampled_from(["use", "use", "use", "op", "shared"])), output, frame)
        steps.append(step)
    spec["layers"] = [*steps, {"relu": None, "from": "previous"}] if output in reference.inputs else steps
    return json.loads(json.dumps(spec))


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Written, Written]:
    """Two networks; mostly the second is the first with some of its outermost steps changed."""
    left = draw(specs())
    right = draw(specs()) if draw(st.integers(1, 4)) == 1 else _with(left, layers=_changed(draw, left["layers"]))
    try:
        run(right)
    except RefusedError:
        right = left
    return Written.alone(json.dumps(left)), Written.alone(json.dumps(right))


def _changed(draw: st.DrawFn, layers: list[Any]) -> list[Any]:
    """Some steps left out, put in, twice there, or with other filters."""
    after: list[Any] = []
    for step in layers:
        how = draw(st.sampled_from(["", "", "", "out", "in", "twice", "wider", "renamed"]))
        if how == "wider" and isinstance(step, dict) and type(step.get("conv")) is int:
            step = {**step, "conv": 2 * step["conv"]}
        elif how == "renamed" and isinstance(step, dict) and "name" in step:
            step = {**step, "name": "renamed"}
        again = {"in": ["sigmoid"], "twice": [step]}.get(how, [])
        after += [] if how == "out" else [step, *again]
    return after or layers


@st.composite
def networks(draw: st.DrawFn) -> Written:
    """A network alone, with parameters set from outside, as a variant, or as a change of another."""
    spec = draw(specs(uses=draw(st.sampled_from([0, 0, 3]))))
    how = draw(st.sampled_from(["alone", "alone", "set", "variant", "extends"]))
    made = {"set": _set, "variant": _variant, "extends": _extended}[how](draw, spec) if how != "alone" else None
    if made is not None:
        try:
            run(made.spec)
            return made
        except RefusedError:
            pass
    return Written({"net.yaml": as_text(draw, spec)}, "net.yaml", {}, spec)


def _changed_parameters(draw: st.DrawFn) -> Document:
    every = {"scale": st.sampled_from([1, 2, 3]), "act": st.sampled_from(["relu", "gelu"]), "wide": st.integers(1, 9)}
    names = draw(st.lists(st.sampled_from(sorted(every)), min_size=1, unique=True))
    return {name: draw(every[name]) for name in names}


def _with(spec: Document, **more: Any) -> Document:
    return json.loads(json.dumps({**spec, **more}))


def _set(draw: st.DrawFn, spec: Document) -> Written:
    """Parameters, fields of layers and the input, as the command line has them."""
    changes, spec = _changed_parameters(draw), named_uses(spec)
    settings = {name: draw(st.sampled_from([value, str(value)])) for name, value in changes.items()}
    editor = Editor(draw, copied(spec), ("", "set"))
    shape = spec["input"] if isinstance(spec["input"], str) else None
    if shape is not None and draw(st.booleans()):
        other = _shape(draw, shape.count("x"))
        shape = shape if _is_channels_first(other, shape) else other
    after = {**editor.after, "input": shape or spec["input"]}
    whole = _with(after, parameters={**spec["parameters"], **changes})
    return Written({"net.yaml": as_text(draw, spec)}, "net.yaml", {**settings, **editor.settings}, whole, shape)


def _is_channels_first(other: str, own: str) -> bool:
    """Whether a shape begins with the channels that a network has of its own, and ends with others: it is refused."""
    return other.split("x")[0] == own.split("x")[-1] != other.split("x")[-1]


def _variant(draw: st.DrawFn, spec: Document) -> Written:
    changes, spec = _changed_parameters(draw), named_uses(spec)
    editor = Editor(draw, copied(spec))
    variants = {"plain": {}, "other": {"set": changes, **editor.edits}}
    if draw(st.booleans()):
        variants["last"] = {"extends": "other", "notes": ["It is the same."]}
    whole = _with(editor.after, parameters={**spec["parameters"], **changes})
    files = {"net.yaml": as_text(draw, _with(spec, variants=variants))}
    return Written(files, f"net.yaml:{[*variants][-1]}", editor.settings, whole)


def _extended(draw: st.DrawFn, spec: Document) -> Written:
    spec = named_uses(spec)
    editor = Editor(draw, copied(spec))
    change: Document = {"extends": "base.yaml", **editor.edits}
    if draw(st.booleans()):
        change["set"] = _changed_parameters(draw)
    whole = _with(editor.after, parameters={**spec["parameters"], **change.get("set", {})})
    files = {"base.yaml": as_text(draw, spec), "net.yaml": as_text(draw, change)}
    return Written(files, "net.yaml", editor.settings, whole)
