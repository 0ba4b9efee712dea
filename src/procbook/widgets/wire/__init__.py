"""Messages between page and kernel: envelope, numbered deltas, and the one sender of a kernel."""
