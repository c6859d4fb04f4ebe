"""Models' files as the library gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cnncalc.api.networks import Network
from cnncalc.collector import uncollected
from cnncalc.importers.model_file import ModelFile


class Model(ModelFile):
    """A model's file, where a spec may be, too: it makes networks for inputs of several sizes."""

    @uncollected
    def network(
        self,
        *,
        set: Mapping[str, Any] | None = None,
        input: str | None = None,
        freeze: Sequence[str] = (),
        train: Sequence[str] = (),
    ) -> Network:
        return Network._make(super().network(set=set, input=input, freeze=freeze, train=train))
