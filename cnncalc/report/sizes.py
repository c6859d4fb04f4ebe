"""What parameters and activations take in memory: all values of one type, for a batch."""

from typing import NamedTuple

from cnncalc.report.totals import Totals


class Sizes(NamedTuple):
    """Bytes, and what they are worked out for."""

    dtype: str
    batch: int
    param_bytes: int
    activation_bytes: int
    """Of all outputs together."""
    peak_activation_bytes: int
    """Of those that are alive at once."""


def sizes_of(totals: Totals, dtype: str = "fp32", batch: int = 1) -> Sizes:
    """The bytes of some totals; raise CnncalcError for a type there is not."""
    if (dtype, batch) == ("fp32", 1):
        return Sizes(dtype, batch, totals.param_bytes, totals.activation_bytes, totals.peak_activation_bytes)
    from cnncalc.dtypes import at_once, dtype_named  # imported when asked for: most summaries are in fp32
    from cnncalc.report.layer_memory import Setting

    setting = Setting(dtype_named(dtype), at_once(batch))
    return Sizes(
        setting.dtype.name,
        batch,
        setting.parameters(totals.params, at_least=False).bytes,
        setting.activations(totals.activations).bytes,
        setting.activations(totals.peak_activations).bytes,
    )
