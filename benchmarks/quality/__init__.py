"""How well articles are read, beside others in the same run: ``python -m benchmarks.quality``.

Each set of the public development data has a module of its own with one function::

    def measure(folder: Path) -> list[Figure]

``folder`` is where the set's archive was unpacked (its ``dev``). To add a set, write the module
and name it in ``SETS`` (``__main__``); its floors go to ``benchmarks/floors.toml``.
"""
