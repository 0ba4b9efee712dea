"""Schemas of inputs: any dialect of JSON Schema becomes 2020-12.

Bundled schemas, localized texts and descriptions of inputs are here, too.
"""
