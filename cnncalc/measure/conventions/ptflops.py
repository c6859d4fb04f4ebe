"""ptflops 0.7.5, by its two backends."""

from __future__ import annotations

from cnncalc.measure.conventions.convention import (
    MAC,
    Convention,
    Countable,
    Counting,
    CountingTerm,
    ParameterCounting,
    Printed,
    Rule,
    Tally,
    rules,
)
from cnncalc.measure.conventions.countables import (
    ADAPTIVE_POOLS,
    BIASES,
    CONVOLUTIONS,
    INPUTS,
    LOCAL_RESPONSE,
    MACS,
    OUTPUTS,
    POOLED,
    normalised,
)
from cnncalc.measure.conventions.sequences import (
    ATEN_ATTENTION,
    ATEN_RECURRENT,
    PTFLOPS_ATTENTION,
    PTFLOPS_RECURRENT,
    RECURRENT,
)

NAME = "Computational complexity"
PARAMS = ParameterCounting(
    "Number of parameters",
    "Params",
    lambda call: call.cost.trained,
    "parameters that are not trained",
)
WITH_BIASES: Rule = (CountingTerm(1, MACS), CountingTerm(1, BIASES))


def _prints(tally: Tally) -> tuple[Printed, ...]:
    """The totals as ptflops prints them (utils.py:13-73)."""
    return (Printed(NAME, _macs_text(tally.counts[0])), Printed(PARAMS.name, _params_text(tally.params)))


def _macs_text(count: int) -> str:
    for size, unit in ((10**9, "GMac"), (10**6, "MMac"), (10**3, "KMac")):
        if count // size:
            return f"{round(count / float(size), 2)} {unit}"
    return f"{count} Mac"


def _params_text(count: int) -> str:
    for size, unit in ((10**6, "M"), (10**3, "k")):
        if count // size:
            return f"{round(count / size, 2)} {unit}"
    return str(count)


def _twice(amount: Countable) -> Rule:
    return (CountingTerm(1, amount), CountingTerm(1, amount, by_call=True))


COUNTED = rules(
    {
        CONVOLUTIONS: WITH_BIASES,
        "conv_transpose linear": WITH_BIASES,
        "batchnorm groupnorm instancenorm": normalised(2, 1),
        "layernorm": (CountingTerm(1, INPUTS),),
        # Once by the module, and once more by the function that the module calls.
        "relu prelu elu gelu": _twice(INPUTS),
        "maxpool avgpool": _twice(POOLED),
        ADAPTIVE_POOLS: _twice(INPUTS),
        "subsample": _twice(INPUTS),
        "upsample": _twice(OUTPUTS),
        # Only by the module (the first two), or only by the function.
        "relu6 leaky_relu": (CountingTerm(1, INPUTS),),
        "silu softmax": (CountingTerm(1, INPUTS, by_call=True),),
        "attention": PTFLOPS_ATTENTION,
        RECURRENT: PTFLOPS_RECURRENT,
        "lrn": tuple(term._replace(by_call=True) for term in LOCAL_RESPONSE),
    }
)

PTFLOPS = Convention(
    name="ptflops",
    tool="ptflops 0.7.5, get_model_complexity_info(model, input_res), backend pytorch",
    rule=(
        "MACs and biases; 2 for each value of batch normalisation, 1 or 2 of an activation and 2 of a pool's input, "
        "which are counted both as module and as function"
    ),
    source="ptflops/pytorch_ops.py:30-92, 271-321, 422-469, pytorch_engine.py:348-456",
    params=PARAMS,
    counts=(Counting(NAME, "MACs", MAC, COUNTED, ways=1),),
    prints=_prints,
    shared=(
        "each call of a module as often as there are ways to it through different parents, and what is counted as "
        "function once"
    ),
)

ATEN_COUNTED = rules(
    {
        CONVOLUTIONS: WITH_BIASES,
        "conv_transpose": WITH_BIASES,
        # At every position, torch adds the biases in the product itself where the channels lie innermost in memory,
        # as behind a layer normalisation; else ptflops does not see them added.
        "linear": WITH_BIASES,
        "rbf": (CountingTerm(1, MACS),),
        "attention": ATEN_ATTENTION,
        RECURRENT: ATEN_RECURRENT,
    }
)

PTFLOPS_ATEN = Convention(
    name="ptflops-aten",
    tool="ptflops 0.7.5, get_model_complexity_info(model, input_res, backend='aten'), on the CPU",
    rule=(
        "MACs and biases of convolutions and matrix products; nothing of what torch runs in one kernel on the CPU, "
        "attention's products and LSTMs"
    ),
    source="ptflops/aten_ops.py:27-116",
    params=PARAMS,
    counts=(Counting(NAME, "MACs", MAC, ATEN_COUNTED),),
    prints=_prints,
    shared="each call",
)
