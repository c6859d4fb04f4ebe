"""The questions of a quiz, with their answers, the working, and what is known of wrong answers."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.report.questions.question import Question
from cnncalc.report.quiz import Quiz


def data(quiz: Quiz, options: Options) -> dict[str, Any]:
    """The questions in order."""
    return {"questions": list(map(question_data, quiz.questions))}


def question_data(question: Question) -> dict[str, Any]:
    """One question."""
    posed = question.posed
    return {
        "id": question.id,
        "kind": question.kind,
        "given": list(posed.given),
        "question": posed.asked,
        "answer": posed.answer,
        "working": [
            {
                "what": line.what,
                "symbols": line.symbols,
                "numbers": line.numbers,
                "rounding": line.rounding,
                "value": line.value,
            }
            for line in posed.working
        ],
        "wrong": [{"value": wrong.value, "mistake": wrong.mistake} for wrong in posed.wrong],
        "offered": list(question.offered),
    }
