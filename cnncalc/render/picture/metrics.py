"""How wide texts are, in Helvetica: Arial, Liberation Sans and Arimo have the same widths.

Adobe's Core 14 AFM files, in thousandths of the size; Greek letters are Symbol's.
"""

from bisect import bisect
from unicodedata import combining, decomposition, east_asian_width

from cnncalc.text import printable

ASCENT, DESCENT = 0.72, 0.21
"""How far letters reach above their line and below it, as a part of their size."""
REGULAR = {
    191: "'", 222: "ijl‘’", 260: "|", 278: " !,./:;I[\\]ft·ı", 333: "()-`r²³¹“”₀₁₂₃₄₅₆₇₈₉", 334: "{}", 350: "•",
    355: '"', 389: "*", 400: "°", 411: "γ", 439: "ε", 453: "√", 469: "^", 494: "δ", 500: "Jcksvxyz", 521: "θφ",
    549: "βλπρ≈≤≥", 556: "#$0123456789?L_abdeghnopquµ–", 584: "+<=>~±×÷−", 600: "Σ", 603: "σ", 611: "FTZßø", 631: "α",
    667: "&ABEKPSVXY", 713: "∞", 722: "CDHNRUw", 778: "GOQØ", 833: "Mm", 889: "%æ", 944: "W", 1000: "Æ—…→", 1015: "@",
}  # fmt: skip
BOLD = {
    238: "'", 280: "|", 333: "!:;[]ft", 389: "r{}", 474: '"', 556: "Jcksvxy", 611: "?Lbdghnopquµ", 722: "&ABK",
    778: "w", 889: "m", 975: "@",
}  # fmt: skip
"""Where bold letters are wider than the others."""
_REGULAR = {char: width for width, chars in REGULAR.items() for char in chars}
_BOLD = {**_REGULAR, **{char: width for width, chars in BOLD.items() for char in chars}}
UNKNOWN, WIDE = 722, 1000
"""The widths taken for signs that are not in the table, so that hardly one is wider."""


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is at a size, in the unit of the size; kerning would make it a little narrower."""
    widths = _BOLD if bold else _REGULAR
    return sum(widths[char] if char in widths else _other(char, widths) for char in printable(text)) * size / 1000


def shortened(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """The text without as much of its middle as there is no room for: beginnings and ends tell names apart."""
    text = printable(text)
    if width_of(text, size, bold=bold) <= room:
        return text
    kept = bisect(range(1, len(text)), room, key=lambda kept: width_of(_without_middle(text, kept), size, bold=bold))
    return _without_middle(text, max(kept, 1))


def _without_middle(text: str, kept: int) -> str:
    return f"{text[: kept - kept // 3]}…{text[len(text) - kept // 3 :]}"


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """The lines of a text, between words."""
    lines = [""]
    for word in printable(text).split():
        longer = f"{lines[-1]} {word}".lstrip()
        if width_of(longer, size, bold=bold) > room and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _other(char: str, widths: dict[str, int]) -> int:
    """The width of a sign that is not in the table: an accent adds none to its letter's."""
    if combining(char):
        return 0
    if east_asian_width(char) in "WF":
        return WIDE
    base = decomposition(char).partition(" ")[0]
    return widths.get(chr(int(base, 16)), UNKNOWN) if base and not base.startswith("<") else UNKNOWN
