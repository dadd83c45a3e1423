"""What may still be promised: the formula, and the sums kept of it."""
