"""One output of several jobs side by side: numbers, texts, JSON, tables, pictures, rasters, features."""
