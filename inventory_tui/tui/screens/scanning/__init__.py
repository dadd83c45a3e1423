"""Screens for a reader and a few keys: goods that are scanned."""
