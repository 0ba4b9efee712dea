"""Schemas of inputs: any dialect of JSON Schema becomes 2020-12; bundled schemas, localized texts, descriptions."""
