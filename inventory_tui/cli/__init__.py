"""The same deeds without a screen: ``inventory-tui NOUN VERB``.

One module a noun, loaded when it is named, so that a command costs what it needs:

* ``program``  the nouns, exit statuses, and what happens when something goes wrong
* ``verbs``    nouns and verbs as click knows them, and the options accepted anywhere
* ``running``  one run: its database, who does it, what is shown
* ``output``   tables for people, tab-separated text for pipes, JSON for programs
"""

from inventory_tui.cli.program import main

__all__ = ["main"]
