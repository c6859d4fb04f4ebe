"""Budgets, and whether networks keep within them."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.report.check import Check
from cnncalc.report.layer_memory import NO_TRAINING
from cnncalc.report.summary import CONVENTION


def data(check: Check, options: Options) -> dict[str, Any]:
    """What is counted, whether every budget is kept, and each with its verdict."""
    rows = [{**row._asdict(), "verdict": row.verdict} for row in check.rows]
    trained = None if check.optimizer == NO_TRAINING else check.optimizer
    memory = {"dtype": check.dtype, "batch": check.batch, "optimizer": trained}
    notes = list(check.notes)
    return {"convention": CONVENTION, "memory": memory, "holds": check.holds, "budgets": rows, "notes": notes}
