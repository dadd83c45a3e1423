"""What should be fast, measured beside its peers: ``python -m tests.benchmarks``."""
