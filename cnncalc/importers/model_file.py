"""A model's file where a spec may be, too: it makes networks for inputs of several sizes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from cnncalc.errors import CnncalcError
from cnncalc.graph import freeze as freeze_layers
from cnncalc.importers import reader_of
from cnncalc.importers.given import Given, read_inputs
from cnncalc.limits import STANDARD, Limits
from cnncalc.network import Network


class ModelFile:
    """A model's file. It has no parameters of its own; its dynamic axes take their sizes from the input."""

    parameters: tuple[str, ...] = ()

    def __init__(self, path: str, limits: Limits = STANDARD) -> None:
        self.path = path
        self.name = self.title = os.path.splitext(os.path.basename(path))[0]
        self._limits = limits

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.path}>"

    def network(
        self,
        *,
        set: Mapping[str, Any] | None = None,
        input: str | None = None,
        freeze: Sequence[str] = (),
        train: Sequence[str] = (),
    ) -> Network:
        """Read the network, with the file's own input or another. Raises CnncalcError for anything that is not right.

        `input` is a shape, `"224x224x3"`, or several by name; `freeze` and `train` are as for a spec. There is nothing
        to `set` in a model's file.
        """
        if set:
            hint = f"write it as a spec, 'cnncalc show {self.path} > mine.yaml', and change that"
            raise CnncalcError(f"{self.path} is no spec, whose {next(iter(set))} could be set", hint=hint)
        reader = import_module(f"cnncalc.importers.{reader_of(self.path)}")
        try:
            network: Network = reader.read(Given(self.path, read_inputs(input), self._limits))
        except RecursionError:
            raise CnncalcError(f"{self.path} is nested deeper than Python's stack goes") from None
        if freeze or train:
            network = network._replace(graph=freeze_layers(network.graph, freeze, train, network=self.name))
        return network
