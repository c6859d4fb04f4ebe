"""The values of a field that give what is wanted."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.report.solutions import Answer, Solutions


def data(solutions: Solutions, options: Options) -> dict[str, Any]:
    """The data of solutions: what is asked for, what is wanted, and each answer with what comes of it."""
    asked, nearest = solutions.asked, solutions.nearest
    return {
        "asked": {"op": asked.op, "field": asked.field, "letter": asked.letter},
        "goals": [{"of": goal.of, "wanted": goal.written} for goal in solutions.goals],
        "found": solutions.found,
        "answers": list(map(answer_data, solutions.answers)),
        "nearest": None if nearest is None else nearest.value,
        "beside": list(map(answer_data, solutions.beside)),
        "even_on_other_inputs": list(map(answer_data, solutions.others)),
    }


def answer_data(answer: Answer) -> dict[str, Any]:
    """One answer."""
    return {
        "value": answer.value,
        "input_shape": answer.input.channels_first(),
        "output_shape": answer.output.channels_first(),
        "params": answer.params,
        "macs": answer.macs,
        "even": answer.is_even,
    }
