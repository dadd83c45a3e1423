"""Products, what composites are made of, and what of them is salable."""
