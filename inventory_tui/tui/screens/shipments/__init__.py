"""Shipments and their builder."""
