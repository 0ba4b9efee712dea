"""Values of inputs: Python objects to JSON and back, qualified values, files, sweeps."""
