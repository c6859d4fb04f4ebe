"""The words of the language that are no ops: what each does, what stands beside it, and an example that loads."""

from typing import NamedTuple


class Construct(NamedTuple):
    """A word that wires steps, or that stands beside one."""

    name: str
    phrase: str
    example: tuple[str, str]
    """An input, and a list of steps on it as a spec writes them, one in a line."""
    beside: tuple[str, ...] = ()
    """The words that may stand beside it."""


CONSTRUCTS = (
    Construct(
        "residual",
        "Steps, and a shortcut around them that is added: the input itself, steps of its own, true or false.",
        ("56x56x64", "- {residual: [{conv: 64, kernel: 3, pad: 1}, relu], shortcut: [{conv: 64, kernel: 1}]}"),
        ("shortcut",),
    ),
    Construct(
        "split",
        "The channels are handed out to branches, in equal parts or by sizes, and joined again.",
        ("28x28x96", "- {split: [[], [{conv: 48, kernel: 3, pad: 1}]], sizes: [48, 48], join: concat}"),
        ("sizes", "join"),
    ),
    Construct(
        "branches",
        "concat, add and multiply take a list of them, each a list of steps on the same input; [] is the input.",
        ("28x28x64", "- {concat: {narrow: [{conv: 32, kernel: 1}], wide: [{conv: 32, kernel: 3, pad: 1}]}}"),
    ),
    Construct(
        "layers",
        "A list of steps as one, with a name: a group.",
        ("56x56x64", "- {layers: [{conv: 64, kernel: 3, pad: 1}, batchnorm, relu], name: stem}"),
    ),
    Construct(
        "aux",
        "A side head on the trunk, for training only: the trunk goes on as if it were not there.",
        ("14x14x512", "- {conv: 512, kernel: 1}\n- {aux: [global_avgpool, {linear: 1000}]}\n- relu"),
    ),
    Construct(
        "for",
        "Steps once for each item of a list; several names take each item apart.",
        ("56x56x24", "- {for: [k, s], in: [[3, 1], [5, 2]], layers: [{conv: 24, kernel: $k, stride: $s, pad: same}]}"),
        ("in", "layers"),
    ),
    Construct(
        "repeat",
        "So many times, one after the other; beside any step.",
        ("56x56x64", "- {conv: 64, kernel: 3, pad: 1, repeat: 3}"),
    ),
    Construct(
        "if",
        "Only where a condition holds; beside any step, or with lists of steps then: and else:.",
        ("56x56x64", '- {if: channels == 64, then: [relu], else: [sigmoid]}\n- {maxpool: 2, if: "height > 50"}'),
        ("then", "else"),
    ),
    Construct(
        "from",
        "What a step takes in place of the one before it: a layer or a block by name; joins take a list.",
        ("56x56x64", "- {conv: 64, kernel: 1, name: stem}\n- relu\n- {concat, from: [previous, stem]}"),
    ),
    Construct(
        "share",
        "The earlier step whose parameters a step uses; they are counted once.",
        ("56x56x64", "- {conv: 64, kernel: 1, name: first}\n- {conv: 64, kernel: 1, share: first}"),
    ),
    Construct(
        "name",
        "What a step is called; else it is its op and a number.",
        ("56x56x64", "- {conv: 64, kernel: 1, name: stem}"),
    ),
    Construct(
        "like",
        "The layer whose size upsample, crop and adaptive pooling have.",
        ("56x56x64", "- {conv: 64, kernel: 1, name: fine}\n- {maxpool: 2}\n- {upsample, like: fine}"),
    ),
)
"""In the order in which a newcomer meets them; blocks, parameters and families are told by the reference."""


def construct_named(name: str) -> Construct | None:
    """The construct that has a name, or whose companion it is."""
    name = name.lower()
    return next((each for each in CONSTRUCTS if name in (each.name, *each.beside)), None)
