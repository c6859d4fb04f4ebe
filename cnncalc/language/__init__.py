"""The spec language: from YAML to a network."""
