"""All reports on some networks, for a page."""

from __future__ import annotations

from collections.abc import Sequence

from cnncalc.api.models import Model
from cnncalc.api.networks import Network, Spec
from cnncalc.api.verify import loader
from cnncalc.report.dossier import Dossier, DossierSetting
from cnncalc.report.dossier import dossier as work_out


def dossier(
    specs: Sequence[Spec | Model], networks: Sequence[Network], setting: DossierSetting, *, checked: bool
) -> Dossier:
    """Work out everything on networks of some specs; published figures are `checked` where nothing was changed."""
    return work_out(networks, [loader(spec) if checked else None for spec in specs], setting)
