"""Writes a network as a spec: every layer by itself, or folded as a person would write it."""

from cnncalc.exporters.yaml.expanded import write_spec as write_spec
