"""Measurements, each a script of its own: ``python -m tests.benchmarks.screens PATH``."""
