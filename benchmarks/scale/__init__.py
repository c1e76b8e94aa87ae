"""What an import costs on top of a large archive: ``python -m benchmarks.scale``."""
