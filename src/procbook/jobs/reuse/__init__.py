"""Results that are there already: equal requests by key, and result files that are kept on this computer."""
