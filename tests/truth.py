"""Figures of networks as other programs build them; where they come from stands in the data themselves."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from cnncalc.language.catalogue import names
from cnncalc.text import hyphenated


class Truth(NamedTuple):
    """One network's figures, and what they are figures of."""

    name: str
    """Torchvision's name for it, with what is counted: `googlenet_aux_train`."""
    ours: str
    """The catalogue's name for it."""
    params: int
    macs: int
    heads_have_params: bool
    """Whether the side heads' parameters are counted."""
    heads_run: bool
    """Whether the side heads' MACs are counted."""


COUNTED = {
    "googlenet": ("googlenet", False, False),
    "googlenet_aux": ("googlenet", True, False),
    "googlenet_aux_train": ("googlenet", True, True),
    "inception_v3_noaux": ("inception_v3", False, False),
    "inception_v3": ("inception_v3", True, False),
    "inception_v3_aux_train": ("inception_v3", True, True),
}
"""The networks with side heads: which one it is, whether the heads' parameters count, and their MACs."""


def our_name(torchvision_name: str) -> str:
    """The catalogue's name for a network of torchvision: with a suffix where the plain name is the paper's."""
    known = {hyphenated(name) for name in names()}
    suffixed = f"{torchvision_name}-torchvision"
    return suffixed if hyphenated(suffixed) in known else torchvision_name


def torchvision_truth() -> list[Truth]:
    """The figures of torchvision's classification networks."""
    text = (Path(__file__).parent / "data" / "torchvision.json").read_text(encoding="utf-8")
    return [_truth(name, figures) for name, figures in json.loads(text)["models"].items()]


def _truth(name: str, figures: dict[str, int]) -> Truth:
    network, heads_have_params, heads_run = COUNTED.get(name, (name, False, False))
    return Truth(name, our_name(network), figures["params"], figures["macs"], heads_have_params, heads_run)


class TimmTruth(NamedTuple):
    """One network of timm: its totals, how many convolutions and linear layers it has, and a digest of their MACs."""

    ours: str
    """The catalogue's name for it."""
    input: int
    params: int
    macs: int
    layers: int = 0
    """None where timm writes a grouped convolution as several."""
    each: str = ""


def timm_truth() -> list[TimmTruth]:
    """The figures of timm's networks."""
    text = (Path(__file__).parent / "data" / "timm.json").read_text(encoding="utf-8")
    return [TimmTruth(**{"ours": name, **figures}) for name, figures in json.loads(text)["models"].items()]


def digest(macs: Iterable[int]) -> str:
    """Stands for the MACs of many layers."""
    return sha256(",".join(map(str, macs)).encode()).hexdigest()[:16]
