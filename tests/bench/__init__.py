"""Figures as ratios, each against a floor or a peer measured in the same run: ``make bench``."""
