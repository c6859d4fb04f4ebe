"""Random steps of every kind the language has, drawn while the reference runs them: what is drawn fits.

A step that the reference refuses where it stands is not written; another one is.
"""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from cnncalc.ops import OPS
from cnncalc.shape import Shape
from tests.random_networks.ops import ENDS_POSITIONS, FIELDS, KEEPS_SIZES, Place, suits
from tests.random_networks.reference import JOINS, MOST_NODES, UNNAMED, Frame, Reference, RefusedError, Steps, goes_on

Step = Any
Drawn = tuple[Steps, int]
"""Steps, and the node that comes out of them."""

NAMES = ("a", "b", "c", "stem", "head2", "x-1", 1, "conv2")
DEEPEST = 3
KINDS = {
    "op": 14, "join": 3, "residual": 2, "branches": 3, "split": 1, "group": 2, "loop": 1, "choice": 1, "aux": 1,
    "jump": 1, "repeated": 1, "shared": 2, "chosen": 1, "use": 7, "likened": 1, "gate": 1,
}  # fmt: skip
"""The kinds of steps, and how often each is drawn."""


class Pen:
    """Writes steps; `reference` has run all that is written."""

    def __init__(self, draw: st.DrawFn, reference: Reference, deepest: int = DEEPEST) -> None:
        self.draw = draw
        self.reference = reference
        self.deepest = deepest
        self.scopes: dict[str, dict[str, Any]] = {}
        """The groups and uses of blocks that have names, by their paths."""
        self.tried = self.refused = 0

    def one_of(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def chance(self, percent: int) -> bool:
        return self.draw(st.integers(1, 100)) <= percent

    def shape(self, node: int) -> Shape:
        return self.reference.nodes[node].shape

    def steps(self, current: int, frame: Frame, most: int, depth: int = 0, *, steady: bool = False) -> Drawn:
        """A chain; a steady one leaves every position where it is, whatever its input."""
        steps: Steps = []
        for _ in range(self.draw(st.integers(1, most))):
            step, current = self.step(current, frame, depth, steady=steady)
            steps.append(step)
        return steps, current

    def step(self, current: int, frame: Frame, depth: int, *, steady: bool = False) -> tuple[Step, int]:
        kinds = [kind for kind, often in KINDS.items() for _ in range(often)]
        kind = "op" if depth >= self.deepest else self.one_of(*kinds)
        if steady and kind in ("op", "join", "jump", "shared", "likened", "chosen"):
            return self.written(dict(self.one_of(*KEEPS_SIZES)), current, frame)
        return self.written_as(kind, current, frame, depth, steady=steady)

    def written_as(
        self, kind: str, current: int, frame: Frame, depth: int = 0, *, steady: bool = False
    ) -> tuple[Step, int]:
        """A step of one of the kinds."""
        before = self.reference.copy()
        step = getattr(self, f"_{kind}")(current, frame, depth, steady)
        self.reference = before
        return self.written(step, current, frame)

    def written(self, step: Step, current: int, frame: Frame) -> tuple[Step, int]:
        """The step if it can be run here, else one that always can."""
        if isinstance(step, dict):
            step = self._modified(step)
        self.tried += 1
        trial = self.reference.copy()
        try:
            output = trial.run([json.loads(json.dumps(step))], current, frame)
        except RefusedError:
            self.refused += 1
            room = len(self.reference.nodes) < MOST_NODES
            step = self.one_of("relu", {"identity": None}) if room else {"from": "previous"}
            trial = self.reference.copy()
            output = trial.run([step], current, frame)
        self.reference = trial
        if (
            isinstance(step, dict)
            and "repeat" not in step
            and ("layers" in step or self.reference.blocks.keys() & step)
        ):
            self.scopes[frame.path_of(str(step.get("name", UNNAMED)))] = step
        return step, output

    def _modified(self, step: dict[str, Any]) -> Step:
        """With a name or a condition, perhaps; a bare word where that is all."""
        if "for" in step or "then" in step or set(step) == {"from"}:
            return step
        if self.chance(55) and "name" not in step:
            step = {"name": self.one_of(*NAMES), **step} if self.chance(30) else step | {"name": self.one_of(*NAMES)}
        if self.chance(5):
            step["if"] = self.one_of("$channels > 3", "true", "channels % 2 == 0 or channels < 4", False)
        bare = len(step) == 1 and next(iter(step.values())) is None
        return next(iter(step)) if bare and self.chance(70) else step

    def _place(self, current: int, frame: Frame) -> Place:
        numbers = [name for name, value in frame.variables.items() if type(value) is int and 1 <= value <= 50]
        earlier = [name for name in self._earlier(frame) if name != "previous"][-2:]
        return Place(self.draw, self.shape(current), (*numbers, *(f"shape('{name}').channels" for name in earlier)))

    def _op(self, current: int, frame: Frame, depth: int, steady: bool) -> Step:
        place = self._place(current, frame)
        ends = self.chance(15)
        fitting = [name for name in OPS if suits(name, place) and (ends or name not in ENDS_POSITIONS)]
        common = [name for name in ("conv", "depthwise_conv", "maxpool", "linear", "batchnorm") if name in fitting]
        return self._op_step(self.one_of(*(common or fitting)) if self.chance(35) else self.one_of(*fitting), place)

    def _op_step(self, name: str, place: Place) -> Step:
        """An op under one of its names, its main value behind that or under its own."""
        op, fields = OPS[name], FIELDS[name](place) if name in FIELDS else {}
        sides = isinstance(fields.get(op.main), list) and name == "pad"  # whose order a framework's name leaves open
        head = self.one_of(name, name, *(alias for alias in op.aliases if goes_on(alias, place.axes) and not sides))
        if self.chance(10):
            head = self.one_of(head.upper(), head.replace("_", "-"), head.title())
        if op.main and op.main in fields and self.chance(90):
            return {head: fields.pop(op.main), **fields}
        return {head: None, **fields}

    def _sayable(self, frame: Frame) -> dict[str, str]:
        """The names by which earlier layers can be said here, and their paths."""
        names: dict[str, str] = {}
        for path, node in self.reference.paths.items():
            if self.reference.nodes[node].training and not frame.training:
                continue
            place: Frame | None = frame
            while place is not None:
                around = place.path_of("")
                if path.startswith(around):
                    names[path.removeprefix(around)] = path
                place = place.parent
            names[f".{path}"] = path
        return {name: path for name, path in names.items() if UNNAMED not in name}

    def _earlier(self, frame: Frame) -> list[str]:
        return [*self._sayable(frame)] or ["previous"]

    def _joinable(self, current: int, frame: Frame, head: str) -> list[str]:
        """The names of earlier layers that join with what reaches a step."""
        here, fitting = self.shape(current), ["previous"]
        for name, path in self._sayable(frame).items():
            shape = self.shape(self.reference.paths[path])
            if shape == here or (head == "concat" and shape.spatial == here.spatial):
                fitting.append(name)
        return fitting

    def _join(self, current: int, frame: Frame, depth: int, steady: bool) -> Step:
        head = self.one_of("concat", "add", "multiply", "max", "subtract")
        names = self._joinable(current, frame, head)
        sources = [self.one_of(*names) for _ in range(self.draw(st.integers(1, 3)))]
        return {head: None, "from": sources}

    def _jump(self, current: int, frame: Frame, depth: int, steady: bool) -> Step:
        """On from an earlier layer, with or without an op."""
        name = self.one_of(*self._earlier(frame))
        name = int(name) if name.isdigit() else name
        return self.one_of({"from": name}, {"relu": None, "from": name}, {"tanh": None, "from": [name]})

    def _likened(self, current: int, frame: Frame, depth: int, steady: bool) -> Step:
        name = self.one_of(*self._earlier(frame))
        return {self.one_of("upsample", "crop", "Resize"): None, "like": name}

    def _adapted(self, steps: Steps, output: int, target: Shape, frame: Frame, *, channels: bool) -> Drawn:
        """Steps that end in a shape that is wanted."""
        shape = self.shape(output)
        size = "x".join(map(str, target.spatial))
        if shape.spatial != target.spatial and target.spatial:
            adapter = self.one_of({"adaptive_avgpool": size}, {"upsample": None, "size": list(target.spatial)})
            steps, output = self._further(steps, adapter, output, frame)
        if channels and shape.channels != target.channels:
            last = {"conv": target.channels, "kernel": 1} if target.spatial else {"linear": target.channels}
            steps, output = self._further(steps, last, output, frame)
        return steps, output

    def _further(self, steps: Steps, step: Step, output: int, frame: Frame) -> Drawn:
        step, output = self.written(step, output, frame)
        return [*steps, step], output

    def _residual(self, current: int, frame: Frame, depth: int, steady: bool) -> Step:
        how = self.one_of("identity", "identity", "projected", "condition")
        body, output = self.steps(current, frame, 3, depth + 1, steady=steady or self.chance(60))
        if how == "projected":
            target = self.shape(output)
            shortcut: Steps = []
            shortcut, _ = self._adapted(shortcut, current, target, frame, channels=True)
            return {"residual": body, "shortcut": shortcut}
        if how == "condition" and self.chance(50):
            return {"residual": body, "shortcut": self.one_of(False, "$channels < 0", "channels == 0")}
        if steady and self.shape(current).spatial and how == "condition":
            mark = {"identity": None, "name": "before"}
            last = {"conv": "$shape('before').channels", "kernel": 1}
            return {"residual": [mark, *body, last]}
        body, _ = self._adapted(body, output, self.shape(current), frame, channels=True)
        return {"residual": body} | ({"shortcut": self.one_of(True, [], "channels > 0")} if self.chance(30) else {})

    def _branches(self, current: int, frame: Frame, depth: int, steady: bool) -> Step:
        head = self.one_of("concat", "concat", "concat", *JOINS)
        named = self.chance(30)
        branches: dict[str, Steps] = {}
        target = self.shape(current)
        for number, name in enumerate(("left", "right", "2")[: self.draw(st.integers(1, 3))]):
            path = frame.path_of(self.reference.branch_name(name, frame))
            inner = frame._replace(path=path, parent=frame) if named else frame
            if self.chance(20):
                steps, output = [], current
            else:
                steps, output = self.steps(current, inner, 3, depth + 1, steady=steady or self.chance(60))
            if number or head != "concat":
                steps, output = self._adapted(steps, output, target, inner, channels=head != "concat")
            branches[name], target = steps, self.shape(output)
        return {head: branches if named else list(branches.values())}

    def _gate(self, current: int, frame: Frame, depth: int, steady: bool) -> Step:
        """Squeeze and excitation, or a vector that is added everywhere."""
        squeeze = [{"global_avgpool": None, "keep": self.one_of(True, False)}, "sigmoid"]
        if self.chance(50):
            return {"multiply": [[], squeeze]}
        return {"add": [squeeze, []], "broadcast": True}

    def _split(self, current: int, frame: Frame, depth: int, steady: bool) -> Step:
        channels = self.shape(current).channels
        first = self.draw(st.integers(1, max(1, channels - 1)))
        sizes = self.one_of(None, [first, channels - first], [f"${first}", f"$channels - {first}"])
        parts: list[Steps] = [[{"conv": 2, "kernel": 1}], ["relu"], [], [{"groupnorm": 1}, "gelu"]]
        branches: Any = [self.one_of(*parts), self.one_of(*parts)]
        if self.chance(30):
            branches = dict(zip(("low", "high"), branches, strict=True))
        step = {"split": branches} | ({"sizes": sizes} if sizes else {})
        return step | (
            {"join": self.one_of("concat", "add", "multiply", "min", "mean", "divide")} if self.chance(40) else {}
        )

    def _group(self, current: int, frame: Frame, depth: int, steady: bool) -> Step:
        name = self.one_of(*NAMES)
        inner = frame._replace(path=frame.path_of(name), parent=frame)
        steps, _ = self.steps(current, inner, 3, depth + 1, steady=steady)
        return {"layers": steps, "name": name}

    def _aux(self, current: int, frame: Frame, depth: int, steady: bool) -> Step:
        name = self.one_of("side", "side2")  # no name that is taken outside of training
        inner = frame._replace(path=frame.path_of(name), parent=frame, training=True)
        steps, _ = self.steps(current, inner, 3, depth + 1)
        return {"aux": steps, "name": name}

    def _loop(self, current: int, frame: Frame, depth: int, steady: bool) -> Step:
        if self.chance(50):
            names, items, bound = "n", self.one_of([1, 2], "$range(1, 4)", [4, 2, 4]), {"n": 2}
        else:
            names, items, bound = ["n", "act"], [[2, "relu"], [3, "none"]], {"n": 2, "act": "relu"}
        steps, _ = self.steps(current, frame.bound(index=0, **bound), 2, depth + 1, steady=True)
        steps = [{key: value for key, value in step.items() if key != "name"} if isinstance(step, dict) else step
                 for step in steps]  # fmt: skip
        body = {"conv": "$n + index", "kernel": 1, "name": self.one_of("k${index}", "k${n}_${index}")}
        extra = [body] if self.shape(current).spatial else []
        return {"for": names, "in": items, "layers": [*steps, *extra, *(["$act"] if "act" in bound else [])]}

    def _choice(self, current: int, frame: Frame, depth: int, steady: bool) -> Step:
        condition = self.one_of(
            "$channels % 2 == 0", "channels > 5 and not channels == 7", "$channels in [1, 2, 3]", "true"
        )
        steps, _ = self.steps(current, frame, 2, depth + 1, steady=steady)
        other = [self.one_of("relu", {"batchnorm": None})]
        ways = self.one_of({"then": steps, "else": other}, {"then": other, "else": steps}, {"then": steps})
        return {"if": condition, **ways}

    def _repeated(self, current: int, frame: Frame, depth: int, steady: bool) -> Step:
        times = self.one_of(1, 2, 3, "$min(3, channels)", 0)
        inner = frame.bound(index=0)
        if depth + 1 < self.deepest and self.chance(40):
            step = self._group(current, inner, depth, steady=True) if self.chance(50) else self._use(
                current, inner, depth, steady)  # fmt: skip
        else:
            width = self.one_of(3, "$3 + index", "$max(2, channels - index)")
            spatial = self.shape(current).spatial
            step = {"conv": width, "kernel": 3, "pad": "same"} if spatial else {"linear": width}
        if not isinstance(step, dict) or "repeat" in step or "from" in step:
            return step
        return step | {"repeat": times} | ({"name": "r${index * 2}"} if self.chance(20) else {})

    def _shared(self, current: int, frame: Frame, depth: int, steady: bool) -> Step:
        """An earlier layer, group or use of a block again, with its parameters."""
        nodes, names = self.reference.nodes, self._sayable(frame)
        scopes = [name for name, path in names.items() if path in self.scopes]
        if scopes and self.chance(60):
            name = self.one_of(*scopes)
            scope = self.scopes[names[name]]
            return {key: value for key, value in scope.items() if key not in ("name", "from", "if")} | {"share": name}
        owners = {name: nodes[self.reference.paths[path]] for name, path in names.items()}
        owners = {name: owner for name, owner in owners.items() if owner.path == names[name] and owner.op is not None}
        if not owners:
            return "relu"
        name = self.one_of(*owners)
        op: Any = owners[name].op
        fields = {key: op.fields[key].plain(value) for key, value in op.attributes().items() if value is not None}
        return {op.name: fields.pop(op.main, None) if op.main else None, **fields, "share": name}

    def _chosen(self, current: int, frame: Frame, depth: int, steady: bool) -> Step:
        """An op that an expression names."""
        words = [name for name, value in self.reference.parameters.items() if isinstance(value, str)]
        return {self.one_of(*(f"${word}" for word in words), "$'tanh' if channels > 2 else 'none'"): None}

    def other(self) -> Step:
        """A step that takes what a block's parameter names."""
        joined = {"concat": None, "from": self.one_of(["previous", "$other"], ["$other", "previous"])}
        shared = {"conv": 2, "kernel": 1, "share": "$other"}
        return self.one_of(
            joined, joined, {"relu": None, "from": "$other"}, {"upsample": None, "like": "$other"}, shared
        )

    def _argument(self, name: str, place: Place, current: int, frame: Frame) -> Any:
        if name == "act":
            return self.one_of("relu", "silu")
        if name != "other":
            return place.count()
        passed_on = ["$other"] * 3 if "other" in frame.variables else []
        joinable = self._joinable(current, frame, "concat")
        return self.one_of(*passed_on, *joinable, *[name for name in joinable if name in ("input", *NAMES)])

    def _use(self, current: int, frame: Frame, depth: int, steady: bool) -> Step:
        """A block with some of its parameters; now and then by the parameters of an earlier use."""
        if not self.reference.blocks:
            return self._op(current, frame, depth, steady)
        block = self.one_of(*self.reference.blocks)
        written = self.reference.blocks[block]
        parameters = written.get("parameters", {}) if isinstance(written, dict) else {}
        place, fields = self._place(current, frame), {}
        for name, default in parameters.items():
            if default is None or self.chance(40):
                fields[name] = self._argument(name, place, current, frame)
        first = next(iter(parameters), None)
        main = fields.pop(first) if first in fields and self.chance(80) else None
        step: dict[str, Any] = {block: main, **fields}
        if self.chance(15):
            step["from"] = self.one_of(*self._earlier(frame), "previous")
        if self.chance(20):
            step["repeat"] = self.one_of(2, 3)
            step.pop("from", None)
        return step
