"""How fast pages and imports are, each beside something else in the same run.

``python -m benchmarks.speed`` runs all parts, ``python -m benchmarks.speed reading`` one. Each
part is a module with one function, ``measure() -> list[Row]``, and keeps its own file in
``benchmarks/results/``.

Contenders take turns, whoever began the time before; one runs twice (A/A), which shows what of a
difference is noise. Each figure is the median of the rounds.
"""
