"""Random changes of a spec's layers by their paths, and the spec as it would be written after them."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

Document = dict[str, Any]
Steps = list[Any]

CHANGES = ("", "remove", "before", "after", "override", "replace", "set")
WITHIN = 2
"""How much oftener a change is made within a group or block than to it as a whole."""


class Editor:
    """Changes layers with names: outermost ones, those of groups, and those of blocks that are used once each."""

    def __init__(self, draw: st.DrawFn, spec: Document, changes: tuple[str, ...] = CHANGES) -> None:
        self._draw, self._changes = draw, changes
        self._blocks: Document = json.loads(json.dumps(spec.get("blocks", {})))
        self.edits: Document = {}
        """`override`, `remove` and `insert`, as a spec has them."""
        self.settings: Document = {}
        """Fields of layers, as `--set` takes them."""
        self._left_alone = {*conditional_names(spec), *shared_names(spec)}
        """A change may decide which of those with conditions run, and would then be made to what has the name there;
        what is shared is found by name, and here by its place."""
        layers = self._steps(json.loads(json.dumps(spec["layers"])), "")
        self.after: Document = {**spec, "blocks": self._blocks, "layers": layers}

    def _steps(self, steps: Steps, around: str) -> Steps:
        return [new for step in steps for new in self._step(step, around)]

    def _step(self, step: Any, around: str) -> Steps:
        name = step.get("name") if isinstance(step, dict) else None
        if (
            name is None
            or name in self._left_alone
            or any("$" in str(text) for text in (name, *step))
            or {"repeat", "if"} & step.keys()
        ):
            return [step]
        path = f"{around}{name}"
        within = len(CHANGES) * WITHIN if "layers" in step or self._blocks.keys() & step else 0
        how = self._draw(st.sampled_from((*self._changes, *[""] * within)))
        if how in ("before", "after"):
            extra = [self._draw(st.sampled_from(["gelu", {"tanh": None, "name": "new"}, {"conv": 3, "kernel": 1}]))]
            self.edits.setdefault("insert", []).append({how: path, "layers": extra})
            return [*extra, step] if how == "before" else [step, *extra]
        if how == "remove":
            self.edits.setdefault("remove", []).append(path)
            return []
        if how == "replace":
            other = "tanh" if "softmax" in step else "softmax"  # its own op would keep its fields
            self.edits.setdefault("override", {})[path] = {other: None}
            kept = {key: value for key, value in step.items() if key in ("name", "from", "share")}
            return [{other: None, **kept}]
        if how in ("override", "set"):
            return [self._other_field(step, path, how)]
        return [self._inside(step, path)]

    def _other_field(self, step: Document, path: str, how: str) -> Document:
        """A bias where there was none, or the other way round; twice the filters."""
        if isinstance(step.get("bias"), bool):
            field, key, value = "bias", "bias", not step["bias"]
        elif type(step.get("conv")) is int and "groups" not in step:
            field, key, value = self._draw(st.sampled_from(["filters", "conv"])), "conv", 2 * step["conv"]
        else:
            return step
        if how == "set":
            self.settings[f"{path}.{field}"] = value
        else:
            self.edits.setdefault("override", {})[path] = {field: value}
        return {**step, key: value}

    def _inside(self, step: Document, path: str) -> Document:
        """Changes inside of a group, or of the block that a step uses."""
        if "layers" in step:
            return {**step, "layers": self._steps(step["layers"], f"{path}.")}
        block = next((key for key in step if key in self._blocks), None)
        if block is None:
            return step
        written = self._blocks[block]
        if isinstance(written, list):
            self._blocks[block] = self._steps(written, f"{path}.")
        else:
            written["layers"] = self._steps(written["layers"], f"{path}.")
        return step


def conditional_names(value: Any, *, inside: bool = False) -> list[str]:
    """The names of layers with an `if`, and of those in what `then` and `else` hold."""
    if isinstance(value, list):
        return [name for item in value for name in conditional_names(item, inside=inside)]
    if not isinstance(value, dict):
        return []
    own = [str(value["name"])] if (inside or "if" in value) and "name" in value else []
    inner = [conditional_names(item, inside=inside or key in ("then", "else")) for key, item in value.items()]
    return own + [name for names in inner for name in names]


def shared_names(value: Any) -> list[str]:
    """The names of layers and blocks whose parameters others use."""
    if isinstance(value, list):
        return [name for item in value for name in shared_names(item)]
    if not isinstance(value, dict):
        return []
    own = [str(value["share"]).rpartition(".")[2]] if "share" in value else []
    return own + [name for item in value.values() for name in shared_names(item)]
