"""Several jobs as rows: their columns and scalar outputs, and how they look."""
