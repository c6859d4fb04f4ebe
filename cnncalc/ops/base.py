"""What every op is: named fields, and the arithmetic that follows from them.

An op states its output shape, its parameters and its operations once, as plain integer arithmetic.
Run on integers it gives numbers; run on `Quantity` values it gives the same numbers with their
formulas (see `cnncalc.quantity`), so the working can never differ from the figure.

Ops are declared with field descriptors and not as dataclasses because every command imports all of
them: a class made this way takes a tenth of the time.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, Literal

from cnncalc.errors import FieldError
from cnncalc.ops.axis_window import CHANNELS, ITSELF, AxisWindow, Channels
from cnncalc.ops.fields import Field
from cnncalc.ops.framework_words import AS_OURS, EVERYWHERE, Usage, Word, plain_name
from cnncalc.ops.kept import Kept
from cnncalc.ops.sizes import Sides
from cnncalc.shape import Shape

Counts = Mapping[str, int]
"""Named counts: the tensors of a layer's parameters, or its operations by kind."""

MACS = "macs"
"""The kind of operation that is one multiplication and one addition."""

PRODUCTS = "products"
"""The kind of operation that is a MAC of two activations, without weights: attention's scores and weighted sums."""

WEIGHTS, BIASES = "weights", "biases"
"""The parameters that counting without biases leaves out."""

NOTHING: Counts = {}

NO_BIAS = " no bias"
"""What a description says of a layer that could have one."""

Window = tuple[AxisWindow | None, ...]
"""What a position of an op's output sees of its input, along each spatial axis of the input; None for all of it."""


class Op:
    """One kind of layer. Immutable; equal to another with the same fields.

    A subclass declares its fields, and overrides the methods where it differs from the identity.
    """

    __slots__ = ("__dict__", "_hash")
    _hash: int

    name: ClassVar[str] = ""
    aliases: ClassVar[tuple[str, ...]] = ()
    torch: ClassVar[tuple[str, ...]] = ()
    """The op's name in PyTorch, with its module: `nn.Conv2d`, `torch.cat`."""
    keras: ClassVar[tuple[str, ...]] = ()
    """The op's name in Keras: a layer, or with its module `activations.tanh`."""
    example: ClassVar[tuple[str, str]] = ("56x56x64", "")
    """An input, and a step on it as a spec writes it; its bare name if that is empty."""
    fields: ClassVar[dict[str, Field[Any]]] = {}
    main: ClassVar[str] = ""
    spellings: ClassVar[Mapping[str, Field[Any]]] = {}
    """The fields of the op by all of their names."""
    words: ClassVar[Mapping[str, Word]] = EVERYWHERE
    """Words of other frameworks that are no fields; a class adds to those of its base."""
    usages: ClassVar[Mapping[str, Usage]] = {}
    """How the op is meant under the names of frameworks, where that differs; key: the name, plain."""
    kind: ClassVar[str] = "other"
    """`convolution`, `fully connected`, `normalisation`, `pooling`, `activation`, `join` or `other`."""
    least_inputs: ClassVar[int] = 1
    most_inputs: ClassVar[int | None] = 1
    """How many inputs the op takes; None for any number. An op without inputs makes values by itself."""
    takes: ClassVar[tuple[int, ...]] = ()
    """The numbers of spatial axes that the op works on; empty for any."""
    trainable: ClassVar[bool] = True
    storage: ClassVar[str] = "new"
    """Where the output goes: to `new` memory, over the input (`in place`), or it is a `view` of the input."""
    kept: ClassVar[Kept | None] = None
    """What the op keeps for its backward pass, if that is the same for every shape; None if it is not known.

    As PyTorch 2.13 does on the CPU: tools/autograd/derivatives.yaml.
    """
    rearranges: ClassVar[bool] = False
    """Whether the output has the input's values in other places."""
    passes_gradient: ClassVar[Literal["", "whole", "parts"]] = ""
    """Whether an input's gradient is in the output's memory: the `whole` of it if it is as large, or a part."""

    def __init_subclass__(cls) -> None:
        own = {value.key: value for value in vars(cls).values() if isinstance(value, Field)}
        if own:
            cls.fields = {**cls.fields, **own}
            cls.main = next((name for name, field in cls.fields.items() if field.main), "")
            cls.spellings = {**cls.fields, **{name: field for field in cls.fields.values() for name in field.also}}
        if "words" in vars(cls):
            cls.words = {**cls.__mro__[1].words, **cls.words}  # type: ignore[attr-defined]

    def __init__(self, **values: Any) -> None:
        """Take values that the fields have read already; `Op.read` takes them as written."""
        self.__dict__.update(values)
        object.__setattr__(self, "_hash", hash((type(self), *values.values())))

    @classmethod
    def read(cls, written: Mapping[str, Any], axes: int) -> "Op":
        """Make the op from values as written, for an input with so many spatial axes.

        Raises FieldError for a field that is missing or cannot take its value, and for fields that do not go together.
        """
        if not written.keys() <= cls.fields.keys():
            written = cls.in_own_words(written)
        values = dict(_defaults(cls, axes))  # type: ignore[arg-type]  # mypy takes an op's hash for the class's
        for key, field in cls.fields.items():
            if key in written:
                values[field.name] = field.read(written[key], axes)
            elif field.required:
                raise FieldError(key, f"{cls.name} needs {key!r}: {field.doc}")
        op = cls(**values)
        op.check()
        return op

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Every name of the op: its own, its aliases, and those of PyTorch and Keras without their modules."""
        return (cls.name, *cls.aliases, *(name.rpartition(".")[2] for name in (*cls.torch, *cls.keras)))

    @classmethod
    def usage(cls, head: str) -> Usage:
        """How the op is meant under one of its names."""
        return cls.usages.get(plain_name(head), AS_OURS) if cls.usages else AS_OURS

    @classmethod
    def meant(cls, word: str, head: str) -> str:
        """The field that a word means where the op goes by a name; the word itself if it is none.

        The value behind the name is the word "".
        """
        word = cls.usage(head).words.get(word, word) or cls.main
        field = cls.spellings.get(word)
        return word if field is None else field.key

    @classmethod
    def check_words(cls, said: Mapping[str, Any], x: Shape | None) -> None:
        """Raise FieldError for a word that is no field and is not right about input `x`, if that is known."""
        for word, value in said.items():
            if word in cls.words and word not in cls.spellings:
                cls.words[word].check(word, value, x)

    @classmethod
    def in_own_words(cls, written: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of what is written, by cnncalc's names for them and in cnncalc's form."""
        fields = {word: cls.spellings[word] for word in written if word in cls.spellings}
        return {field.key: field.in_own_form(word, written[word]) if word != field.key else written[word]
                for word, field in fields.items()}  # fmt: skip

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> str | tuple[Any, ...]:
        return _made, (type(self), vars(self))  # made anew: a hash differs from process to process

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.attributes().items())
        return f"{type(self).__name__}({values})"

    def attributes(self) -> dict[str, Any]:
        """The fields and their values, in the order of their declaration."""
        return {key: getattr(self, field.name) for key, field in self.fields.items()}

    def traced(self) -> "Op":
        """The same op with every number a named quantity, so that its arithmetic shows its working."""
        fields = self.fields.values()
        return type(self)(**{field.name: field.traced(getattr(self, field.name)) for field in fields})

    def check(self) -> None:
        """Raise FieldError if the values of the fields do not go together, whatever the input."""

    def infer(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the output shape; raise ShapeError for inputs it cannot take."""
        return self.output(inputs[0])

    def count_parameters(self, inputs: tuple[Shape, ...]) -> Counts:
        """Return the number of values in each of the layer's parameter tensors."""
        return self.parameters(inputs[0])

    def count_operations(self, inputs: tuple[Shape, ...], output: Shape) -> Counts:
        """Return how many operations of each kind one example takes."""
        return self.operations(inputs[0], output)

    def count_buffers(self, inputs: tuple[Shape, ...]) -> Counts:
        """Return the values kept with the parameters but not learnt."""
        return self.buffers(inputs[0])

    def output(self, x: Shape) -> Shape:
        """The output shape, from the shape of the input."""
        return x

    def parameters(self, x: Shape) -> Counts:
        """The parameter tensors, by name."""
        return NOTHING

    def implied_pads(self, x: Shape, y: Shape) -> Sides:
        """The padding before and after along each axis, where it follows from input and output (`same`)."""
        return ()

    def buffers(self, x: Shape) -> Counts:
        """The values kept with the parameters but not learnt, such as moving averages."""
        return NOTHING

    def operations(self, x: Shape, y: Shape) -> Counts:
        """The operations by kind, from the shapes of input and output."""
        return NOTHING

    def keeps(self, inputs: tuple[Shape, ...], y: Shape) -> Kept | None:
        """What the op keeps in training for its backward pass; None if that is not known."""
        return self.kept

    def keeps_for(self, inputs: tuple[Shape, ...], y: Shape, needed: Sequence[bool]) -> Kept | None:
        """What the op keeps for its backward pass where only some of the inputs need a gradient."""
        return self.keeps(inputs, y)

    def window(self, x: Shape) -> Window | None:
        """The window of an output position along each axis of the input; None if it sees the whole input."""
        return (ITSELF,) * len(x.spatial)

    def no_window(self, x: Shape) -> str:
        """Why it is not known what an output position sees; empty if it is."""
        return ""

    def merges(self, x: Shape) -> bool:
        """Whether all axes of the input become one, row by row, and nothing else happens."""
        return False

    def axes_from(self, x: Shape) -> tuple[int, ...]:
        """The axis of the input that each axis of the output runs along, the channels (CHANNELS) last."""
        return (*range(len(x.spatial)), CHANNELS)

    def channels_from(self, x: Shape) -> Channels:
        """Which channels of the input each output channel comes from; by default the same channel."""
        return ITSELF

    def unknown(self) -> tuple[str, ...]:
        """Which of `params`, `macs` and `flops` are not known, so that totals with them are lower bounds."""
        return ()

    def describe(self) -> str:
        """The fields that matter in a table, short, in the lectures' letters (K, F, S, P)."""
        return ""

    def note(self, x: Shape) -> str:
        """Something about the op on this input that readers should know; empty for nothing."""
        return ""


class Join(Op):
    """An op on several inputs."""

    kind = "join"
    most_inputs = None
    stacks: ClassVar[bool] = False
    """Whether the inputs' channels come one after the other; else they are joined channel by channel."""

    def infer(self, inputs: tuple[Shape, ...]) -> Shape:
        return self.join(inputs)

    def count_parameters(self, inputs: tuple[Shape, ...]) -> Counts:
        return NOTHING

    def count_operations(self, inputs: tuple[Shape, ...], output: Shape) -> Counts:
        return self.join_operations(inputs, output)

    def join(self, inputs: tuple[Shape, ...]) -> Shape:
        """The output shape, from the shapes of all inputs."""
        raise NotImplementedError

    def join_operations(self, inputs: tuple[Shape, ...], y: Shape) -> Counts:
        """The operations by kind, from the shapes of all inputs and of the output."""
        return NOTHING


def _made(op: type[Op], values: Mapping[str, Any]) -> Op:
    return op(**values)


@cache
def _defaults(op: type[Op], axes: int) -> Mapping[str, Any]:
    """The default of each field; None for fields that a step must say. Cache: by the op's class and the axes."""
    return {
        field.name: None if field.required or field.default is None else field.read(field.default, axes)
        for field in op.fields.values()
    }
