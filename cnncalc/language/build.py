"""Builds the network of a spec: its statements run, and each adds nodes to the graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cnncalc.errors import CnncalcError, ShapeError
from cnncalc.graph import Applications, Graph
from cnncalc.language.definition import Definition
from cnncalc.language.here import Build, Here
from cnncalc.language.inputs import add_inputs
from cnncalc.language.parameters import Parameters
from cnncalc.language.statements import KEYS, constructs_for
from cnncalc.language.statements.base import Reader, Steps
from cnncalc.limits import Budget
from cnncalc.source.values import YamlNode

if TYPE_CHECKING:
    from cnncalc.language.edits import EditTable

MOST_APPLICATIONS = 10_000
"""The most applications that are kept for the networks to come."""


class Compiled:
    """A spec with its steps as statements, which are read once and run for each network."""

    def __init__(self, definition: Definition) -> None:
        self.reader = Reader(definition.blocks, KEYS, constructs_for)
        self.steps = None if definition.layers is None else Steps(definition.layers, self.reader)
        self.applications: Applications = {}
        """Memo of `GraphBuilder.apply` for all networks of the spec; key: op and input shapes, value: both as one."""

    def build(
        self,
        definition: Definition,
        settings: Mapping[str, YamlNode],
        given_input: YamlNode | None,
        budget: Budget,
        *,
        name: str,
        title: str,
    ) -> tuple[Graph, Build]:
        """Build the network of a definition, which differs from the one that was read in its edits at most.

        `settings` are its parameters' values that are given, `given_input` its input's shape. Raises CnncalcError with
        the place of what is at fault.
        """
        if len(self.applications) > MOST_APPLICATIONS:
            self.applications.clear()
        build = Build(budget, self.applications)
        parameters = Parameters(definition, settings, name, build)
        for parameter in definition.parameters:
            parameters.work_out(parameter)
        if self.steps is None:
            raise definition.document.error("a spec needs layers: with a list of steps")
        return self._run(self.steps, build, definition, given_input, title), build

    def _run(
        self, steps: Steps, build: Build, definition: Definition, given_input: YamlNode | None, title: str
    ) -> Graph:
        graph, layers = build.graph, steps.node
        here = start(build, steps)
        try:
            edits = add_edits(build, definition, self.reader)
            current = add_inputs(definition, given_input, here, title)
            output = steps.run(here, current)
            outputs = _declared(definition.outputs, here, output)
            if edits is not None:
                for _, error in edits.unmade(graph.by_path, title):
                    raise error
        except CnncalcError as error:
            if isinstance(error, ShapeError) and build.remarks:
                error.hint = "; ".join(filter(None, [error.hint, build.remarks[0].text]))
            raise
        finally:
            build.stack.close()
        if graph.nodes[-1].is_input:
            raise layers.error("the network has no layers")
        output = outputs[0] if outputs and output not in outputs else output
        end = graph.nodes[output]
        if end.is_input:
            raise layers.error(f"the network ends with its input {end.path}")
        return graph.finish(output, outputs)


def _declared(node: YamlNode | None, here: Here, current: int) -> tuple[int, ...]:
    """The nodes that a spec says come out; none if it does not say."""
    if node is None:
        return ()
    from cnncalc.language.outputs import declared, note_unread  # imported when asked for: most specs do not say

    try:
        outputs = declared(node, here, current)
    except CnncalcError as error:
        error.origin = error.origin or node.origin
        raise
    note_unread(node, outputs, here)
    return outputs


def start(build: Build, steps: Steps) -> Here:
    """The outermost place of a network, where its own steps run."""
    return Here(build, variables=build.parameters, names=steps.namespace(build.budget))


def add_edits(build: Build, definition: Definition, reader: Reader) -> EditTable | None:
    """Have the changes of a definition made while its network is built."""
    if not definition.edits:
        return None
    from cnncalc.language.edits import EditTable  # imported when asked for: most networks are not changed

    edits = EditTable(definition.edits, reader, build.budget)
    build.edits = build.edited = edits
    return edits
