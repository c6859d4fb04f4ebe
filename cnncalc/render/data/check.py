"""Budgets, and whether networks keep within them."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.render.data import convention
from cnncalc.report.check import Check, CheckedBudget
from cnncalc.report.layer_memory import NO_TRAINING


def data(check: Check, options: Options) -> dict[str, Any]:
    """The data of a check: what figures count, whether every budget is kept, and each budget with its verdict."""
    rows = list(map(row_data, check.rows))
    trained = None if check.optimizer == NO_TRAINING else check.optimizer
    memory = {"dtype": check.dtype, "batch": check.batch, "optimizer": trained}
    notes = list(check.notes)
    return {"convention": convention(), "memory": memory, "holds": check.holds, "budgets": rows, "notes": notes}


def row_data(row: CheckedBudget) -> dict[str, Any]:
    """One budget."""
    return {**row._asdict(), "verdict": row.verdict}
