"""One monitor for the kernel: what to ask servers about jobs, and who is told of the answers."""
