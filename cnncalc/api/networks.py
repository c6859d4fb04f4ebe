"""Networks as the library gives them: found, read, built, with their reports at hand."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cnncalc import network as plain
from cnncalc.collector import uncollected
from cnncalc.importers import reader_of
from cnncalc.language import load as language
from cnncalc.language.catalogue import find
from cnncalc.limits import STANDARD, Limits, attainable

if TYPE_CHECKING:
    from cnncalc.api.models import Model
    from cnncalc.api.reports import Walk
    from cnncalc.api.shown import Summary
    from cnncalc.report.totals import Totals


class Network(plain.Network):
    """A loaded network, with its reports. `name` is its catalogue name, `title` how people write it."""

    __slots__ = ()

    def summary(self, *, training: bool = False, batch: int = 1, dtype: str = "fp32") -> Summary:
        """Work out every layer's shapes and costs, and the totals; the memory is that of a batch in a type of values.

        Raises CnncalcError for a type there is not.
        """
        from cnncalc.api.shown import summary  # imported when asked for: loading needs none of it

        return summary(self, training=training, batch=batch, dtype=dtype)

    def totals(self, *, training: bool = False) -> Totals:
        """Work out the totals alone: what a sweep over many networks needs."""
        from cnncalc.report.totals import measure_totals

        return measure_totals(self.graph, training=training)

    def walk(self, *, biases: bool = True, training: bool = False) -> Walk:
        """Work through the network layer by layer, with the working of each figure."""
        from cnncalc.api.reports import walk

        return walk(self, biases=biases, training=training)

    def _repr_html_(self) -> str:
        """The summary's tables, for a notebook."""
        return self.summary()._repr_html_()


class Spec(language.Spec):
    """A spec that has been read: it makes networks that differ in their settings, thousands a second."""

    def network(
        self,
        *,
        set: Mapping[str, Any] | None = None,
        input: str | None = None,
        freeze: Sequence[str] = (),
        train: Sequence[str] = (),
    ) -> Network:
        return Network._make(super().network(set=set, input=input, freeze=freeze, train=train))


@uncollected
def read(network: str | os.PathLike[str], *, limits: Limits = STANDARD) -> Spec | Model:
    """Read a spec or a model's file, to build its network as often as wanted.

    `network` is a catalogue name, a path or `-` for standard input. `limits` bound what it may ask for.
    Raises CnncalcError for what is not there or cannot be read.
    """
    limits, reference = attainable(limits), os.fspath(network)
    if reader_of(reference):
        from cnncalc.api.models import Model as ModelOfFile  # imported when asked for: most networks are specs

        return ModelOfFile(reference, limits)
    name, definition = find(reference, limits)
    return Spec(name, definition, limits)


def from_line(shape: str, steps: str, *, limits: Limits = STANDARD) -> Network:
    """A network of steps on one line, in the letters that tables print.

    `from_line("28x28x192", "conv 16 F=1, conv 32 F=5 P=same")`. Raises CnncalcError for anything that is not right.
    """
    from cnncalc.language.one_line import define_line, read_line  # imported when asked for: most specs are files

    limits = attainable(limits)
    return Spec(*define_line(read_line(shape, steps.split(), "line"), limits), limits).network()


def load(
    network: str | os.PathLike[str],
    *,
    set: Mapping[str, Any] | None = None,
    input: str | None = None,
    freeze: Sequence[str] = (),
    train: Sequence[str] = (),
    limits: Limits = STANDARD,
) -> Network:
    """Load a network: `read` it, and build it once. Raises CnncalcError for anything that is not right."""
    return read(network, limits=limits).network(set=set, input=input, freeze=freeze, train=train)
