"""Goods that are coming: expected from suppliers, and on the road between sources."""
