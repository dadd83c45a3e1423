"""The reference's own cases, answered by the public services.

``cases/`` holds them as data, in the words of their vocabulary; the modules beside it are one
adapter: it builds the world of a case, does what the case does and looks at what came of it.
It knows no rule of the inventory and no case by name.
"""
