"""Source items: what lies where, changed one by one and in sets."""
