"""The format of an output, from its description and its first bytes; decided in ``_detect`` and nowhere else."""
