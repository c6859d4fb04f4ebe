"""Models' files as the library gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cnncalc.api.networks import Network
from cnncalc.collector import uncollected
from cnncalc.importers.given import read_inputs
from cnncalc.importers.model_file import ModelFile
from cnncalc.limits import STANDARD, Limits, attainable


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


@uncollected
def from_keras(model: Any, *, input: str | None = None, limits: Limits = STANDARD) -> Network:
    """The network that a Keras model is, Functional or Sequential: what `model.to_json()` says of it.

    `input` is a shape, `"224x224x3"`, or several by name, for inputs whose sizes are open. Raises CnncalcError for a
    model that is not known layer by layer.
    """
    from cnncalc.importers.keras import from_json  # imported when asked for: most models are no Keras models

    return Network._make(from_json(model.to_json(), read_inputs(input), attainable(limits)))
