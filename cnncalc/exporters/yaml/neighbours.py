"""Runs: neighbours that are equal are one step that is repeated."""

from __future__ import annotations

from typing import Any

from cnncalc.exporters.yaml.general_values import FirstTurn, same
from cnncalc.exporters.yaml.spec_step import STRUCTURES, SpecStep


def joined_runs(body: list[SpecStep], pinned: set[int]) -> list[SpecStep]:
    """The steps of a list with those that are repeated as one; what `pinned` nodes come out of has to be the last."""
    made: list[SpecStep] = []
    run: list[SpecStep] = []
    for step in body:
        if run and _goes_on(run, step, pinned):
            run.append(step)
        else:
            made.extend(_joined(run))
            run = [step]
    return [*made, *_joined(run)]


def _goes_on(run: list[SpecStep], step: SpecStep, pinned: set[int]) -> bool:
    first, last = run[0], run[-1]
    if step.head != first.head or step.head in STRUCTURES or step.bodies or first.bodies or step.sources:
        return False
    if step.share is not None or first.share is not None or first.sources or pinned & {last.node, step.node}:
        return False
    if step.values.get("repeat", 1) != 1 or first.values.get("repeat", 1) != 1:
        return False
    if len(run) > 1:
        return _differences(run[1].values, step.values) == []
    differing = _differences(first.values, step.values)
    if not differing:
        return True
    return (
        bool(first.turns)
        and differing == ["stride"]
        and not any(isinstance(each.values["stride"], FirstTurn) for each in (first, step))
    )


def _differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return [field for field in one if not same(one[field], other[field])]


def _joined(run: list[SpecStep]) -> list[SpecStep]:
    if len(run) < 2:
        if run and run[0].turns:
            run[0].values = {**run[0].values, "repeat": run[0].values.get("repeat", 1)}
        return run
    first, second = run[0], run[1]
    step = SpecStep(first.head, run[-1].node, first.entry)
    step.values = {
        field: value if same(value, second.values[field]) else FirstTurn(value, second.values[field])
        for field, value in first.values.items()
    }
    step.values["repeat"] = len(run)
    step.axes, step.label = first.axes, first.label
    step.turns = [turn for each in run for turn in (each.turns or [each])]
    return [step]
