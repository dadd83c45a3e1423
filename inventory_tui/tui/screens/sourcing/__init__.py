"""Sources and stocks."""
