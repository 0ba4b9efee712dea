"""Outputs as Python objects: one table of openers."""
