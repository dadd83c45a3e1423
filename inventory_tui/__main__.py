"""``python -m inventory_tui`` is the command ``inventory-tui``."""

from inventory_tui.cli import main

if __name__ == "__main__":
    main()
