"""Who did what: everything that people decided, brought in or were given, as one log."""
