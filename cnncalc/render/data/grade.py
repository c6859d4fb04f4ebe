"""Answers with their points and reasons, and the points of each student."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.report.grade import Graded, Grading


def data(grading: Grading, options: Options) -> dict[str, Any]:
    """The answers in the order of the file, and the totals."""
    return {
        "answers": list(map(graded_data, grading.rows)),
        "totals": [
            {"student": student, "points": float(points), "questions": count}
            for student, (points, count) in grading.totals.items()
        ],
    }


def graded_data(row: Graded) -> dict[str, Any]:
    """One answer; `read` is whether it could be."""
    return {
        "student": row.student,
        "question": row.question,
        "answer": row.answer,
        "points": float(row.mark.points),
        "reason": row.mark.reason,
        "read": row.mark.read,
    }
