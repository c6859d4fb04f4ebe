"""What figures are called in tables, and what each of them counts: the same words under every report."""

from __future__ import annotations

from collections.abc import Iterable

from cnncalc.render.page import Terms

MAC = "A MAC is one multiplication and one addition in a convolution, linear or RBF layer; biases are not counted."
FLOPS = "With 2 FLOPs a MAC and 1 for every other operation"
DEPTH = "depth: the most of them on one path, which papers mean by 22 or 152 layers (branches and projections aside)"
LAYERS = f"layers: all convolutions and fully connected ones; {DEPTH}."
STEPS = "steps: everything there is, layers and all between them."

VIEWS = "a view, as identity, flatten, a slice and (at inference) dropout make, has its input's values and counts none"

TITLES = {
    "macs": "MACs", "macs_share": "share of MACs", "params_share": "share of params", "flops": "FLOPs",
    "trainable": "trained params", "trainable_params": "trained params", "backward_macs": "backward MACs",
    "params_with_statistics": "params with statistics", "param_bytes": "parameter memory",
    "layer_activations": "activations of layers", "activation_bytes": "activation memory",
    "peak_activation_bytes": "peak of activations", "inference_bytes": "memory to run",
    "training_bytes": "memory to train",
}  # fmt: skip
_PARAMS = "params: weights, biases, and the scale and shift of normalisation; moving statistics are not counted."
_MEANINGS = {
    "params": _PARAMS,
    "params_share": _PARAMS,
    "weights": "weights: params without biases.",
    "trainable": "trained params: those that training changes.",
    "params_with_statistics": "statistics: the moving means and variances of batch normalisation.",
    "macs": MAC,
    "macs_share": MAC,
    "flops": f"{FLOPS}.",
    "activations": f"activations: the values of every step's output, of one example; {VIEWS}.",
    "layer_activations": "activations of layers: the outputs of convolutions and fully connected layers alone, as "
    "fvcore and RegNet's paper count.",
    "backward_macs": "backward MACs: those of the gradients of weights and inputs, as many as forward for each that "
    "training needs.",
    "param_bytes": "parameter memory: that of the parameters, in {dtype}.",
    "peak_activation_bytes": "peak of activations: the most memory that those of {examples} need at once, in {dtype}.",
    "inference_bytes": "memory to run: parameters, statistics, and the peak of activations of {examples}, in {dtype}.",
    "training_bytes": "memory to train: parameters, statistics, gradients, the state of {optimizer}, and the peak of a "
    "step with {examples}, in {dtype}; `cnncalc memory` shows each.",
    "depth": LAYERS,
    "layers": LAYERS,
    "steps": STEPS,
}


def assumed(dtype: str, *, trains: bool) -> list[str]:
    """What is assumed where all values are of a type that networks are run in and not trained in."""
    if trains:
        return []
    return [
        f"All values are {dtype}: biases and moving statistics, too, which in practice often stay in 16 or 32 "
        "bits or are folded into the weights; the factors of quantisation are not counted."
    ]


def title(figure: str) -> str:
    """What a figure is called in a table."""
    return TITLES.get(figure, figure.replace("_", " "))


def examples(batch: int) -> str:
    """So many of them at once."""
    return "one example" if batch == 1 else f"a batch of {batch:,}"


def meanings(figures: Iterable[str], *, dtype: str = "fp32", batch: int = 1, optimizer: str = "sgd") -> tuple[str, ...]:
    """What some figures count, a sentence each; of those that go without saying nothing."""
    setting = {"dtype": dtype, "examples": examples(batch), "optimizer": optimizer}
    texts = dict.fromkeys(_MEANINGS[figure] for figure in figures if figure in _MEANINGS)
    return tuple(text.format_map(setting) for text in texts)


def explained(figures: Iterable[str]) -> tuple[Terms, ...]:
    """What some figures count, where each has a column: told while that is shown."""
    return tuple(Terms(((title(figure), meaning),)) for figure in figures for meaning in meanings([figure]))
