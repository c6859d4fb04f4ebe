"""`repeat:`, beside any step: so many times, one after the other."""

from cnncalc.language.here import Here
from cnncalc.language.statements.modifier import Modifier
from cnncalc.limits import raise_hint


class Repeat(Modifier):
    """A step, so many times; `index` is the number of the turn, from 0."""

    key = "repeat"
    phrase = "So many times, one after the other; beside any step."
    example = "56x56x64", "- {conv: 64, kernel: 3, pad: 1, repeat: 3}"
    takes = {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string"}]}

    def run(self, here: Here, current: int) -> int:
        for index in range(self._times(here, current)):
            current = self.body.run(here.turn({"index": index}), current)
        return current

    def first_turn(self, here: Here, current: int) -> Here | None:
        return here.turn({"index": 0}) if self._times(here, current) else None

    def _times(self, here: Here, current: int) -> int:
        times, most = self.value.of(here, current), here.budget.limits.repeat
        if isinstance(times, float) and times.is_integer():
            times = int(times)
        if isinstance(times, bool) or not isinstance(times, int) or not 0 <= times <= most:
            hint = raise_hint("repeat") if isinstance(times, int) and times > most else ""
            raise self.value.node.error(f"repeat must be a whole number from 0 to {most:,}, not {times!r}", hint)
        return times
