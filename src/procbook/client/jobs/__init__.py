"""Several jobs as one thing: sweeps, the jobs of a server, and what was run from this computer."""
