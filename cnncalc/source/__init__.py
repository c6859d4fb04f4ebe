"""Texts, and YAML as values that know where they stand: what reads a file, whatever it is about."""

SUFFIXES = (".yaml", ".yml")
"""What files of YAML are called."""
