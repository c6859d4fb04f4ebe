"""Diagrams: boxes and arrows before any format, how they are laid out, and what they are written as in text."""
