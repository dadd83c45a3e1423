"""What lies where, and what of it may be promised."""
