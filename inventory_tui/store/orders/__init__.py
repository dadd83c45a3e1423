"""Orders, their documents and what they hold."""
