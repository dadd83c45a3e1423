"""Reports and history."""
