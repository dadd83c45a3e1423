"""A peer at the terminal: the least that Textual can be asked to show."""

from __future__ import annotations

from tests.benchmarks.bench import python

READY = "Ready"
"""What it shows."""
EMPTY = python(f"""
from textual.app import App
from textual.widgets import Static

class Empty(App):
    def compose(self):
        yield Static({READY!r})

Empty().run()
""")
"""The command that opens it."""
