"""Goods that are coming: expected, sent, received."""
