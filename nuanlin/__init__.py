"""Nuanlin (暖邻): the care service of a residential community, carried out by software."""

VERSION = "0.1.0"
