"""Results that are there already.

Equal requests by key, and result files that are kept on this computer.
"""
