"""Orders, from the request to the refund."""
