"""Machines to run on, a file of its datasheet each, and what reads such files."""
