"""Click's types: what an argument or an option takes, and how a shell completes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from cnncalc.api.models import Model
    from cnncalc.api.networks import Network, Spec

LARGEST_BATCH = 10**9
LARGEST_AMOUNT = 10**18
"""The largest amount that an option takes: no network has more of anything."""


class WordsType(click.ParamType):  # type: ignore[type-arg]  # generic only in newer Clicks
    """One of some words, or several with commas between. What takes them says which there are; here they complete."""

    def __init__(self, name: str, words: Callable[[], Iterable[str]], *, several: bool = False) -> None:
        self.name = name
        self._words = words  # looked up when asked for: most are in rooms that a command may not need
        self._several = several

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        before, comma, begun = incomplete.rpartition(",") if self._several else ("", "", incomplete)
        return _items(before + comma, begun, self._words())


class FileType(click.ParamType):  # type: ignore[type-arg]  # as above
    """A file to write; completes those that are there."""

    name = "file"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return _file(incomplete)


class NetworkType(click.ParamType):  # type: ignore[type-arg]  # as above
    """A network's name, path or `-`; completes the names of the catalogue and files."""

    name = "network"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        from cnncalc.language.catalogue import names
        from cnncalc.source.reading import is_path
        from cnncalc.text import hyphenated

        if is_path(incomplete):
            return _file(incomplete)
        wanted = hyphenated(incomplete)
        found = [CompletionItem(name) for name in names() if hyphenated(name).startswith(wanted)]
        return found or _file(incomplete)


class LayerType(click.ParamType):  # type: ignore[type-arg]  # as above
    """A layer's or a block's name, path or pattern; completes those of the network before it, block by block."""

    name = "layer"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        spec = _typed_spec(ctx)
        return [] if spec is None else _items("", incomplete, _paths(spec.network(), incomplete.count(".")))


class SettingType(click.ParamType):  # type: ignore[type-arg]  # as above
    """A parameter and its value, or a layer's field and its value; completes what stands before the `=`."""

    name = "setting"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        spec = _typed_spec(ctx)
        if spec is None:
            return []
        network, path = spec.network(), incomplete.rpartition(".")[0]
        ops = [node.op for node in network.graph.nodes if path and node.path == path]
        words = [
            *(f"{name}=" for name in spec.parameters),
            *(f"{path}.{field}=" for op in ops for field in op.fields),
            *(f"{each}." for each in _paths(network, incomplete.count("."))),
        ]
        return _items("", incomplete, words)


class DepthType(click.ParamType):  # type: ignore[type-arg]  # as above
    """A depth of blocks, or `all`."""

    name = "depth"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if value == "all":
            return 0
        try:
            depth = int(value)
        except ValueError:
            depth = 0
        if depth < 1:
            self.fail(f"{value!r} is not a number of at least 1, or 'all'", param, ctx)
        return depth

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return _items("", incomplete, ["all"])


class BatchType(click.ParamType):  # type: ignore[type-arg]  # as above
    """The examples of a batch, 32 or 1k."""

    name = "batch"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        from cnncalc.amounts import parse_amount

        amount = parse_amount(str(value), {"": 1, "k": 1000, "m": 10**6}, exact=True)
        if amount is None or not 1 <= amount <= LARGEST_BATCH:
            self.fail(f"{value!r} is not a whole number from 1 to {LARGEST_BATCH:,}", param, ctx)
        return amount


class AmountType(click.ParamType):  # type: ignore[type-arg]  # as above
    """The most that something may be, 5M, 1.5G or 5e4; fractions of one are left out."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        from cnncalc.amounts import parse_amount
        from cnncalc.report.written_figure import UNITS

        amount = parse_amount(str(value), {unit: size for unit, size in UNITS.items() if unit != "%"})
        if amount is None or amount > LARGEST_AMOUNT:
            self.fail(f"{value!r} is not a number such as 5M or 1.5G", param, ctx)
        return amount


class MemoryType(click.ParamType):  # type: ignore[type-arg]  # as above
    """An amount of memory, 24GiB, in bytes."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        from cnncalc.dtypes import parse_bytes
        from cnncalc.errors import CnncalcError

        try:
            return value if isinstance(value, int) else parse_bytes(str(value))
        except CnncalcError as error:
            self.fail(str(error), param, ctx)


class WrittenMemoryType(MemoryType):
    """An amount of memory that is kept as it was written, to be told in the same words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        super().convert(value, param, ctx)
        return str(value).strip()


class PlaceType(click.ParamType):  # type: ignore[type-arg]  # as above
    """A place in a layer's output, `3,4`."""

    name = "place"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        if not re.fullmatch(r"\d{1,12}(\s*[,x×]\s*\d{1,12})*", value.strip()):
            self.fail(f"{value!r} is not a place such as 3,4 (row and column, counted from 0)", param, ctx)
        return tuple(int(part) for part in re.split("[,x×]", value))


class ConventionType(WordsType):
    """A convention's name; completes them."""

    def __init__(self) -> None:
        super().__init__("convention", _conventions)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from cnncalc.errors import CnncalcError
        from cnncalc.measure.conventions import convention_named

        try:
            return convention_named(value).name
        except CnncalcError as error:
            self.fail(f"{error}; there are {', '.join(_conventions())}", param, ctx)


class DeviceType(click.ParamType):  # type: ignore[type-arg]  # as above
    """A device's name or file; completes the names of those that come with the package."""

    name = "device"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from cnncalc.devices.load import device_names

        return _items("", incomplete, device_names()) or _file(incomplete)


def dtypes() -> Iterable[str]:
    """The types of values."""
    from cnncalc.dtypes import DTYPES

    return DTYPES


def optimizers() -> Iterable[str]:
    """The optimisers, and the word for none."""
    from cnncalc.measure.training import OPTIMIZERS
    from cnncalc.report.layer_memory import NO_TRAINING

    return (*OPTIMIZERS, NO_TRAINING)


def layer_columns() -> Iterable[str]:
    """The columns of a table of layers."""
    from cnncalc.render.views.columns import CHOICES

    return CHOICES


def profile_columns() -> Iterable[str]:
    """The figures of which layers and blocks have bars."""
    from cnncalc.render.views.profile import CHOICES

    return CHOICES


def network_columns() -> Iterable[str]:
    """The columns of a table of networks."""
    from cnncalc.render.views.entries import CHOICES

    return CHOICES


def limits() -> Iterable[str]:
    """The limits, as `--limit` takes them."""
    from cnncalc.limits import Limits

    return [f"{name}=" for name in Limits._fields]


def _conventions() -> Iterable[str]:
    from cnncalc.measure.conventions import CONVENTIONS

    return CONVENTIONS


def _items(before: str, begun: str, words: Iterable[str]) -> list[CompletionItem]:
    """The completions of what is typed: `before`, and each word that begins as `begun` does, in any letter case."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(before + word) for word in words if word.lower().startswith(begun.lower())]


def _file(incomplete: str) -> list[CompletionItem]:
    """What tells the shell to complete files."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def _typed_spec(ctx: click.Context) -> Spec | Model | None:
    """The first network on the command line so far, if there is one."""
    from cnncalc.api.networks import read
    from cnncalc.limits import Limits

    names = [ctx.params.get(name) for name in ("network", "left", "networks")]
    names.append(ctx.args)  # where they are as long as an option waits for its value
    name = next((each if isinstance(each, str) else each[0] for each in names if each), "-")
    if name == "-":  # standard input is the shell's
        return None
    return read(name, limits=Limits(file=2**20, layers=20_000, work=2_000_000))  # nobody waits long for a Tab


def _paths(network: Network, depth: int) -> list[str]:
    """The paths of the layers and blocks that are so many blocks deep."""
    parts = [node.path.split(".") for node in network.graph.layers(training=True)]
    return list(dict.fromkeys(".".join(path[: depth + 1]) for path in parts if len(path) > depth))
