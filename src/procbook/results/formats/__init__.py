"""The format of an output, from its description and its first bytes.

Decided in ``_detect`` and nowhere else.
"""
