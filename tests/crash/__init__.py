"""Scripts that crowd and kill, each in a process of its own, and the small book they do it to."""
