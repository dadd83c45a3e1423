"""What is done when a product runs low: actions, the inbox they write to, and their runs."""
