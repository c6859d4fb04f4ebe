"""What tools count of attention and of recurrent layers, by the torch modules that stand for them.

Attention that nn.MultiheadAttention can do is that module, called with need_weights=False as torch's own encoder layers
and torchvision call it; without projections it is torch.nn.functional.scaled_dot_product_attention. All else is written
out as torchvision's windows are: torch.nn.functional.linear on its own parameters, torch.matmul and softmax.
A recurrence with torch's two biases, or none, is torch's module; with one bias it is written out in the same way.
"""

from __future__ import annotations

from math import prod
from typing import Any

from cnncalc.graph import Application
from cnncalc.measure.conventions.convention import Countable, CountingTerm, Rule
from cnncalc.ops.attention import Attention
from cnncalc.ops.base import BIASES as BIASES_KIND
from cnncalc.ops.base import MACS as MACS_KIND
from cnncalc.ops.base import PRODUCTS as PRODUCTS_KIND

RECURRENT = "lstm gru rnn"


def is_module(layer: Application) -> bool:
    """Whether torch has a module for an attention or a recurrence."""
    op: Any = layer.op
    return _is_multihead(layer) if isinstance(op, Attention) else op.bias != "one"


def is_written_out(layer: Application) -> bool:
    """Whether it stands as matrix products one by one."""
    return not is_module(layer) and not is_function(layer)


def is_function(layer: Application) -> bool:
    """Whether an attention is torch's function for the product alone."""
    op: Any = layer.op
    return isinstance(op, Attention) and not op.project and (op.positions, op.qk_norm) == ("none", "none")


def is_fused(layer: Application) -> bool:
    """Whether torch runs it on the CPU in one kernel, in which neither FlopCounterMode nor ptflops sees a product.

    Values of another width than keys, and LSTMs with projections, it works out step by step.
    """
    op: Any = layer.op
    if op.name == "lstm":
        return is_module(layer) and not op.projection
    if not isinstance(op, Attention):
        return False
    sizes = op.sizes(layer.inputs)
    return is_module(layer) or (is_function(layer) and sizes.value_size == sizes.head_size)


def is_not_fused(layer: Application) -> bool:
    """Whether its products are seen on the CPU."""
    return not is_fused(layer)


def _is_multihead(layer: Application) -> bool:
    op: Any = layer.op
    channels = layer.input.channels
    plain = op.project and (op.positions, op.qk_norm) == ("none", "none") and op.bias in ("true", "false")
    if not plain or op.windows or op.grid or op.over:
        return False
    sizes = op.sizes(layer.inputs)
    whole = sizes.heads * sizes.head_size == channels and sizes.value_size == sizes.head_size
    return bool(whole and sizes.kv_heads == sizes.heads and op.features in (None, channels))


def weighted(layer: Application) -> int:
    """The MACs with weights."""
    return layer.op.count_operations(layer.inputs, layer.output).get(MACS_KIND, 0)


def products(layer: Application) -> int:
    """The MACs of two activations: scores and weighted sums."""
    return layer.op.count_operations(layer.inputs, layer.output).get(PRODUCTS_KIND, 0)


def all_macs(layer: Application) -> int:
    """The MACs, products among them."""
    return weighted(layer) + products(layer)


def attention_biases(layer: Application) -> int:
    """An addition for each output of a projection with biases; of continuous positions for each hidden feature."""
    op: Any = layer.op
    added: int = op.biases_added(layer.inputs)
    return added


def softmaxed(layer: Application) -> int:
    """The scores that a softmax takes."""
    op: Any = layer.op
    sizes = op.sizes(layer.inputs)
    scores: int = sizes.heads * sizes.queries * sizes.seen
    return scores


def multihead(layer: Application) -> int:
    """Ptflops' own formula for nn.MultiheadAttention, which squares the widths of keys and values (pytorch_ops.py:180).

    The output's bias is always added.
    """
    op: Any = layer.op
    queries, keys, values = op.three(layer.inputs)
    width, length, known = queries.channels, prod(queries.spatial), prod(keys.spatial)
    heads, biases = op.heads, width * (length + 2 * known) if op.bias == "true" else 0
    projections = length * width + length * width**2 + known * keys.channels**2 + known * values.channels**2 + biases
    each: int = length * known * (width // heads) + length * known + length * known * (values.channels // heads)
    return int(projections + heads * each + length * values.channels * (values.channels + 1))


def steps(layer: Application) -> int:
    """The steps of a recurrence in all directions."""
    op: Any = layer.op
    return int(prod(layer.input.spatial) * (2 if op.bidirectional else 1))


def recurrent_parameters(layer: Application) -> int:
    """Every parameter at every step."""
    return sum(layer.op.count_parameters(layer.inputs).values()) * int(prod(layer.input.spatial))


def recurrent_biases(layer: Application) -> int:
    """Both biases of every gate at every step; of several sequences in a batch those of the inputs are not seen."""
    op: Any = layer.op
    axis = layer.input.axes.index(op.over) if op.over else 0
    several = op.bias == "true" and prod(layer.input.spatial) > layer.input.spatial[axis]
    count = layer.op.count_parameters(layer.inputs).get(BIASES_KIND, 0) // (2 if several else 1)
    return count * int(prod(layer.input.spatial))


def leaf_parameters(layer: Application) -> int:
    """The parameters of modules that have no others in them: attention, and what is written out, has linear layers."""
    inside = layer.op.name == "attention" or (layer.op.name in RECURRENT.split() and is_written_out(layer))
    return 0 if inside else sum(layer.op.count_parameters(layer.inputs).values())


EXTRAS = {"lstm": 10, "gru": 7, "rnn": 1}
"""What ptflops and calflops add for each hidden unit of a step: gates, candidates and states (pytorch_ops.py:105)."""


def ptflops_recurrence(layer: Application) -> int:
    """Ptflops' formula: no weights that project states (pytorch_ops.py:105-177)."""
    op: Any = layer.op
    gates, hidden, biases = op.gates, op.hidden, 2 if op.bias == "true" else 0
    state = getattr(op, "projection", None) or hidden
    each = gates * hidden * (layer.input.channels + state + biases) + EXTRAS[op.name] * hidden
    return int(steps(layer) * each)


def calflops_recurrence(layer: Application) -> int:
    """Calflops' formula: an addition fewer than multiplications in every product (pytorch_ops.py:371-440)."""
    op: Any = layer.op
    gates, hidden, biases = op.gates, op.hidden, 2 if op.bias == "true" else 0
    state = getattr(op, "projection", None) or hidden
    each = 2 * gates * hidden * (layer.input.channels + state - 1) + EXTRAS[op.name] * hidden
    return int(steps(layer) * (each + gates * hidden * biases))


def thop_recurrence(layer: Application) -> int:
    """Thop's formula, which knows no projections (rnn_hooks.py:6-195)."""
    op: Any = layer.op
    hidden, biases = op.hidden, 2 if op.bias == "true" else 0
    each = op.gates * hidden * (layer.input.channels + hidden + 1 + biases)
    return int(steps(layer) * (each + (4 * hidden if op.gates > 1 else 0)))


MACS = Countable("MACs", all_macs)
WEIGHTED = Countable("MACs", weighted)
PRODUCTS = Countable("MACs of products", products)
BIASES = Countable("biases added", attention_biases)
RECURRENT_BIASES = Countable("biases added", recurrent_biases)
SOFTMAXED = Countable("scores in the softmax", softmaxed)
MULTIHEAD = Countable("operations by a formula of its own", multihead)
PARAMETERS_AT_STEPS = Countable("parameters at every step", recurrent_parameters)

TORCHINFO_RECURRENT: Rule = (CountingTerm(1, PARAMETERS_AT_STEPS, is_module),)
PTFLOPS_ATTENTION: Rule = (
    CountingTerm(1, MULTIHEAD, is_module),
    CountingTerm(1, PRODUCTS, is_written_out, by_call=True),
    CountingTerm(1, SOFTMAXED, is_written_out, by_call=True),
)
PTFLOPS_RECURRENT: Rule = (
    CountingTerm(1, Countable("operations by a formula of its own", ptflops_recurrence), is_module),
)
ATEN_ATTENTION: Rule = (
    CountingTerm(1, WEIGHTED, is_fused), CountingTerm(1, MACS, is_not_fused), CountingTerm(1, BIASES),
)  # fmt: skip
ATEN_RECURRENT: Rule = (CountingTerm(1, WEIGHTED, is_not_fused), CountingTerm(1, RECURRENT_BIASES, is_not_fused))
FVCORE_ATTENTION: Rule = (CountingTerm(1, WEIGHTED), CountingTerm(1, PRODUCTS, is_written_out))
WRITTEN_OUT: Rule = (CountingTerm(1, WEIGHTED, is_written_out),)
THOP_RECURRENT: Rule = (CountingTerm(1, Countable("operations by a formula of its own", thop_recurrence), is_module),)
CALFLOPS_ATTENTION: Rule = (
    CountingTerm(2, WEIGHTED), CountingTerm(2, PRODUCTS, is_written_out), CountingTerm(1, SOFTMAXED, is_written_out),
)  # fmt: skip
CALFLOPS_RECURRENT: Rule = (
    CountingTerm(1, Countable("operations by a formula of its own", calflops_recurrence), is_module),
    CountingTerm(2, WEIGHTED, is_written_out),
)
CALFLOPS_MACS: Rule = (CountingTerm(1, WEIGHTED), CountingTerm(1, PRODUCTS, is_written_out))
TORCH: Rule = (CountingTerm(2, MACS),)
TORCH_ON_CPU: Rule = (CountingTerm(2, MACS, is_not_fused),)
TORCH_ATTENTION_ON_CPU: Rule = (CountingTerm(2, WEIGHTED, is_fused), CountingTerm(2, MACS, is_not_fused))
