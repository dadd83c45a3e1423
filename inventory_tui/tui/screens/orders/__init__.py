"""Orders, and the screen of a new one."""
