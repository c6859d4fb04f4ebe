"""A spec whose blocks are used once each: every use has a copy of the block for itself."""

from __future__ import annotations

import json
import re
from itertools import count
from typing import Any

from cnncalc.ops import find_op
from tests.random_networks.reference import JOINS

Document = dict[str, Any]


def named_uses(spec: Document) -> Document:
    """The spec with a name on every use of a block, so that none is made from the block's."""
    return _Namer(spec).spec()


def copied(spec: Document) -> Document:
    """The spec with a copy of its block for every use of one; a use that is repeated so many times is written out."""
    return _Copier(spec).spec()


class _Rewriter:
    """Goes through every step of a spec."""

    def __init__(self, spec: Document) -> None:
        self._spec = json.loads(json.dumps(spec))
        self._blocks: Document = self._spec.get("blocks") or {}
        self._numbers = count(1)

    def spec(self) -> Document:
        layers = self.scope(self._spec["layers"])
        return self._spec | {"blocks": self.blocks(), "layers": layers}

    def blocks(self) -> Document:
        return {name: self.block(block) for name, block in self._blocks.items()}

    def block(self, block: Any) -> Any:
        """A block's definition with its steps rewritten."""
        if isinstance(block, list):
            return self.scope(block)
        return {**block, "layers": self.scope(block["layers"])}

    def steps(self, steps: list[Any], *, looped: bool) -> list[Any]:
        return [new for step in steps for new in self.step(step, looped)]

    def step(self, step: Any, looped: bool) -> list[Any]:
        written = step if isinstance(step, dict) else {step: None}
        used = next((key for key in written if key in self._blocks), None)
        if used is not None:
            return self.use(written, used, looped)
        if written is not step:
            return [step]
        return [{key: self._inside(key, value, looped, "for" in step) for key, value in written.items()}]

    def use(self, step: Document, block: str, looped: bool) -> list[Any]:
        raise NotImplementedError

    def _inside(self, key: str, value: Any, looped: bool, loop: bool) -> Any:
        if key in ("then", "else", "residual", "shortcut") and isinstance(value, list):
            return self.steps(value, looped=looped)
        if key in ("layers", "aux") and isinstance(value, list):
            return self.steps(value, looped=looped) if loop else self.scope(value)
        if key in (*JOINS, "split") and isinstance(value, list):
            return [self._branch(branch, looped) for branch in value]
        if key in (*JOINS, "split") and isinstance(value, dict):
            if "for" in value:
                return self._branch(value, looped)
            return {name: self.scope(branch) for name, branch in value.items()}
        return value

    def _branch(self, branch: Any, looped: bool) -> Any:
        """A branch: its steps, or a mapping with them; one with a name has names of its own."""
        if isinstance(branch, list):
            return self.steps(branch, looped=looped)
        looped = looped or "for" in branch
        lists = {key: value for key, value in branch.items() if key in ("layers", "then", "else")}
        rewritten = {
            key: self.scope(value) if "name" in branch else self.steps(value, looped=looped)
            for key, value in lists.items()
        }
        return branch | rewritten

    def scope(self, steps: list[Any]) -> list[Any]:
        """Steps whose names are their own."""
        return self.steps(steps, looped=False)


class _Namer(_Rewriter):
    def scope(self, steps: list[Any]) -> list[Any]:
        around, self._numbers = self._numbers, count(1)
        named = super().scope(steps)
        self._numbers = around
        return named

    def step(self, step: Any, looped: bool) -> list[Any]:
        return super().step(step, looped or (isinstance(step, dict) and "for" in step))

    def use(self, step: Document, block: str, looped: bool) -> list[Any]:
        return [{"name": f"use{next(self._numbers)}" + ("_${index}" if looped else ""), **step}]


class _Copier(_Rewriter):
    def __init__(self, spec: Document) -> None:
        super().__init__(spec)
        self._copies: Document = {}
        self._inside_of: list[str] = []
        """The blocks that are being copied: one that uses itself does so as it is."""

    def blocks(self) -> Document:
        return {**self._blocks, **self._copies}  # an expression may choose a block by its own name

    def use(self, step: Document, block: str, looped: bool) -> list[Any]:
        times, looks_automatic = step.get("repeat"), find_op(str(step["name"]).rstrip("0123456789"))
        if type(times) is not int or "if" in step or looks_automatic:
            return [self._copy(step, block)]
        return [self._copy(_turn(step, index), block) for index in range(times)]

    def _copy(self, step: Document, block: str) -> Document:
        if block in self._inside_of:
            return step
        name = f"{block}_copy{next(self._numbers)}"
        self._inside_of.append(block)
        self._copies[name] = self.block(self._blocks[block])
        self._inside_of.pop()
        return {name if key == block else key: value for key, value in step.items()}


def _turn(step: Document, index: int) -> Document:
    """One turn of a step that is repeated."""
    turn = {key: value for key, value in step.items() if key != "repeat"}
    if "$" not in str(turn["name"]):
        turn["name"] = f"{turn['name']}{index + 1}"
    return {key: _at(value, index) for key, value in turn.items()}


def _at(value: Any, index: int) -> Any:
    """A value with the index of a turn in its expressions."""
    if isinstance(value, str) and "$" in value:
        return re.sub(r"\bindex\b", str(index), value)
    return [_at(item, index) for item in value] if isinstance(value, list) else value
