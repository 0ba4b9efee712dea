"""One output of several jobs side by side.

Numbers, texts, JSON, tables, pictures, rasters, features.
"""
