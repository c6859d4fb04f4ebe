"""Bars of blocks, an eighth of a column each."""

EIGHTHS = " ▏▎▍▌▋▊▉█"


def bar(value: float, most: float, size: int) -> str:
    """A bar that is so many columns long for the most; what is above nothing has an eighth."""
    if not value:
        return ""
    whole, part = divmod(max(int(value * size * 8 // most), 1), 8)
    return "█" * whole + EIGHTHS[part].strip()
