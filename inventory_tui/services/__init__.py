"""What a person can do: one function per deed or question, one transaction each.

Every function takes a `Database` first.  These are the entry points for the screens, the
command line, and programs that share this environment.
"""

from inventory_tui.store.database import Database

__all__ = ["Database"]
