"""What is asked about layers: questions whose numbers come out even, with the mistakes that are made in answering them.

Every kind of question is a function in a file of this package, in `KINDS`.
"""

from collections.abc import Callable

from cnncalc.report.questions.digest import Digest
from cnncalc.report.questions.one_layer import conv, fc, pool, same
from cnncalc.report.questions.pairs import bottleneck, diff, shortcut
from cnncalc.report.questions.question import Posed
from cnncalc.report.questions.several_layers import chain, field

KINDS: dict[str, Callable[[Digest, bool], Posed]] = {
    "conv": conv, "pool": pool, "fc": fc, "chain": chain, "same": same, "field": field,
    "bottleneck": bottleneck, "shortcut": shortcut, "diff": diff,
}  # fmt: skip
"""The kinds of questions, each posed from a digest, with sizes that are rounded if that is wanted."""
ROUNDED_KINDS = ("conv", "pool", "chain", "same")
"""The kinds that can ask about sizes that are rounded."""
