"""Worlds of any size."""
