"""What jobs brought back: results, their outputs and the values of these."""
