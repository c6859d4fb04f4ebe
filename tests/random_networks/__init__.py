"""Random networks, written in the language."""
