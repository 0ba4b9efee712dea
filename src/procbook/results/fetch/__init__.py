"""The bytes of an output: from this disk, through a client, or from a storage that fsspec knows."""
