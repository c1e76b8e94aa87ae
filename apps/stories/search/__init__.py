"""Search: what is asked for, what has it, where exactly."""
