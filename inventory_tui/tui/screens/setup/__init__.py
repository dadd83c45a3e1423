"""Setup: settings, the reader, this terminal."""
