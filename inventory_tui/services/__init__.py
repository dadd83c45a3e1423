"""What a person can do: one function per deed or question, one transaction each.

Every function takes a `Database` first.  These are the entry points for the screens, the
command line, and programs that share this environment.

`Database` is imported when it is first asked for: the first page of the program is painted
without SQLAlchemy (`first_page`).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inventory_tui.store.database import Database
else:

    def __getattr__(name: str) -> object:
        if name == "Database":
            from inventory_tui.store.database import Database

            return Database
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = ["Database"]
