"""Expressions: read once, worked out where they stand; never by Python itself."""
