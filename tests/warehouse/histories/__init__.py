"""The deeds of a warehouse in any order, by people who may different things, with a clock.

They are played beside those of a shop (`tests.services.histories`), on the program and on the
model of the rules.  Each module adds the deeds of one trade; `Warehouse` has them all.
"""
