"""Steps and blocks as lines of YAML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cnncalc.exporters.yaml.general_values import text_of
from cnncalc.exporters.yaml.generalised import SharedBlock
from cnncalc.exporters.yaml.laid_over import LaidOver
from cnncalc.exporters.yaml.spec_step import ACTIVATION, AUX, JUMP, RESIDUAL
from cnncalc.exporters.yaml.yaml_words import defaults, scalar, value_text
from cnncalc.ops import OPS

MOST_INLINE, INLINE = 3, 96


class SpecLines:
    """Writes the steps of one list, be it a block's or the network's own."""

    def __init__(self, blocks: Mapping[str, SharedBlock], names: Mapping[int, str], start: int) -> None:
        self._blocks = blocks
        self._names = names
        self._start = start
        self.used: list[str] = []
        """The blocks that are used, each time."""

    def steps(self, steps: list[LaidOver], current: int, indent: str) -> list[str]:
        """The lines of some steps; `current` is the node that comes in, in the first use."""
        lines: list[str] = []
        place = 0
        while place < len(steps):
            template = steps[place]
            group = [template]
            while template.condition and place + len(group) < len(steps):
                if steps[place + len(group)].condition != template.condition:
                    break
                group.append(steps[place + len(group)])
            place += len(group)
            if len(group) > 1:
                lines += [f"{indent}- if: {text_of(template.condition)}", f"{indent}  then:"]
                for each in group:
                    lines += self._step(each, current, f"{indent}    ", condition="")
                    current = self._after(each, current)
            else:
                lines += self._step(template, current, indent, condition=template.condition)
                current = self._after(template, current)
        return lines

    def _after(self, template: LaidOver, current: int) -> int:
        step = template.members[0]
        return current if step is None or step.head == AUX else step.node

    def _step(self, template: LaidOver, current: int, indent: str, *, condition: str) -> list[str]:
        step = template.step
        beside = self._beside(template, current, condition)
        if step.head == JUMP:
            return [f"{indent}- {{{', '.join(beside)}}}"]
        if not template.bodies:
            parts = [*self._parts(template), *beside]
            text = parts[0] if len(parts) == 1 and ":" not in parts[0] else f"{{{', '.join(parts)}}}"
            return [f"{indent}- {text}"]
        return [*self._bodies(template, indent), *[f"{indent}  {each}" for each in beside]]

    def _bodies(self, template: LaidOver, indent: str) -> list[str]:
        step = template.step
        current = step.entry
        if step.head in (RESIDUAL, AUX):
            lines = [f"{indent}- {step.head}:", *self.steps(template.bodies[0], current, f"{indent}    ")]
            if len(template.bodies) > 1 and template.bodies[1]:
                inner = self.steps(template.bodies[1], current, f"{indent}      ")
                short = self._inline(inner)
                head = f"{indent}  shortcut:"
                lines += [f"{head} {short}"] if short else [head, *[line[2:] for line in inner]]
            elif template.fields.get("shortcut", "true") != "true":
                lines.append(f"{indent}  shortcut: {template.fields['shortcut']}")
            return lines
        lines = [f"{indent}- {step.head}:"]
        for body in template.bodies:
            inner = self.steps(body, current, f"{indent}      ")
            if short := ("[]" if not body else self._inline(inner)):
                lines.append(f"{indent}    - {short}")
            else:
                lines.append(f"{indent}    - {inner[0].strip()}")
                lines.extend(inner[1:])
        default = {"broadcast": "false"}
        lines += [f"{indent}  {key}: {text_of(text)}" for key, text in template.fields.items()
                  if default.get(key) != text]  # fmt: skip
        return lines

    def _inline(self, lines: list[str]) -> str:
        """A list of simple steps on one line, where that is short."""
        if not lines or len(lines) > MOST_INLINE:
            return ""
        depth = len(lines[0]) - len(lines[0].lstrip())
        items = [line.strip() for line in lines]
        if any(line[depth : depth + 2] != "- " or line.endswith(":") or "- if:" in line for line in lines):
            return ""
        text = f"[{', '.join(item[2:] for item in items)}]"
        return text if depth + len(text) <= INLINE else ""

    def _beside(self, template: LaidOver, current: int, condition: str) -> list[str]:
        step = template.step
        parts = []
        if step.sources:
            named = [self._reference(source, current) for source in step.sources]
            several = len(named) > 1 or (not step.bodies and step.head in OPS and OPS[step.head].kind == "join")
            parts.append(f"from: [{', '.join(named)}]" if several else f"from: {named[0]}")
        if step.share is not None:
            parts.append(f"share: {self._reference(step.share, -1)}")
        if condition:
            parts.append(f"if: {text_of(condition)}")
        if step.node in self._names and step.head not in (JUMP, AUX):
            parts.append(f"name: {scalar(self._names[step.node])}")
        return parts

    def _reference(self, node: int, current: int) -> str:
        if node == current:
            return "previous"
        return scalar(self._names[node]) if node in self._names else "start"

    def _parts(self, template: LaidOver) -> list[str]:
        """A layer or a use with its fields, those at their defaults left out."""
        step, fields = template.step, dict(template.fields)
        repeat = fields.pop("repeat", "1")
        block = self._blocks.get(step.head)
        if step.head == ACTIVATION:
            return [fields["op"], *([] if repeat == "1" else [f"repeat: {repeat}"])]
        if block is not None:
            self.used.append(step.head)
            known: dict[str, Any] = block.defaults
            main = next(iter(block.parameters), "")
        else:
            op = OPS[step.head]
            known, main = defaults(op, step.axes), op.main
        parts = [f"{step.head}: {text_of(fields[main])}" if main and main in fields else step.head]
        for field, text in fields.items():
            if field != main and not (field in known and value_text(known[field]) == text):
                parts.append(f"{field}: {text_of(text)}")
        return parts if repeat == "1" else [*parts, f"repeat: {repeat}"]


def block_lines(block: SharedBlock, lines: SpecLines, start: int) -> list[str]:
    """The definition of a block."""
    made = [f"  {block.name}:"]
    parameters = [
        f"{name}: {value_text(block.defaults[name])}" if name in block.defaults else name for name in block.parameters
    ]
    if parameters:
        made.append(f"    parameters: {{{', '.join(parameters)}}}")
    return [*made, "    layers:", *lines.steps(block.steps, start, "      ")]
