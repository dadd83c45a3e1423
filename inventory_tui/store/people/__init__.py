"""People, their roles, and what these let through."""
