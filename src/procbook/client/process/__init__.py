"""A process that is called like a function, the mapping of all of them, and their signatures."""
