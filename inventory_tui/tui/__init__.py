"""How a person does it at a terminal.

Screens call ``services`` through `jobs.Jobs` and never import ``store``.  What a page is
and offers stands in `screens.page` (any page) and `screens.list_page` (a page that shows a
list); every command stands once in `commands`; what is seen is a virtual grid over a
snapshot of ids (`widgets.query_grid`).
"""
