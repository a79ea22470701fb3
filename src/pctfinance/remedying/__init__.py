"""What would help: the smallest set of transfers, and how exposed each body is to its risks."""
