"""The words of the language that are no ops: what each does, what stands beside it, and an example that loads."""

from typing import NamedTuple

from cnncalc.language.statements import all_constructs


class Construct(NamedTuple):
    """A word of the language that wires steps, or that stands beside one."""

    name: str
    phrase: str
    example: tuple[str, str]
    """An input, and a list of steps on it as a spec writes them, one in a line."""
    beside: tuple[str, ...] = ()
    """The words that may stand beside the construct's own key."""


CONSTRUCTS = (
    *(
        Construct(each.title or each.key, each.phrase, each.example, each.beside())
        for each in all_constructs()
        if each.phrase
    ),
    Construct(
        "mlp",
        "A block that every spec has: two linear layers at each position, with an activation between.",
        ("197x768", "- {mlp: 3072}"),
        ("activation", "features", "bias"),
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
"""Every construct; blocks, parameters and families are described in the reference alone."""


def construct_named(name: str) -> Construct | None:
    """The construct of a name, or the one that has this word beside its key."""
    name = name.lower()
    return next((each for each in CONSTRUCTS if name in (each.name, *each.beside)), None)
