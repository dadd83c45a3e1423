"""Products and what they are made of."""
