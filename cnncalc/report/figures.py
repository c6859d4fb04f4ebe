"""The table of figures: a row for each number that is worked out of a network.

A row says how its figure is had of a *part*: a layer, several together or the whole network, whose counts go by the
same names. Columns, totals, JSON, CSV, differences, budgets, published figures and comparisons read this table.
"""

from cnncalc.measure.depth import depth
from cnncalc.report.figure import BYTES, Figure

VIEWS = "a view, as identity, flatten, a slice and (at inference) dropout make, has its input's values and counts none"
_MAC = "one multiplication and one addition in a convolution, linear or RBF layer; biases are not counted"
DEPTH = "depth: the most of them on one path, which papers mean by 22 or 152 layers (branches and projections aside)"
_LAYERS = f"layers: all convolutions and fully connected ones; {DEPTH}."


def _by_name(*figures: Figure) -> dict[str, Figure]:
    return {figure.name: figure for figure in figures}


FIGURES = _by_name(
    Figure("params", "weights, biases, and the scale and shift of normalisation; moving statistics are not counted",
        budget="At most so many parameters, as 5M.", needs=("params",)),
    Figure("trainable_params", "those that training changes", title="trained params", column="trainable",
        budget="At most so many parameters that are trained.", needs=("trained",), of_training=True),
    Figure("weights", "params without biases", budget="At most so many params without biases.", needs=("params",)),
    Figure("statistics", "the moving means and variances of batch normalisation",
        budget="At most so many moving means and variances.", brief=False),
    Figure("macs", _MAC, title="MACs", sentence=f"A MAC is {_MAC}.", budget="At most so many MACs, as 1G.",
        needs=("macs",)),
    Figure("flops", "2 per MAC, and 1 for every other addition, multiplication, comparison, division and function",
        title="FLOPs", sentence="With 2 FLOPs a MAC and 1 for every other operation.",
        budget="At most so many FLOPs, 2 for a MAC.", needs=("flops",)),
    Figure("activations", f"the values of every step's output, of one example; {VIEWS}",
        budget="At most so many values in all outputs that are no views."),
    Figure("layer_activations",
        "the outputs of convolutions and fully connected layers alone, as fvcore and RegNet's paper count",
        title="activations of layers", budget="At most so many values in the outputs of layers.", brief=False),
    Figure("param_bytes", "that of the parameters, in {dtype}", title="parameter memory", column="memory",
        budget="Parameters of at most 20MiB.", unit=BYTES, values=lambda part: part.params, each=False,
        needs=("params",), smallest="several", brief=False),
    Figure("activation_bytes", "that of all outputs of {examples} together, in {dtype}", title="activation memory",
        budget="Activations of at most 16MiB in all.", unit=BYTES, values=lambda part: part.activations,
        smallest="several", brief=False),
    Figure("peak_activation_bytes", "the most memory that the activations of {examples} need at once, in {dtype}",
        title="peak of activations", heading="peak", column="peak", budget="Activations of at most 4MiB at once.",
        unit=BYTES, values=lambda part: part.peak_activations, smallest="network"),
    Figure("depth", "the most layers on one path from input to output: what papers call a network of 22 or 152 layers",
        sentence=_LAYERS, budget="At most so many layers on one path.", measured=depth, smallest="network"),
    Figure("layers", "convolutions and fully connected layers, as papers count them",
        sentence=_LAYERS, budget="At most so many layers, as papers count.", smallest="several"),
    Figure("steps", "every operation of the graph; in a summary the list of layers has an entry for each",
        sentence="steps: everything there is, layers and all between them.",
        budget="At most so many steps, whatever they do.", smallest="several"),
    Figure("backward_macs",
        "those of the gradients of weights and inputs, as many as forward for each that training needs",
        title="backward MACs", column="backward", budget="At most so many MACs in a backward pass.",
        needs=("gradients",), of_training=True),
    Figure("peak_activations",
        "values alive at once; a layer that changes each value writes over an input nobody else needs",
        title="peak of values", budget="At most so many values alive at once.", smallest="network", brief=False),
)  # fmt: skip
"""Every figure of a network's totals, of which its layers have most. New ones come last."""

TRAINING = "training_bytes"
OF_MEMORY = _by_name(
    Figure("inference_bytes", "parameters, statistics, and the peak of activations of {examples}, in {dtype}",
        title="memory to run", budget="At most 100MiB in all to run.", unit=BYTES),
    Figure(TRAINING,
        "parameters, statistics, gradients, the state of {optimizer}, and the peak of a step with {examples}, in "
        "{dtype}; `cnncalc memory` shows each",
        title="memory to train", budget="At most 8GiB in all to train.", unit=BYTES, of_training=True),
)  # fmt: skip
"""The memory that a network takes in all (`Memory`)."""
BUDGETS = {**FIGURES, **OF_MEMORY}
"""The figures that can have a budget."""

MEASURED = tuple([(name, figure.measured) for name, figure in FIGURES.items() if figure.measured])
OF_LAYERS = tuple([figure for figure in FIGURES.values() if figure.smallest == "layer"])
"""The figures of every layer."""
OF_PARTS = tuple([figure for figure in FIGURES.values() if figure.smallest != "network"])
"""The figures of several layers together."""

BOUNDED = sorted(
    [figure for figure in FIGURES.values() if figure.needs and figure.of is None],
    key=lambda figure: "params" not in figure.needs and "trained" not in figure.needs,
)
"""The figures that may be lower bounds, those of parameters first."""

WITH_STATISTICS = Figure(
    "params_with_statistics",
    "params, and the moving means and variances of batch normalisation",
    title="params with statistics",
    sentence="statistics: the moving means and variances of batch normalisation.",
    of=lambda part: part.params + part.statistics,
    needs=("params",),
)
"""The parameters with the statistics, which cnncalc does not count together, and others publish."""
