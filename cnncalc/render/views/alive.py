"""What a network's memory holds, step by step, as a chart."""

from __future__ import annotations

from cnncalc.render.chart import Band, Course, StackedSteps
from cnncalc.render.page import bytes_text, exact_number, marked
from cnncalc.render.picture.palette import ACTIVATIONS, GRADIENTS, WAITING
from cnncalc.report.memory import Memory


def steps(memory: Memory) -> StackedSteps:
    """The activations that are alive while a network runs, and through a step of training."""
    courses = [course for course in (_running(memory), _training(memory)) if course is not None]
    return StackedSteps(f"Memory of {memory.title}, step by step", tuple(courses), _tick)


def _running(memory: Memory) -> Course | None:
    used = [layer.used.bytes for layer in memory.layers]
    alive = [layer.alive.bytes for layer in memory.layers]
    waiting = [whole - part for whole, part in zip(alive, used, strict=True)]
    bands = [Band("read or written by the step", ACTIVATIONS, tuple(used))]
    if any(waiting):
        bands.insert(0, Band("waiting for a later one", WAITING, tuple(waiting)))
    parts = {"parameters": memory.parameters.bytes, "moving statistics": memory.statistics.bytes}
    return _course("To run", memory, [layer.path for layer in memory.layers], len(alive), bands, parts)


def _training(memory: Memory) -> Course | None:
    training, setting = memory.training, memory.setting
    if training is None:
        return None
    statistics = sum(layer.needs.batch_statistics for layer in memory.layers)
    moments = training.moments
    kept = [setting.kept(moment.kept, statistics, False).bytes for moment in moments]
    whole = [setting.kept(moment.values, statistics, False).bytes for moment in moments]
    forward = [0 if moment.backward else all_ - part for moment, all_, part in zip(moments, whole, kept, strict=True)]
    gradients = [all_ - part - way for all_, part, way in zip(whole, kept, forward, strict=True)]
    bands = [
        Band("kept for backward", ACTIVATIONS, tuple(kept)),
        Band("other activations", WAITING, tuple(forward)),
        Band("gradients of activations", GRADIENTS, tuple(gradients)),
    ]
    parts = {
        "parameters": memory.parameters.bytes, "moving statistics": memory.statistics.bytes,
        "their gradients": training.gradients.bytes, f"state of {setting.optimizer}": training.state.bytes,
    }  # fmt: skip
    turn = sum(not moment.backward for moment in moments)
    least = training.step.at_least
    return _course("To train", memory, [moment.layer for moment in moments], turn, bands, parts, at_least=least)


def _course(
    title: str,
    memory: Memory,
    paths: list[str],
    turn: int,
    bands: list[Band],
    beside: dict[str, int],
    *,
    at_least: bool = False,
) -> Course | None:
    """The course of some bands, with its highest step and what is in memory beside them; None without steps."""
    sums = [sum(amounts) for amounts in zip(*(band.amounts for band in bands), strict=True)]
    if not sums:
        return None
    setting, most = memory.setting, sums.index(max(sums))
    there = ", ".join(f"{name} {bytes_text(count)}" for name, count in beside.items() if count)
    told = f"activations alive, {setting.dtype.name}, batch {exact_number(setting.batch)}"
    told += f"; beside them {there}" if there else ""
    where = f"{paths[most]}{' backward' if most >= turn else ''}"
    peak = f"{marked(bytes_text(sums[most]), at_least)} at {where}"
    return Course(title, told, tuple(paths), turn, tuple(bands), most, peak)


def _tick(count: int) -> str:
    """A round amount, `64 MiB`."""
    return bytes_text(count).replace(".0 ", " ")
