"""Running nothing where the results of an equal request are there already."""
