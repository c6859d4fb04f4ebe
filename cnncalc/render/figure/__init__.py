"""Figures of papers: a network as a row of volumes, as planes, or as flat boxes."""
