"""What several commands share: the options that change a network, and loading it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cnncalc.cli.types import (
    BatchType,
    DepthType,
    LayerType,
    NetworkType,
    SettingType,
    WordsType,
    dtypes,
    limits,
    optimizers,
)

if TYPE_CHECKING:
    from cnncalc.api.models import Model
    from cnncalc.api.networks import Network, Spec
    from cnncalc.limits import Limits

F = TypeVar("F", bound=Callable[..., Any])

NETWORK = NetworkType()
LAYER = LayerType()
DTYPE = WordsType("dtype", dtypes)
OPTIMIZER = WordsType("optimizer", optimizers)


def limit_option(command: F) -> F:
    """`--limit`, given to the command as `limits`."""

    @click.option(
        "--limit", "raised", multiple=True, type=WordsType("limit", limits), metavar="NAME=N",
        help="Raise a limit of specs: layers=2M, file=64MB.",
    )  # fmt: skip
    @functools.wraps(command)
    def wrapped(raised: tuple[str, ...], **rest: Any) -> Any:
        from cnncalc.limits import parse_limits

        return command(limits=parse_limits(raised), **rest)

    return wrapped  # type: ignore[return-value]


def spec_options(command: F) -> F:
    """What changes a spec for this run, given to the command as `changes`."""

    @click.option(
        "--set", "settings", multiple=True, type=SettingType(), metavar="NAME=VALUE",
        help="Set a parameter, or a field: conv1.kernel=7.",
    )  # fmt: skip
    @click.option("--input", "inputs", multiple=True, metavar="HxWxC", help="Another input, as 299x299x3.")
    @click.option("--strict", is_flag=True, help="Make it an error if a layer's costs are not known.")
    @limit_option
    @functools.wraps(command)
    def wrapped(settings: tuple[str, ...], inputs: tuple[str, ...], strict: bool, limits: Limits, **rest: Any) -> Any:
        return command(changes=Changes(settings, inputs, limits, strict=strict), **rest)

    return wrapped  # type: ignore[return-value]


def network_options(command: F) -> F:
    """What changes a network for this run, given to the command as `changes`."""

    @spec_options
    @click.option("--training", is_flag=True, help="Count the side heads that run only in training.")
    @functools.wraps(command)
    def wrapped(training: bool, changes: Changes, **rest: Any) -> Any:
        changes.training = training
        return command(changes=changes, **rest)

    return wrapped  # type: ignore[return-value]


def change_options(command: F) -> F:
    """What changes a network for this run and how it is trained, given to the command as `changes`."""

    @network_options
    @click.option("--freeze", multiple=True, type=LAYER, metavar="LAYERS", help="Layers that are not trained: 'conv*'.")
    @click.option(
        "--train", multiple=True, type=LAYER, metavar="LAYERS", help="Layers that stay trained; alone: no others are."
    )
    @functools.wraps(command)
    def wrapped(freeze: tuple[str, ...], train: tuple[str, ...], changes: Changes, **rest: Any) -> Any:
        changes.freeze, changes.train = freeze, train
        return command(changes=changes, **rest)

    return wrapped  # type: ignore[return-value]


def values_options(command: F) -> F:
    """`--batch` and `--dtype`, on which memory depends, given to the command as `values`."""

    @click.option("--batch", type=BatchType(), metavar="N", help="Examples at once.  [default: 1]")
    @click.option("--dtype", type=DTYPE, metavar="DTYPE", help="The type of all values.  [default: fp32]")
    @functools.wraps(command)
    def wrapped(batch: int | None, dtype: str | None, **rest: Any) -> Any:
        return command(values=BatchOptions(batch, dtype), **rest)

    return wrapped  # type: ignore[return-value]


def depth_option(command: F) -> F:
    """`--depth`, given to the command; None where it is not given."""
    meaning = "Open blocks this deep; 'all' shows every layer."
    return click.option("--depth", type=DepthType(), metavar="N|all", help=meaning)(command)


def more_option(command: F) -> F:
    """`--more`, given to the command."""
    return click.option("--more", is_flag=True, help="Tell all: what is counted, the letters, the notes.")(command)


def optimizer_option(command: F) -> F:
    """`--optimizer`, on which the memory to train depends; None where it is not given."""
    meaning = "sgd, momentum, adam, adamw, or none to run only.  [default: sgd]"
    return click.option("--optimizer", type=OPTIMIZER, metavar="NAME", help=meaning)(command)


class OneNetwork(click.Command):
    """A command on one network: given more, it says which command takes several."""

    allow_extra_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        left = super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            ctx.fail(f"one network at a time, and {ctx.args[0]!r} is another; `cnncalc compare` shows more")
        return left


class BatchOptions:
    """`--batch` and `--dtype`: the number of examples, and the type of all values."""

    def __init__(self, batch: int | None, dtype: str | None) -> None:
        self.given = {"batch": batch, "dtype": dtype}
        """The arguments that are said, by name; None for others."""
        self.batch = batch or 1
        self.dtype = dtype or "fp32"


class Changes:
    """What is changed in a network for this run."""

    def __init__(
        self,
        settings: tuple[str, ...],
        inputs: tuple[str, ...],
        limits: Limits,
        *,
        strict: bool,
    ) -> None:
        self.inputs = inputs
        """The shapes that replace the network's input; only a comparison takes several."""
        self.limits = limits
        self.strict = strict
        """Whether every layer's costs must be known."""
        self.training = False
        self.freeze: tuple[str, ...] = ()
        self.train: tuple[str, ...] = ()
        self.settings: dict[str, str] = {}
        for setting in settings:
            name, equals, value = setting.partition("=")
            if not equals or not name:
                raise click.UsageError(f"--set takes NAME=VALUE, not {setting!r}")
            if name.strip() in self.settings:
                raise click.UsageError(f"--set gives {name.strip()!r} twice")
            self.settings[name.strip()] = value.strip()

    def __bool__(self) -> bool:
        return bool(self.settings or self.inputs)

    def load(self, network: str) -> Network:
        """Load a network with these changes."""
        from cnncalc.api.networks import read

        return self.apply(read(network, limits=self.limits))

    def apply(self, spec: Spec | Model) -> Network:
        """The network of a spec with these changes."""
        if len(self.inputs) > 1:
            raise click.UsageError("--input is given once here; `cnncalc compare` makes a row of each")
        return self._network(spec, *self.inputs)

    def load_each(self, networks: Iterable[str]) -> Iterator[Network]:
        """Load networks with these changes, each of them with every input."""
        from cnncalc.api.networks import read

        for network in networks:
            spec = read(network, limits=self.limits)
            for shape in self.inputs or (None,):
                yield self._network(spec, shape)

    def _network(self, spec: Spec | Model, shape: str | None = None) -> Network:
        """The network of a spec with these changes; its remarks are told on standard error."""
        from cnncalc.text import printable

        loaded = spec.network(set=self.settings, input=shape, freeze=self.freeze, train=self.train)
        for remark in loaded.remarks:
            click.echo(printable(str(remark)), err=True)
        if self.strict:
            _check_known(loaded)
        return loaded


def check_none_given(needs: str, what: str = "the memory", /, **options: object) -> None:
    """Raise UsageError for an option that would change nothing, since it needs another."""
    for name, value in options.items():
        if value is not None and value != ():
            raise click.UsageError(f"--{name} changes {what} only: it goes with {needs}")


def check_read_once(*networks: str | None) -> None:
    """Raise UsageError if several networks are to come from standard input."""
    if networks.count("-") > 1:
        raise click.UsageError("standard input (-) can be read once")


def _check_known(network: Network) -> None:
    """Raise CnncalcError if a layer's costs are not known."""
    from cnncalc.errors import CnncalcError

    for node in network.graph.layers(training=True):
        unknown = node.op.unknown()
        if unknown:
            raise CnncalcError(f"{network.name}: {node.path}: {' and '.join(unknown)} are not known (--strict)")
